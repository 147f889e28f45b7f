"""What is far too large is turned away at the door, before a byte of it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

MB = 1024 * 1024
BESIDE_MB = 10  # what a form holds beside its largest file; the proxy lets a little more through


class Door:
    """Answers 413 to a request that is larger than any form may be, or does not tell its size.

    A form that holds one file a little too large comes through: what is wrong with it is said
    beside the field (``accept.check``). Browsers and our proxy always tell the size.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_too_large(request):
            return self.get_response(request)
        told = {"limit": settings.MAX_UPLOAD_MB * MB}
        with translation.override(translation.get_language_from_request(request)):
            return render(request, "errors/413.html", told, status=413)


def _is_too_large(request: HttpRequest) -> bool:
    if "HTTP_X_TOO_LARGE" in request.META:  # the proxy took nothing of it
        return True
    told = request.META.get("CONTENT_LENGTH") or ""
    if not told.isdigit():
        return bool(told or request.META.get("HTTP_TRANSFER_ENCODING"))
    return int(told) > (settings.MAX_UPLOAD_MB + BESIDE_MB) * MB
