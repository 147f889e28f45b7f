"""What everybody may read: the call, the commitment document, who was admitted."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from certification.editions.counting import Counted
from certification.editions.models import Participation
from certification.editions.queries import counts, current_edition, edition_or_404
from migracidades.kit.shelf import public_page
from migracidades.tenancy.queries import government_at

from . import queries
from .call import call_of
from .commitment import document
from .models import Application

PAGE = 50


@require_safe
@public_page
def call(request: HttpRequest) -> HttpResponse:
    """The open call of the current edition."""
    edition = current_edition()
    context = {"call": call_of(edition) if edition else None, "edition": edition}
    return render(request, "application/call.html", context)


@require_safe
def commitment(request: HttpRequest) -> HttpResponse:
    """The commitment document to print, for a government that is chosen here.

    ``?application=`` fills in the names of one's own application.
    """
    edition = current_edition()
    if edition is None:
        raise Http404
    mine = _own(request)
    government = mine.government if mine else _government(request)
    typed = request.GET.get("q", "")
    context = {
        "edition": edition,
        "government": government,
        "mine": mine,
        "q": typed,
        "found": queries.governments_like(typed, edition.levels),
        "document": document(
            mine.edition if mine else edition, government=government, application=mine
        ),
        "language": translation.to_language(request.programme.default_language),
    }
    return render(request, "application/commitment.html", context)


def _own(request: HttpRequest) -> Application | None:
    asked = request.GET.get("application", "")
    if not asked:
        return None
    if not (asked.isdecimal() and request.user.is_authenticated):
        raise Http404
    return queries.own_or_404(request.user, int(asked))


def _government(request: HttpRequest):
    asked = request.GET.get("government", "")
    if not asked:
        return None
    if found := government_at(asked):
        return found
    raise Http404


@require_safe
@public_page
def admitted(request: HttpRequest, year: int) -> HttpResponse:
    """The governments that were admitted to an edition, by level and state."""
    edition = edition_or_404(year)
    known, levels = counts(edition), queries.admitted_by_level(edition)
    page = Paginator(queries.admitted(edition), PAGE).get_page(request.GET.get("page"))
    plural = request.programme.level_plural
    context = {
        "edition": edition,
        "page_obj": page,
        "groups": [(plural(level), list(group)) for level, group in groupby(page, _level)],
        "counts": [
            (Counted.ENROLLED, known.enrolled),
            (Counted.ADMITTED, known.admitted),
        ],
        "source": known.source,
        "levels": [(plural(level), number) for level, number in levels.items()],
    }
    return render(request, "application/admitted.html", context)


def _level(participation: Participation) -> str:
    return participation.government.level
