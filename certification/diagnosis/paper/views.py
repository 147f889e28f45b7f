"""The pages of the form on paper: a government's own, and the blank one for everybody."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certification.editions.models import Edition
from certification.editions.queries import current_edition, edition_or_404
from certification.governments.queries import leads_of
from migracidades.kit.errors import Refused
from migracidades.kit.shelf import public_page
from migracidades.ledger.voice import language_for
from migracidades.tenancy.rules import roles_of

from ..queries import diagnosis_or_404
from ..reach import reach_of
from .asking import ask_for_paper, papers_within
from .blank import blank_forms
from .models import Paper
from .standing import Standing, standing

SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The form as it stands, to be asked for and fetched as PDF; a POST asks for it."""
    diagnosis = diagnosis_or_404(request, year)
    now = standing(diagnosis, reach_of(diagnosis, request.user.pk, roles_of(request)))
    language = language_for(request.programme, get_language())
    if request.method == "POST":
        return _ask(request, now, language)
    page = _page(now, language) if now.part.indicators else _empty(request)
    crumbs = [
        (_("Diagnosis %(year)s") % {"year": year}, reverse("diagnosis", args=[code, year])),
        (_("The form on paper"), None),
    ]
    return render(request, "diagnosis/paper/page.html", {"year": year, "crumbs": crumbs, **page})


def _ask(request: HttpRequest, now: Standing, language: str) -> HttpResponse:
    try:
        ask_for_paper(now, actor=request.user, language=language)
    except Refused as refused:
        messages.error(request, refused.message)
    year = now.diagnosis.participation.edition.year
    return redirect("paper", code=request.government.code, year=year)


def _page(now: Standing, language: str) -> dict[str, Any]:
    papers, digest = papers_within(now.diagnosis, now.part), now.digest(language)
    return {
        "now": now,
        "current": papers.filter(digest=digest).first(),
        "earlier": [_named(one) for one in papers.exclude(digest=digest)[:SHOWN]],
        "language": _name_of(language),
    }


def _empty(request: HttpRequest) -> dict[str, Any]:
    return {"leads": leads_of([request.government])}


def _named(found: Paper) -> tuple[Paper, str]:
    return found, _name_of(found.language)


def _name_of(language: str) -> str:
    return dict(settings.LANGUAGES)[language]


@require_safe
@public_page
def blank(request: HttpRequest) -> HttpResponse:
    """The blank forms of the current edition, if there is one."""
    return _blank(request, current_edition())


@require_safe
@public_page
def blank_of(request: HttpRequest, year: int) -> HttpResponse:
    """The blank forms of an edition."""
    return _blank(request, edition_or_404(year))


def _blank(request: HttpRequest, edition: Edition | None) -> HttpResponse:
    forms = [
        (variant, [(language, _name_of(language), one) for language, one in drawn])
        for variant, drawn in (blank_forms(edition) if edition else ())
    ]
    return render(request, "diagnosis/paper/blanks.html", {"edition": edition, "forms": forms})
