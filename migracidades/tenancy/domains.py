"""Where a programme stands on the web: below its segment of the main site, or on its own domain.

``PROGRAMME_DOMAINS`` says which programme has which host. There the same addresses answer without
the segment, and every link made while it ``stands`` there carries its origin.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.urls import get_script_prefix, set_script_prefix

_origin: ContextVar[str | None] = ContextVar("origin", default=None)


def slug_at(host: str) -> str | None:
    """Whose own domain a ``Host`` header names; ``None`` for the main site.

    A domain of the setting that says no port means every port.
    """
    host = host.lower().removesuffix(".")
    bare = host.rpartition(":")[0] or host
    owned = {domain: slug for slug, domain in settings.PROGRAMME_DOMAINS.items()}
    return owned.get(host) or owned.get(bare)


def domain_of(slug: str) -> str | None:
    """The host of a programme's own, if it has one."""
    return settings.PROGRAMME_DOMAINS.get(slug)


def origin_of(slug: str) -> str:
    """Scheme and host of a programme: its own or the main site's, always under one scheme."""
    scheme = settings.SITE_URL.partition("://")[0]
    domain = domain_of(slug)
    return f"{scheme}://{domain}" if domain else settings.SITE_URL


def prefix_of(slug: str) -> str:
    """What stands before every path of a programme."""
    return "/" if domain_of(slug) else f"/{slug}/"


def home_of(slug: str) -> str:
    """The whole address of a programme's front page."""
    return origin_of(slug) + prefix_of(slug)


def origin() -> str:
    """Scheme and host for links: those of the programme that stands, else the main site's."""
    return _origin.get() or settings.SITE_URL


@contextmanager
def standing(slug: str) -> Iterator[None]:
    """Run the body where a programme is: ``reverse`` and ``origin`` answer for it."""
    before, token = get_script_prefix(), _origin.set(origin_of(slug))
    set_script_prefix(prefix_of(slug))
    try:
        yield
    finally:
        set_script_prefix(before)
        _origin.reset(token)
