from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dimensions import kinds, queries
from dimensions.asking import condition_said
from dimensions.form import Dimension, Form, Indicator
from dimensions.kind import Choice
from dimensions.models import Questionnaire
from migracidades.kit.shelf import public_page
from migracidades.tenancy.models import Programme
from migracidades.tenancy.proofs import PROOFS


@dataclass(frozen=True)
class Explained:
    """A question as the public page explains it."""

    indicator: Indicator
    kind: str
    choices: tuple[Choice, ...]
    proofs: tuple[str, ...]
    levels: tuple[str, ...]
    theme: str
    condition: str


@require_safe
@public_page
def dimensions(request: HttpRequest) -> HttpResponse:
    """All dimensions of the framework, newest version unless ``?version=`` names another."""
    versions = queries.published()
    if not versions:
        return render(request, "dimensions/empty.html")
    form = queries.form_of(_chosen(request, versions))
    page = {"form": form, "versions": versions, "groups": _grouped(form)}
    return render(request, "dimensions/list.html", page)


@require_safe
@public_page
def dimension(request: HttpRequest, code: str) -> HttpResponse:
    """One dimension: its questions, what they mean and what proves the answers."""
    versions = queries.published()
    form = queries.form_of(_chosen(request, versions))
    codes = [one.code for one in form.dimensions]
    if code not in codes:
        raise Http404(_("This version of the questionnaire has no dimension %s.") % code)
    chosen, at = form.dimension(code), codes.index(code)
    page = {
        "form": form,
        "versions": versions,
        "dimension": chosen,
        "shares": _shares(form, chosen),
        "questions": [_explained(one, form, request.programme) for one in chosen.indicators],
        "before": form.dimensions[at - 1] if at else None,
        "after": form.dimensions[at + 1] if at + 1 < len(codes) else None,
        "crumbs": [(_("Dimensions"), reverse("dimensions")), (chosen.short, "")],
    }
    return render(request, "dimensions/dimension.html", page)


def _chosen(request: HttpRequest, versions: list[Questionnaire]) -> Questionnaire:
    wanted = request.GET.get("version")
    for one in versions:
        if wanted in (None, one.version):
            return one
    raise Http404(_("There is no questionnaire of this version. Choose one of those published."))


def _grouped(form: Form) -> list[tuple[str, list[tuple[Dimension, list[float]]]]]:
    names = {one.code: str(one.name) for one in form.groups}
    groups: dict[str, list[tuple[Dimension, list[float]]]] = {}
    for one in form.dimensions:
        groups.setdefault(names.get(one.group, ""), []).append((one, _shares(form, one)))
    return list(groups.items())


def _shares(form: Form, chosen: Dimension) -> list[float]:
    """The ring with one segment filled; an optional dimension appears only on its own ring."""
    drawn = [one for one in form.dimensions if not one.optional or one is chosen]
    return [float(one is chosen) for one in drawn]


def _explained(indicator: Indicator, form: Form, programme: Programme) -> Explained:
    kind = kinds.of(indicator)
    themes = {one.code: str(one.name) for one in form.themes}
    return Explained(
        indicator=indicator,
        kind=str(kind.name),
        choices=tuple(kind.choices(indicator)),
        proofs=tuple(str(PROOFS[one]) for one in indicator.evidence_kinds),
        levels=tuple(programme.level_name(level) for level in indicator.applies_to),
        theme=themes.get(indicator.theme, ""),
        condition=condition_said(form, indicator),
    )
