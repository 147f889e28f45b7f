"""A session belongs to the host it began on, whoever carries its key elsewhere."""

from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from . import domains

BEGAN_AT = "began_at"


class OneHost:
    """Gives a visitor with another host's session an empty one, and writes a session's host down.

    Browsers keep the cookie to its host by themselves; this holds when something else does not.
    The main site, under whichever name, counts as one host. Stands right behind Django's own
    ``SessionMiddleware``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.engine = import_module(settings.SESSION_ENGINE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        here = domains.slug_at(request.get_host()) or ""
        # A page that needs no session must not look as if it had read one: caches would split.
        carried = settings.SESSION_COOKIE_NAME in request.COOKIES
        if carried and request.session.get(BEGAN_AT, "") != here:
            request.session = self.engine.SessionStore()
        response = self.get_response(request)
        if here and request.session.modified and not request.session.is_empty():
            request.session[BEGAN_AT] = here
        return response
