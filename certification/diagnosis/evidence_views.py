"""Proof of an answer: new or from the register, added and removed beside it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from certification.evidence.validity import lives_of, spoken
from dimensions.form import Indicator
from migracidades.kit.errors import Refused
from migracidades.kit.parts import wants_a_part
from migracidades.kit.text import plain
from migracidades.tenancy.rules import ANSWERING, needs, roles_of

from . import proving
from .desk import Desk, desk_of
from .dimension_views import address_of, dimension_page, indicator_or_404, offered
from .evidence_forms import EvidenceForm, PickForm, unproved
from .models import Diagnosis, Evidence
from .offering import offers
from .piece import version_or_404
from .queries import diagnosis_or_404
from .questions import Unproved, question
from .reach import Elsewhere, elsewhere, form_here
from .register_views import already
from .sheet import form_for
from .shown import Shown
from .sight import sight_of

OFFERED = 10


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*ANSWERING)
def add(request: HttpRequest, code: str, year: int, code_: str) -> HttpResponse:
    """The register to choose from, and a form for what is new; POST attaches that."""
    if request.method != "POST":
        desk = desk_of(request, year)
        return _chooser(request, desk, indicator_or_404(desk.form, code_))
    diagnosis = diagnosis_or_404(request, year)
    indicator = indicator_or_404(form_for(diagnosis), code_)
    form = form_here(request, diagnosis)
    if code_ not in form.by_code:
        return _of_others(request, year, elsewhere(diagnosis, indicator))
    sent = EvidenceForm(request.POST, request.FILES, form=form)
    notice = _added(request, diagnosis, sent.indicators(indicator), sent) if sent.is_valid() else ""
    if "chooser" in request.POST and not sent.is_valid():
        return _chooser(request, desk_of(request, year), indicator, adding=sent)
    return _shown(request, year, indicator, unproved=unproved(sent), notice=notice)


def _of_others(request: HttpRequest, year: int, refused: Elsewhere) -> HttpResponse:
    """The question left the person's part while its page was open."""
    told = {"refused": refused.message, "year": year}
    page = "elsewhere_part.html" if wants_a_part(request) else "elsewhere.html"
    return render(request, f"diagnosis/{page}", told, status=409)


def _added(
    request: HttpRequest, diagnosis: Diagnosis, indicators: list[Indicator], sent: EvidenceForm
) -> str:
    """Attach what was sent. Returns what is to be said of it, beside its being there."""
    try:
        added = proving.add(
            diagnosis=diagnosis,
            indicators=indicators,
            told=sent.told(lives_of(request.programme)),
            where=sent.cleaned_data["where"],
            **sent.content,
            **_who(request),
        )
    except Refused as refused:
        sent.add_error(None, refused.message)
    except ValidationError as error:
        sent.add_error("file", error)
    else:
        return already(added.version.title) if added.known else ""
    return ""


@require_POST
@needs(*ANSWERING)
def use(request: HttpRequest, code: str, year: int, code_: str) -> HttpResponse:
    """Attach a piece of the register to an answer, by its newest version."""
    diagnosis = diagnosis_or_404(request, year)
    indicator = indicator_or_404(form_for(diagnosis), code_)
    if code_ not in form_here(request, diagnosis).by_code:
        return _of_others(request, year, elsewhere(diagnosis, indicator))
    sent = PickForm(request.POST)
    if sent.is_valid():
        _used(request, diagnosis, indicator, sent)
    return _shown(request, year, indicator, unproved=unproved(sent))


def _used(request: HttpRequest, diagnosis: Diagnosis, indicator: Indicator, sent: PickForm) -> None:
    version = version_or_404(request, sent.cleaned_data["piece"])
    asked = {"diagnosis": diagnosis, "indicators": [indicator]}
    try:
        proving.attach(version, **asked, where=sent.cleaned_data["where"], **_who(request))
    except Refused as refused:
        sent.add_error(None, refused.message)


@require_POST
@needs(*ANSWERING)
def remove(request: HttpRequest, code: str, year: int, pk: int) -> HttpResponse:
    """Take a piece of evidence away."""
    diagnosis = diagnosis_or_404(request, year)
    found = Evidence.objects.filter(pk=pk, diagnosis=diagnosis).first()
    asked = {one.id: one for one in form_here(request, diagnosis).indicators}
    if found is None or found.indicator_id not in asked:
        raise Http404
    wrong = None
    try:
        proving.remove([found], **_who(request))
    except Refused as refused:
        wrong = Unproved({}, {"general": refused.message})
    return _shown(request, year, asked[found.indicator_id], unproved=wrong)


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.user, "roles": roles_of(request)}


def _chooser(
    request: HttpRequest, desk: Desk, indicator: Indicator, *, adding: forms.Form | None = None
) -> HttpResponse:
    """The page of one question's evidence; for a script what the register offers, alone."""
    text = plain(request.GET.get("q", ""))
    found = offers(desk, indicator, sight_of(request), text)
    context = {
        "desk": desk,
        "question": question(desk, indicator),
        "q": text,
        "page_obj": Paginator(found, OFFERED).get_page(request.GET.get("page")),
    }
    if wants_a_part(request):
        return render(request, "evidence/offers.html", context)
    context |= {
        "form": adding or EvidenceForm(form=desk.form, initial=_begun(indicator)),
        "beside": desk.by_dimension(
            one for one in desk.form.indicators if one.code in desk.answering and one != indicator
        ),
        "also": adding.data.getlist("also") if adding else [],
        "lives": spoken(desk.lives),
        "back": address_of(desk.form, indicator, request.government.code, desk.year),
    }
    return render(request, "evidence/chooser.html", context, status=422 if adding else 200)


def _begun(indicator: Indicator) -> dict[str, str]:
    return {"kind": indicator.evidence_kinds[0]} if indicator.evidence_kinds else {}


def _shown(
    request: HttpRequest,
    year: int,
    indicator: Indicator,
    *,
    unproved: Unproved | None,
    notice: str = "",
) -> HttpResponse:
    """The evidence as it stands now: its part of the page for a script, else the page."""
    desk, code, how = desk_of(request, year), request.government.code, Shown.by(request)
    status = 422 if unproved else 200
    if wants_a_part(request):
        part = {"question": question(desk, indicator, unproved=unproved), "desk": desk}
        context = part | offered() | {"notice": notice, "how": how}
        return render(request, "diagnosis/evidence.html", context, status=status)
    if notice:
        messages.info(request, notice)
    if unproved is None:
        return redirect(address_of(desk.form, indicator, code, year, how))
    shown = desk.form.dimension(indicator.dimension)
    failed = {indicator.code: {"unproved": unproved}}
    return dimension_page(request, desk, shown, failed=failed, status=status)
