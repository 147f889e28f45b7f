"""Proof of an answer, added and removed beside it."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dimensions.form import Indicator
from migracidades.kit.errors import Refused
from migracidades.kit.parts import wants_a_part
from migracidades.tenancy.rules import ANSWERING, needs, roles_of

from . import proving
from .desk import desk_of
from .dimension_views import address_of, dimension_page, indicator_or_404, offered
from .forms import EvidenceForm, unproved
from .models import Diagnosis, Evidence
from .queries import diagnosis_or_404
from .questions import Unproved, question
from .reach import Elsewhere, elsewhere, form_here
from .sheet import form_for


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*ANSWERING)
def add(request: HttpRequest, code: str, year: int, code_: str) -> HttpResponse:
    """Attach a file or a link to an answer; a mere visit leads to the question."""
    diagnosis = diagnosis_or_404(request, year)
    form = form_here(request, diagnosis)
    if request.method != "POST":
        return redirect(address_of(form, indicator_or_404(form, code_), code, year))
    indicator = indicator_or_404(form_for(diagnosis), code_)
    if code_ not in form.by_code:
        return _of_others(request, year, elsewhere(diagnosis, indicator))
    sent = EvidenceForm(request.POST, request.FILES)
    if sent.is_valid():
        _attach(request, diagnosis, indicator, sent)
    return _shown(request, year, indicator, unproved=unproved(sent))


def _of_others(request: HttpRequest, year: int, refused: Elsewhere) -> HttpResponse:
    """The question left the person's part while its page was open."""
    told = {"refused": refused.message, "year": year}
    page = "elsewhere_part.html" if wants_a_part(request) else "elsewhere.html"
    return render(request, f"diagnosis/{page}", told, status=409)


def _attach(
    request: HttpRequest, diagnosis: Diagnosis, indicator: Indicator, sent: EvidenceForm
) -> None:
    who = {"actor": request.user, "roles": roles_of(request)}
    try:
        proving.add(diagnosis=diagnosis, indicator=indicator, **who, **sent.cleaned_data)
    except Refused as refused:
        sent.add_error(None, refused.message)
    except ValidationError as error:
        sent.add_error("file", error)


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
        proving.remove(found, actor=request.user, roles=roles_of(request))
    except Refused as refused:
        wrong = Unproved({}, {"general": refused.message})
    return _shown(request, year, asked[found.indicator_id], unproved=wrong)


def _shown(
    request: HttpRequest, year: int, indicator: Indicator, *, unproved: Unproved | None
) -> HttpResponse:
    """The evidence as it stands now: its part of the page for a script, else the page."""
    desk, code = desk_of(request, year), request.government.code
    status = 422 if unproved else 200
    if wants_a_part(request):
        part = {"question": question(desk, indicator, unproved=unproved), "desk": desk}
        return render(request, "diagnosis/evidence.html", part | offered(), status=status)
    if unproved is None:
        return redirect(address_of(desk.form, indicator, code, year))
    shown = desk.form.dimension(indicator.dimension)
    failed = {indicator.code: {"unproved": unproved}}
    return dimension_page(request, desk, shown, failed=failed, status=status)
