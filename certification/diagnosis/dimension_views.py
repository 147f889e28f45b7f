"""A dimension's questions, each with a form of its own."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dimensions.form import Dimension, Form, Indicator
from migracidades.files.forms import UploadField
from migracidades.tenancy.proofs import PROOFS

from .desk import Desk, desk_of
from .inheriting import inheritance
from .models import Standing
from .offline import keep_for
from .questions import question, with_suggestions
from .rail import rail
from .shown import Shown
from .summary import faults_of


@require_safe
def dimension(request: HttpRequest, code: str, year: int, position: int) -> HttpResponse:
    """All questions of a dimension, or ``?missing`` alone; what the analysis asks comes first."""
    desk = desk_of(request, year)
    page = dimension_page(request, desk, desk.dimension_or_404(position))
    return page if Shown.by(request).missing else keep_for(page, request.user.device_key)


def dimension_page(
    request: HttpRequest,
    desk: Desk,
    shown: Dimension,
    *,
    failed: Mapping[str, dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; ``failed`` holds, by code, what ``question`` is told of something not kept."""
    told, dimensions, how = failed or {}, desk.form.dimensions, Shown.by(request)
    at = dimensions.index(shown)
    asked_first = sorted(shown.indicators, key=lambda one: one.id not in desk.requests)
    missing = [one for one in asked_first if one in desk.sheet.missing]
    offers = inheritance(desk).by_code
    questions = [
        replace(
            with_suggestions(desk, question(desk, one, **told.get(one.code, {}))),
            offer=offers.get(one.code),
        )
        for one in asked_first
        if not how.missing or one in missing or one.code in told
    ]
    context = {
        "desk": desk,
        "dimension": shown,
        "questions": questions,
        "faults": [fault for one in questions for fault in faults_of(one)],
        "missing": len(missing),
        "how": how,
        "progress": desk.sheet.progress(shown),
        "rail": rail(desk.sheet, code=request.government.code, year=desk.year, current=shown.code),
        "next": dimensions[at + 1] if at + 1 < len(dimensions) else None,
        **offered(),
    }
    return render(request, "diagnosis/dimension.html", context, status=status)


def offered() -> dict[str, Any]:
    """What the forms of all questions offer alike."""
    return {
        "standings": Standing.choices,
        "proof_kinds": PROOFS.items(),
        "upload": UploadField(),
    }


def indicator_or_404(form: Form, code: str) -> Indicator:
    if code not in form.by_code:
        raise Http404
    return form.by_code[code]


def address_of(
    form: Form, indicator: Indicator, code: str, year: int, how: Shown | str = ""
) -> str:
    """Where a question stands: its dimension's page, at its own place."""
    position = form.dimension(indicator.dimension).position
    return f"{reverse('dimension_form', args=[code, year, position])}{how}#{indicator.code}"
