"""The API explained to people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from certification.editions.counting import Counted
from migracidades.kit.shelf import public_page

from .addresses import ADDRESSES, LANGUAGE

BASE = "api/v1/"


@require_GET
@public_page
def api(request: HttpRequest) -> HttpResponse:
    """Each address, what it gives and what narrows it."""
    base = f"{request.META['SCRIPT_NAME']}/{BASE}"
    context = {
        "base": base,
        "addresses": [(one, f"{base}{one.path}") for one in ADDRESSES],
        "language": LANGUAGE,
        "counted": Counted,
    }
    return render(request, "pages/api.html", context)
