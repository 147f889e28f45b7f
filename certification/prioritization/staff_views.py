"""The staff look at proposed priorities, return or accept them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from certification.editions.calendar import until_when
from certification.editions.models import Edition
from certification.editions.queries import current_edition
from migracidades.kit.errors import Refused
from migracidades.kit.staff import staff_page
from migracidades.ledger.workflow import allowed
from migracidades.tenancy.models import STAFF_ROLES
from migracidades.tenancy.rules import needs, roles_of
from migracidades.tenancy.steps import Step, name_of

from . import planning, queries
from .forms import QueueForm, ReturnForm
from .models import Plan
from .workflow import PLAN

PAGE = 50
ACTS = ("return", "accept")


@require_GET
@needs(*STAFF_ROLES)
def plans(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The plans of an edition; those proposed unless another state is asked for."""
    edition = get_object_or_404(Edition, year=year) if year else current_edition()
    filters = QueueForm(request.GET if "state" in request.GET else {"state": Plan.State.PROPOSED})
    filters.is_valid()
    found = queries.queue(edition, state=filters.cleaned_data.get("state", ""))
    context = {
        "edition": edition,
        "editions": Edition.objects.filter(published=True, windows__isnull=False).distinct(),
        "filters": filters,
        "page_obj": Paginator(found, PAGE).get_page(request.GET.get("page")),
    }
    title = name_of(request.programme, Step.PRIORITIZATION)
    return staff_page(request, "prioritization/plans.html", context, title=title)


@require_http_methods(["GET", "POST"])
@needs(*STAFF_ROLES)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan, with what may be decided."""
    asked = Plan.objects.select_related(
        "government", "participation__government", "participation__edition__programme"
    )
    found, act = get_object_or_404(asked, pk=pk), request.POST.get("act", "")
    if request.method == "POST" and act not in ACTS:
        raise Http404
    form = ReturnForm(request.POST if act == "return" else None)
    if request.method == "POST" and (act == "accept" or form.is_valid()):
        _decide(request, found, act, form)
        return redirect("admin:plan", pk=pk)
    status = 422 if form.errors else 200
    context = _context(request, found) | {"form": form}
    title = str(found.government)
    return staff_page(request, "prioritization/judge.html", context, title=title, status=status)


def _context(request: HttpRequest, found: Plan) -> dict:
    diagnosis, roles = queries.diagnosis_behind(found), roles_of(request)
    chances = {one.dimension.code: one for one in queries.chances_of(diagnosis)}
    chosen = queries.chosen_of(found, diagnosis)
    return {
        "plan": found,
        "deadline": _deadline(found),
        "step": name_of(request.programme, Step.PRIORITIZATION),
        "diagnosis": diagnosis,
        "chosen": [(one, chances.get(one.dimension.code)) for one in chosen],
        "may": {act: allowed(found, act, PLAN, roles) for act in ACTS},
    }


def _deadline(found: Plan) -> str:
    """Until when the government may answer what it was asked."""
    if found.state != Plan.State.RETURNED:
        return ""
    return until_when(found.participation, Step.PRIORITIZATION)


def _decide(request: HttpRequest, found: Plan, act: str, form: ReturnForm) -> None:
    who = {"actor": request.user, "roles": roles_of(request)}
    try:
        if act == "accept":
            planning.accept(found, **who)
        else:
            planning.send_back(found, comment=form.cleaned_data["comment"], **who)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Done: “%(state)s”.") % {"state": found.get_state_display()})
