"""A draft as a lead will meet it: the very partials of the workspace, and nothing that saves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dimensions import kinds
from dimensions.draft_views import draft_or_404
from dimensions.drafting import judged
from migracidades.tenancy.rules import RULING, needs

from .dimension_views import offered
from .questions import bare


@require_safe
@needs(*RULING)
def preview(request: HttpRequest, pk: int, position: int = 1) -> HttpResponse:
    """One dimension of a draft; ``?level=`` shows what a level of government is asked."""
    draft, level = draft_or_404(pk), request.GET.get("level", "")
    levels = [(one["code"], request.programme.level_name(one["code"])) for one in _levels(request)]
    form = judged(draft).form.part(level=level if level in dict(levels) else None)
    shown = next((one for one in form.dimensions if one.position == position), None)
    if shown is None and form.dimensions:
        shown = form.dimensions[0]
    asked = [one for one in shown.indicators if one.kind in kinds.KINDS] if shown else []
    context = {
        "draft": draft,
        "whole": form,
        "dimension": shown,
        "questions": [bare(form, one) for one in asked],
        "level": level,
        "levels": [("", _("Everybody")), *levels],
        **offered(),
    }
    return render(request, "diagnosis/preview.html", context)


def _levels(request: HttpRequest) -> list[dict]:
    return request.programme.config["levels"]
