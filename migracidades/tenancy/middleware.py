"""The address names the tenant; membership opens the side; one transaction holds the response.

``/br/desk/5003207/…`` is the government side, ``/br/admin/…`` the staff side, everything else the
public side with the person known. The programme's segment moves into the script prefix, so that
``reverse``, the admin, allauth and links in mails carry it by themselves. On a domain of the
programme's own the prefix is empty, and addresses with the segment lead there for good.
"""

import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.encoding import escape_uri_path

from . import domains
from .door import Door, Unknown, programme_at
from .http import Request
from .models import Programme
from .rules import staff_roles
from .scope import Side, enter
from .signed_out import signed_out
from .who import Stranger, demand_known, named_in_session

SEGMENT = re.compile(r"^/([a-z][a-z0-9-]{1,30})(/.*)?$")
DESK = re.compile(r"^/desk/([A-Za-z0-9-]+)(/|$)")
STAFF = re.compile(r"^/admin(/|$)")
# What answers beside the programmes, on every host.
OUTSIDE = {".well-known", "static", "health", "programmes", "robots.txt", "favicon.ico"}
# First segments inside a programme: on its own domain a slug of the same name would hide them.
INSIDE = {
    *("accounts", "admin", "api", "applications", "apply", "call", "demo-mail", "desk"),
    *("dimensions", "editions", "files", "form", "g", "governments", "invitations", "language"),
    *("register", "training", "v", "verify"),
}
RESERVED = OUTSIDE | INSIDE


class Tenant:
    def __init__(self, get_response: Callable[[Request], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.government, request.seats = None, []
        try:
            return self._answer(request)
        finally:
            translation.deactivate()
            timezone.deactivate()

    def process_exception(self, request: Request, exception: Exception) -> None:
        if transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)

    def _answer(self, request: Request) -> HttpResponse:
        own = domains.slug_at(request.get_host())
        return self._on_its_domain(request, own) if own else self._on_the_main_site(request)

    def _on_the_main_site(self, request: Request) -> HttpResponse:
        match = SEGMENT.match(request.path_info)
        if match is None or match[1] in RESERVED:
            return self._in_the_lobby(request)
        slug, rest = match.groups()
        if domains.domain_of(slug):
            return self._moved(request, slug, rest)
        programme = programme_at(slug)
        if programme is None:
            return self._in_the_lobby(request)
        if rest is None:
            return HttpResponseRedirect(f"{request.path}/")
        request.META["SCRIPT_NAME"] = f"/{slug}"
        request.path_info = request.META["PATH_INFO"] = rest
        return self._inside(request, programme)

    def _on_its_domain(self, request: Request, slug: str) -> HttpResponse:
        segment, slash, rest = request.path_info[1:].partition("/")
        if segment in OUTSIDE:
            return self._in_the_lobby(request)
        if segment == slug:
            return self._moved(request, slug, slash + rest)
        programme = programme_at(slug)
        if programme is None:
            request.refusal = Http404()
            return self._in_the_lobby(request)
        return self._inside(request, programme)

    def _moved(self, request: Request, slug: str, rest: str | None) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        path = escape_uri_path(rest or "/") + (f"?{query}" if query else "")
        asked = request.method in ("GET", "HEAD")
        return HttpResponsePermanentRedirect(
            f"{domains.origin_of(slug)}{path}", preserve_request=not asked
        )

    def _in_the_lobby(self, request: Request) -> HttpResponse:
        request.urlconf = "migracidades.lobby"
        self._speak(request, [code for code, _name in settings.LANGUAGES], settings.LANGUAGE_CODE)
        with transaction.atomic():
            return self._closed_on_failure(self.get_response(request))

    def _inside(self, request: Request, programme: Programme) -> HttpResponse:
        desk = DESK.match(request.path_info)
        door = Door(
            programme,
            desk=desk[1] if desk else "",
            staff=bool(STAFF.match(request.path_info)),
        )
        named, key = named_in_session(request), request.session.session_key
        try:
            with (
                domains.standing(programme.slug),
                enter(programme, side=Side.PUBLIC, user=named, tell=door.open),
            ):
                demand_known(request, named, door.person)
                return self._through(request, door, to_a_desk=bool(desk))
        except Unknown:
            return self._again(request, programme.slug)
        except Stranger:
            if request.session.session_key != key:  # ended in a transaction that was not to be
                request.session.delete(key)
            return self._inside(request, programme)

    def _again(self, request: Request, slug: str) -> HttpResponse:
        """What this process kept of the programme is not so any more."""
        programme = programme_at(slug)
        if programme is None:
            request.refusal = Http404()
            return self._in_the_lobby(request)
        return self._inside(request, programme)

    def _through(self, request: Request, door: Door, *, to_a_desk: bool) -> HttpResponse:
        request.programme, request.seats = door.programme, door.seats
        self._speak(request, door.programme.languages, door.programme.default_language)
        timezone.activate(ZoneInfo(door.programme.time_zone))
        turned_away = self._open_desk(request, door) if to_a_desk else None
        return self._closed_on_failure(turned_away or self.get_response(request))

    def _open_desk(self, request: Request, door: Door) -> HttpResponse | None:
        request.at_desk = True
        if not request.user.is_authenticated:
            return signed_out(request)
        if door.opened is None:
            request.refusal = PermissionDenied() if staff_roles(request.seats) else Http404()
            return None
        request.government = door.opened.government
        timezone.activate(ZoneInfo(request.government.time_zone))
        return None

    def process_view(self, request: Request, *_: object) -> None:
        """Raise what the door decided here, where Django turns it into its error page."""
        if refusal := getattr(request, "refusal", None):
            raise refusal

    def _speak(self, request: Request, offered: list[str], fallback: str) -> None:
        wished = (
            request.GET.get("lang") if request.META.get("QUERY_STRING") else None,
            getattr(request.user, "language", None),
            request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME),
        )
        language = next((one for one in wished if one in offered), fallback)
        translation.activate(language)
        request.LANGUAGE_CODE = language

    def _closed_on_failure(self, response: HttpResponse) -> HttpResponse:
        if response.status_code >= 500:
            transaction.set_rollback(True)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response
