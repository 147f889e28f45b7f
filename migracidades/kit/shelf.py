"""Whole public pages, kept for a minute for visitors who are nobody in particular.

What may be kept is said by the view (``public_page``); everything else is never looked at. A page
is kept under its address, its language and the version of what is published: whoever changes
something published calls ``changed`` once it is committed, and every page kept before is out of
date at that moment. Should that call be lost, no page outlives ``SECONDS``: that is the guarantee,
the version only makes it faster. A page carries the version read *before* it was drawn, so what
changes meanwhile makes it stale, never the other way round.

The shelf may be gone at any time: then pages are drawn, and nothing else happens.
"""

import hashlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

logger = logging.getLogger(__name__)

NEAR_SECONDS = 1.0  # for so long a process need not ask again: a crowd comes for one page
NEAR = 256
SECONDS = 45  # a revoked seal shows within a minute, whatever happens
QUIET_SECONDS = 5.0
VERSION = "version"
# What a public page may be asked for. Anything else in the address is nobody's page but theirs.
ASKED = frozenset({"page", "lang", "version"})
LONGEST = 20
KEPT_HEADERS = (
    *("Content-Type", "Content-Language", "Cache-Control", "ETag", "Vary", "X-Frame-Options"),
)

View = Callable[..., HttpResponse]
Key = tuple[object, ...]
Page = tuple[dict[str, str], bytes]  # headers and content
_silent_until = 0.0
_near: dict[Key, tuple[float, "Place"]] = {}


class Bytes:
    """The cache's serializer: what is kept is bytes, and reading them runs nothing."""

    def dumps(self, value: bytes) -> bytes:
        return value

    def loads(self, value: bytes) -> bytes:
        return value


def public_page(view: View) -> View:
    """Mark a view that shows everybody the same: what is published, and nobody's own."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.is_public_page = True  # type: ignore[attr-defined]
        return response

    return marked


def changed() -> None:
    """Something published has changed and is committed: no page kept before is shown again.

    Another process may still show what it was handed within the last ``NEAR_SECONDS``.
    """
    _ask(lambda shelf: shelf.set(VERSION, uuid4().bytes, None))
    _near.clear()


class PublicPages:
    """Answers from the shelf before session, person and programme are looked up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._answer(request)
        if "public" in response.get("Cache-Control", ""):
            _for_every_cookie(response)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        key = key_of(request)
        place = _look(key) if key else None
        if place is None:
            return self.get_response(request)
        if place.page is not None:
            headers, content = place.page
            return _unchanged(request, HttpResponse(content, headers=headers))
        response = self.get_response(request)
        if not _is_everybodys(request, response):
            return response
        response.headers.setdefault("Cache-Control", "private, no-cache")
        digest = hashlib.sha256(response.content).hexdigest()
        response["ETag"] = f'"{digest[:32]}"'
        _keep(place, response)
        return _unchanged(request, response)


def key_of(request: HttpRequest) -> Key | None:
    """What tells a page from every other; ``None`` when somebody particular asks for it."""
    if request.method != "GET" or not _is_nobody(request) or not _is_plain(request):
        return None
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    wished = (request.GET.get("lang"), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME))
    spoken = {code for code, _name in settings.LANGUAGES}
    languages = [one if one in spoken else "" for one in wished]
    asked = tuple(sorted(request.GET.items()))
    return (request.scheme, host, request.path, asked, *languages)


def _is_nobody(request: HttpRequest) -> bool:
    harmless = {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    personal = {"HTTP_AUTHORIZATION", "HTTP_X_PART"} & request.META.keys()
    return not personal and request.COOKIES.keys() <= harmless


def _is_plain(request: HttpRequest) -> bool:
    return all(
        name in ASKED and len(values) == 1 and len(values[0]) <= LONGEST
        for name, values in request.GET.lists()
    )


def _is_everybodys(request: HttpRequest, response: HttpResponse) -> bool:
    person = getattr(request, "user", None)
    return (
        getattr(response, "is_public_page", False)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not (person and person.is_authenticated)
        and not getattr(request, "seats", None)
    )


def _for_every_cookie(response: HttpResponse) -> None:
    """What may be kept for all is not asked for again because somebody signed in meanwhile."""
    vary = [one for one in response.get("Vary", "").split(", ") if one and one != "Cookie"]
    del response["Vary"]
    if vary:
        response["Vary"] = ", ".join(vary)


def _unchanged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    if response["ETag"] not in known and known != ["*"]:
        return response
    same = HttpResponseNotModified()
    for name in ("Cache-Control", "ETag", "Content-Language"):
        if name in response:
            same[name] = response[name]
    return same


# ------------------------------------------------------------------ what lies there
@dataclass(frozen=True)
class Place:
    """Where a page would lie, the version now in force, and the page if it is of that version."""

    name: str
    version: bytes
    page: Page | None


def _look(key: Key) -> Place | None:
    until, near = _near.get(key, (0.0, None))
    if time.monotonic() < until:
        return near
    place = _look_further(hashlib.sha256(json.dumps(key).encode()).hexdigest())
    if place and place.page is not None:
        if len(_near) >= NEAR:
            _near.clear()
        _near[key] = (time.monotonic() + NEAR_SECONDS, place)
    return place


def _look_further(name: str) -> Place | None:
    found = _ask(lambda shelf: shelf.get_many([VERSION, name]))
    if found is None:
        return None
    version, held = found.get(VERSION), found.get(name)
    if version is None:
        version = uuid4().bytes
        # Two may find none at once: the first one's counts, and the other keeps nothing.
        return Place(name, version, None) if _ask(_first(version)) else None
    if held is None or not held.startswith(version):
        return Place(name, version, None)
    return Place(name, version, _unpacked(held[len(version) :]))


def _first(version: bytes) -> Callable[[Any], bool]:
    return lambda shelf: shelf.add(VERSION, version, None)


def _keep(place: Place, response: HttpResponse) -> None:
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    packed = place.version + json.dumps(headers).encode() + b"\n" + response.content
    _ask(lambda shelf: shelf.set(place.name, packed, SECONDS))


def _unpacked(held: bytes) -> Page:
    headers, _line, content = held.partition(b"\n")
    return json.loads(headers), content


def _ask(question: Callable[[Any], Any]) -> Any:
    """The shelf's answer; ``None``, and a few quiet seconds, when it does not answer."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return None
    try:
        return question(caches["pages"])
    except Exception as error:
        if not _is_absence(error):
            raise
        _silent_until = time.monotonic() + QUIET_SECONDS
        logger.warning("The page cache does not answer (%s): pages are drawn.", error)
        return None


def _is_absence(error: Exception) -> bool:
    """Asked only once something failed: the library is loaded by who uses it."""
    from redis.exceptions import RedisError

    return isinstance(error, RedisError | OSError)
