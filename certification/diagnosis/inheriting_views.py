"""The pages of a returning government: what it can confirm, and what has changed."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from migracidades.kit.errors import Refused
from migracidades.tenancy.rules import ANSWERING, needs, roles_of

from .confirming import confirm
from .desk import desk_of
from .inheritance import Chapter
from .inheriting import inheritance
from .rail import rail
from .year_on_year import year_on_year


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*ANSWERING)
def inherited(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """What has to be answered anew, first; then what can be confirmed. A POST confirms.

    Dimension by dimension, folded: ``?dimension`` names the one to be open, else the first that
    has something to confirm.
    """
    if request.method == "POST":
        _confirm(request, year)
        return redirect("inherited", code=code, year=year)
    desk = desk_of(request, year)
    found = inheritance(desk)
    context = {
        "desk": desk,
        "found": found,
        "chapters": found.chapters,
        "opened": _opened(found.chapters, request.GET.get("dimension", "")),
        "past": desk.past.diagnosis,
        "rail": rail(desk.sheet, code=code, year=year),
    }
    return render(request, "diagnosis/inherited.html", context)


def _opened(chapters: Iterable[Chapter], position: str) -> str:
    """The code of the dimension that is not folded."""
    named = [one for one in chapters if str(one.dimension.position) == position]
    first = [one for one in chapters if one.waiting]
    return next((one.dimension.code for one in (*named, *first)), "")


def _confirm(request: HttpRequest, year: int) -> None:
    try:
        saved = confirm(
            request.government,
            year,
            request.POST.getlist("code"),
            read=lambda: desk_of(request, year),
            actor=request.user,
            roles=roles_of(request),
        )
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _told(len(saved)))


def _told(saved: int) -> str:
    if not saved:
        return _("Nothing was confirmed: choose at least one question without an answer.")
    return ngettext("%(n)s answer confirmed.", "%(n)s answers confirmed.", saved) % {"n": saved}


@require_safe
def changes(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The government against its own last edition, question by question asked alike in both."""
    desk = desk_of(request, year)
    context = {
        "desk": desk,
        "past": desk.past.diagnosis,
        "compared": year_on_year(desk),
        "rail": rail(desk.sheet, code=code, year=year),
    }
    return render(request, "diagnosis/changes.html", context)
