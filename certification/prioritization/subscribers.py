"""What follows when a diagnosis is concluded or a plan has moved; in the worker."""

from typing import Any

from django.urls import reverse

from certification.diagnosis.models import Diagnosis
from certification.editions.calendar import until_when
from certification.editions.models import Step
from certification.review.models import Assignment
from migracidades.ledger import mail, outbox
from migracidades.tenancy.models import Membership, Role
from migracidades.tenancy.queries import team_of
from migracidades.tenancy.rules import LEADING

from . import planning
from .models import Plan


@outbox.on("diagnosis.consented", name="prioritization.open")
def on_consent(*, diagnosis_id: int, **_payload: Any) -> None:
    """Open the plan of a government whose diagnosis is concluded, and tell those who lead it."""
    found = Diagnosis.objects.select_related("participation__edition", "government")
    participation = found.get(pk=diagnosis_id).participation
    if participation.withdrawn_at:
        return
    plan, fresh = planning.open_plan(participation)
    if fresh:
        _tell_leads(_whole(plan.pk), "plan_open")


@outbox.on("plan.proposed", name="prioritization.tell_proposed")
def on_proposal(*, plan_id: int, **_payload: Any) -> None:
    plan = _whole(plan_id)
    link = mail.absolute(reverse("admin:plan", args=[plan.pk]))
    for seat in _reviewers(plan):
        mail.send("plan_proposed", to=seat.user, context=_context(plan, link))


@outbox.on("plan.returned", name="prioritization.tell_returned")
def on_return(*, plan_id: int, **_payload: Any) -> None:
    _tell_leads(_whole(plan_id), "plan_returned")


@outbox.on("plan.accepted", name="prioritization.tell_accepted")
def on_acceptance(*, plan_id: int, **_payload: Any) -> None:
    _tell_leads(_whole(plan_id), "plan_accepted")


def _whole(plan_id: int) -> Plan:
    return Plan.objects.select_related("government", "participation__edition").get(pk=plan_id)


def _tell_leads(plan: Plan, kind: str) -> None:
    year = plan.participation.edition.year
    link = mail.absolute(reverse("plan", args=[plan.government.code, year]))
    for seat in team_of(plan.government).filter(role__in=LEADING):
        mail.send(kind, to=seat.user, context=_context(plan, link), government=plan.government_id)


def _context(plan: Plan, link: str) -> dict[str, Any]:
    edition = plan.participation.edition
    return {
        "plan": plan,
        "government": plan.government,
        "edition": edition,
        "link": link,
        "deadline": until_when(plan.participation, Step.PRIORITIZATION),
    }


def _reviewers(plan: Plan) -> list[Membership]:
    """Those who reviewed the diagnosis; the coordinators when nobody of them is there."""
    assigned = Assignment.objects.filter(
        diagnosis__participation=plan.participation_id, ended_at=None
    )
    seats = Membership.objects.filter(active=True).select_related("user").order_by("id")
    theirs = list(seats.filter(pk__in=assigned.values("analyst")))
    return theirs or list(seats.filter(role=Role.COORDINATOR))
