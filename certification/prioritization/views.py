"""A government's priorities, at its own desk."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certification.diagnosis.sheet import form_for
from certification.editions.calendar import until_when
from certification.editions.models import Participation, Step
from certification.editions.queries import participation_or_404
from migracidades.kit.errors import Refused
from migracidades.tenancy.rules import LEADING, needs, roles_of
from migracidades.tenancy.steps import name_of

from . import planning, priorities, queries, rules
from .forms import PriorityForm, initial_of
from .models import Plan, Priority

Context = dict[str, Any]


@require_GET
def plan(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Where a plan starts from, what was chosen, and what comes next."""
    participation = participation_or_404(request, year)
    found = queries.plan_of(participation)
    context = _frame(participation)
    if found:
        context |= _whole(request, found)
    return render(request, "prioritization/plan.html", context)


def _frame(participation: Participation, *trail: tuple[str, str]) -> Context:
    government, edition = participation.government, participation.edition
    here = [government.code, edition.year]
    home = (f"{government.name} {edition.year}", reverse("desk_edition", args=here))
    return {
        "participation": participation,
        "edition": edition,
        "deadline": until_when(participation, Step.PRIORITIZATION),
        "step": name_of(edition.programme, Step.PRIORITIZATION),
        "crumbs": [home, *trail, (name_of(edition.programme, Step.PRIORITIZATION), "")],
    }


def _whole(request: HttpRequest, found: Plan) -> Context:
    diagnosis = queries.diagnosis_behind(found)
    chosen = queries.chosen_of(found, diagnosis)
    writes, closed = rules.may_write(found, roles_of(request)), ""
    try:
        rules.demand_open(found)
    except Refused as refusal:
        writes, closed = False, refusal.message
    return {
        "plan": found,
        "chances": queries.chances_of(diagnosis),
        "chosen": chosen,
        "writes": writes,
        "closed": closed,
        **_room(found, len(chosen)),
    }


def _room(found: Plan, count: int) -> Context:
    edition = found.participation.edition
    return {
        "missing": max(edition.minimum_priorities - count, 0),
        "room": max(edition.maximum_priorities - count, 0),
    }


@require_http_methods(["GET", "POST"])
@needs(*LEADING)
def priority_add(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Choose a priority; ``?dimension=`` chooses its dimension beforehand."""
    found = _plan_or_404(request, year)
    form = _form(request, found, initial={"dimension": request.GET.get("dimension")})

    def save() -> None:
        priorities.add(found, form.wish, actor=request.user, roles=roles_of(request))

    return _write(request, found, form, save, title=_("Add a priority"))


@require_http_methods(["GET", "POST"])
@needs(*LEADING)
def priority_edit(request: HttpRequest, code: str, year: int, pk: int) -> HttpResponse:
    """Change a priority."""
    found = _plan_or_404(request, year)
    priority = get_object_or_404(priorities.standing(found).select_related("plan"), pk=pk)
    asked = form_for(queries.diagnosis_behind(found))
    form = _form(request, found, initial=initial_of(priority, asked), priority=priority)

    def save() -> None:
        version = form.cleaned_data["version"] or 0
        actor, roles = request.user, roles_of(request)
        priorities.edit(priority, form.wish, version=version, actor=actor, roles=roles)

    title = _("Change a priority")
    return _write(request, found, form, save, title=title, priority=priority)


@require_http_methods(["GET", "POST"])
@needs(*LEADING)
def priority_remove(request: HttpRequest, code: str, year: int, pk: int) -> HttpResponse:
    """Take a priority back, once asked whether that is meant."""
    found = _plan_or_404(request, year)
    mine = Priority.objects.filter(plan=found).select_related("plan")
    priority = get_object_or_404(mine, pk=pk)
    if request.method == "GET" and priority.removed_at:
        raise Http404
    if request.method == "GET":
        context = _frame(found.participation, _back(found)) | {"priority": priority}
        return render(request, "prioritization/remove.html", context)
    try:
        priorities.remove(priority, actor=request.user, roles=roles_of(request))
        messages.success(request, _("The priority is taken back."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("plan", code=code, year=year)


@require_POST
@needs(*LEADING)
def plan_propose(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Hand the priorities in."""
    found = _plan_or_404(request, year)
    try:
        planning.propose(found, actor=request.user, roles=roles_of(request))
        messages.success(request, _("Your priorities are proposed. You will hear from us."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("plan", code=code, year=year)


def _plan_or_404(request: HttpRequest, year: int) -> Plan:
    found = queries.plan_of(participation_or_404(request, year))
    if found is None:
        raise Http404
    return found


def _back(found: Plan) -> tuple[str, str]:
    participation = found.participation
    here = [participation.government.code, participation.edition.year]
    name = name_of(participation.edition.programme, Step.PRIORITIZATION)
    return name, reverse("plan", args=here)


def _form(
    request: HttpRequest, found: Plan, *, initial: Context, priority: Priority | None = None
) -> PriorityForm:
    diagnosis = queries.diagnosis_behind(found)
    return PriorityForm(
        request.POST if request.method == "POST" else None,
        form=form_for(diagnosis),
        chances=queries.chances_of(diagnosis),
        kept=priority and priority.indicator_id,
        initial=initial,
    )


def _write(
    request: HttpRequest,
    found: Plan,
    form: PriorityForm,
    save: Callable[[], None],
    *,
    title: str,
    priority: Priority | None = None,
) -> HttpResponse:
    status, stale = 200, None
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except priorities.Stale as refusal:
            form.add_error(None, refusal.message)
            status, stale = 409, _standing(found, priority)
            if stale:
                form.insist(stale.priority.version)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The priority is saved."))
            return redirect(_back(found)[1])
    status = 422 if form.errors and status == 200 else status
    frame = _frame(found.participation, _back(found))
    frame["crumbs"][-1] = (title, "")
    context = frame | {"form": form, "title": title, "plan_url": _back(found)[1], "stale": stale}
    return render(request, "prioritization/write.html", context, status=status)


def _standing(found: Plan, priority: Priority) -> queries.Chosen | None:
    """What stands now in the place of a priority somebody else has changed."""
    chosen = queries.chosen_of(found, queries.diagnosis_behind(found))
    return next((one for one in chosen if one.priority.pk == priority.pk), None)
