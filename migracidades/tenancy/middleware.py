"""The address names the tenant; membership opens the side; one transaction holds the response.

``/br/desk/5003207/…`` is the government side, ``/br/admin/…`` the staff side, everything else the
public side with the person known. The programme's segment moves into the script prefix, so that
``reverse``, the admin, allauth and links in mails carry it by themselves.
"""

import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone, translation

from . import queries
from .http import Request
from .models import Programme
from .rules import staff_roles
from .scope import Side, enter, narrow

SEGMENT = re.compile(r"^/([a-z][a-z0-9-]{1,30})(/.*)?$")
DESK = re.compile(r"^/desk/([A-Za-z0-9-]+)(/|$)")
STAFF = re.compile(r"^/admin(/|$)")
RESERVED = {"static", "accounts", "health", "robots.txt", "favicon.ico"}


class Tenant:
    def __init__(self, get_response: Callable[[Request], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.government, request.seats = None, []
        before = get_script_prefix()
        try:
            return self._answer(request)
        finally:
            set_script_prefix(before)
            translation.deactivate()
            timezone.deactivate()

    def process_exception(self, request: Request, exception: Exception) -> None:
        if transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)

    def _answer(self, request: Request) -> HttpResponse:
        match = SEGMENT.match(request.path_info)
        known = match and match[1] not in RESERVED
        programme = queries.programme_at(match[1]) if match and known else None
        if match is None or programme is None:
            return self._in_the_lobby(request)
        if match[2] is None:
            return HttpResponseRedirect(f"{request.path}/")
        self._move_prefix(request, programme, match[2])
        return self._inside(request, programme)

    def _in_the_lobby(self, request: Request) -> HttpResponse:
        request.urlconf = "migracidades.lobby"
        self._speak(request, [code for code, _name in settings.LANGUAGES], settings.LANGUAGE_CODE)
        with transaction.atomic():
            return self._closed_on_failure(self.get_response(request))

    def _move_prefix(self, request: Request, programme: Programme, rest: str) -> None:
        prefix = f"{request.META.get('SCRIPT_NAME', '')}/{programme.slug}"
        request.META["SCRIPT_NAME"] = prefix
        request.path_info = request.META["PATH_INFO"] = rest
        set_script_prefix(f"{prefix}/")

    def _inside(self, request: Request, programme: Programme) -> HttpResponse:
        request.programme = programme
        user_id = request.user.pk
        with enter(programme, side=Side.PUBLIC, user=user_id):
            if user_id:
                request.seats = queries.seats_here(user_id)
            self._speak(request, programme.languages, programme.default_language)
            timezone.activate(ZoneInfo(programme.time_zone))
            response = self._at_the_door(request) or self.get_response(request)
            return self._closed_on_failure(response)

    def _at_the_door(self, request: Request) -> HttpResponse | None:
        desk = DESK.match(request.path_info)
        if desk:
            return self._open_desk(request, desk[1])
        if STAFF.match(request.path_info) and staff_roles(request.seats):
            narrow(side=Side.STAFF)
        return None

    def _open_desk(self, request: Request, code: str) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        here = [seat for seat in request.seats if seat.government and seat.government.code == code]
        if not here:
            request.refusal = PermissionDenied() if staff_roles(request.seats) else Http404()
            return None
        request.government = here[0].government
        narrow(side=Side.GOVERNMENT, government=request.government)
        timezone.activate(ZoneInfo(request.government.time_zone))
        return None

    def process_view(self, request: Request, *_: object) -> None:
        """Raise what the door decided here, where Django turns it into its error page."""
        if refusal := getattr(request, "refusal", None):
            raise refusal

    def _speak(self, request: Request, offered: list[str], fallback: str) -> None:
        wished = (
            request.GET.get("lang"),
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
