"""Reminders by e-mail: to whom something is asked, some days before its time is over.

Each need has a subject of its own, its reason and its link, and is mailed once: ``mail.send`` keeps
the key. A reminder leaves in the hours of an office where the government is; one that falls due at
night or at the weekend leaves before, in the last of these hours.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from certification.diagnosis.delegation.shares import Share, shares_of
from certification.diagnosis.models import Diagnosis
from certification.diagnosis.queries import answers_of, diagnosis_of, sheet_of
from certification.diagnosis.signoff import holds
from certification.diagnosis.workflow import ANSWERABLE
from certification.editions.calendar import Period, clock, in_both_zones, periods
from certification.editions.models import Edition, Participation, Step
from certification.editions.requirements import course_deadline
from certification.prioritization.models import Plan
from migracidades.accounts.models import User
from migracidades.ledger import mail, speaking
from migracidades.tenancy.models import Membership, Programme, Role
from migracidades.tenancy.queries import team_of
from migracidades.tenancy.rules import LEADING
from migracidades.tenancy.scope import Side, enter
from monitoring.models import MonitoringReport
from training.queries import completed_emails

from .office_hours import awake, no_later_than

# How many days before the end somebody is reminded: the nearest that has been reached counts.
DAYS = {
    "reminder_diagnosis": (15, 5, 1),
    "reminder_part": (3, 1),
    "reminder_requests": (7, 2),
    "reminder_signoff": (10, 3, 1),
    "reminder_unsigned": (10, 3, 1),
    "reminder_submit": (10, 3, 1),
    "reminder_course": (30, 10, 3),
    "reminder_plan": (10, 3),
    "reminder_monitoring": (15, 3),
}


@dataclass(frozen=True)
class Need:
    """What is asked of some people of a government until a moment, and where they do it."""

    kind: str
    people: Iterable[User]
    closes_at: datetime
    link: str
    more: Mapping[str, Any] = field(default_factory=dict)


def remind(programme: Programme, now: datetime | None = None) -> int:
    """Mail every reminder of a programme that is due. Returns how many messages were asked for."""
    with enter(programme, side=Side.STAFF), speaking(programme):
        moment = now or clock()
        running = Participation.objects.filter(edition__published=True, withdrawn_at=None)
        found = running.select_related("edition__programme", "edition__course", "government")
        return sum(
            _remind(one, moment)
            for one in found.order_by("id")
            if awake(moment, one.government.time_zone)
        )


def _remind(participation: Participation, moment: datetime) -> int:
    sent, zone = 0, participation.government.time_zone
    for need in _needs(participation, moment):
        if days := _reached(need, moment, zone):
            sent += _mail(participation, need, days)
    return sent


def _reached(need: Need, moment: datetime, zone: str) -> int | None:
    """The nearest mark that has been reached, in days; ``None`` before the first and afterwards."""
    if moment > need.closes_at:
        return None
    marks = [
        days
        for days in DAYS[need.kind]
        if no_later_than(need.closes_at - timedelta(days=days), zone) <= moment
    ]
    return min(marks, default=None)


def _mail(participation: Participation, need: Need, days: int) -> int:
    government, edition = participation.government, participation.edition
    people = list(need.people)
    for person in people:
        mail.send(
            need.kind,
            to=person,
            context={
                "government": government,
                "edition": edition,
                "until": in_both_zones(need.closes_at, government, edition.programme),
                "link": mail.absolute(need.link),
                **need.more,
            },
            need=f"{need.kind}-{participation.pk}-{need.closes_at:%Y%m%d%H%M}-{days}-{person.pk}",
            government=government,
        )
    return len(people)


def _needs(participation: Participation, moment: datetime) -> Iterator[Need]:
    open_now = {
        step: one
        for step, one in periods(participation.edition, participation.government).items()
        if one.holds(moment)
    }
    team = list(team_of(participation.government))
    for step, tell in TELLERS.items():
        if step in open_now:
            yield from tell(participation, open_now[step], team)
    yield from _of_the_course(participation, team)


def _seated(team: Iterable[Membership], roles: Iterable[str]) -> list[User]:
    return list({seat.user_id: seat.user for seat in team if seat.role in set(roles)}.values())


def _page(participation: Participation, name: str) -> str:
    return reverse(name, args=[participation.government.code, participation.edition.year])


def _of_the_diagnosis(
    participation: Participation, period: Period, team: list[Membership]
) -> Iterator[Need]:
    diagnosis = diagnosis_of(participation)
    if diagnosis is None or diagnosis.state not in ANSWERABLE:
        return
    if diagnosis.state == Diagnosis.State.RETURNED:
        page = _page(participation, "diagnosis")
        yield Need("reminder_requests", _seated(team, LEADING), period.closes_at, page)
        return
    answers = answers_of(diagnosis)
    sheet = sheet_of(diagnosis, answers)
    yield from _of_the_parts(participation, period, shares_of(diagnosis, sheet, answers))
    progress = sheet.progress()
    if not progress.complete:
        more = {"left": progress.total - progress.done, "progress": progress}
        page = _page(participation, "diagnosis")
        yield Need("reminder_diagnosis", _seated(team, LEADING), period.closes_at, page, more)
    elif participation.edition.signoff_required and not holds(diagnosis, answers):
        yield from _of_the_signoff(participation, period, team)
    else:
        page = _page(participation, "diagnosis_check")
        yield Need("reminder_submit", _seated(team, LEADING), period.closes_at, page)


def _of_the_signoff(
    participation: Participation, period: Period, team: list[Membership]
) -> Iterator[Need]:
    """Of whoever signs, and of those who lead: they know whom to call, or that nobody is seated."""
    page, signatories = _page(participation, "diagnosis_check"), _seated(team, [Role.SIGNATORY])
    yield Need("reminder_signoff", signatories, period.closes_at, page)
    leading = _seated(team, LEADING)
    yield Need("reminder_unsigned", leading, period.closes_at, page, {"signatories": signatories})


def _of_the_parts(
    participation: Participation, period: Period, shares: Iterable[Share]
) -> Iterator[Need]:
    """Each department that has not said it is ready, before the day it was asked for."""
    page = _page(participation, "diagnosis")
    for one in shares:
        if one.is_ready or not one.missing or not one.people:
            continue
        more = {"left": len(one.missing), "department": one.part.department}
        until = one.ends_at(participation.government.time_zone) or period.closes_at
        yield Need("reminder_part", one.people, min(until, period.closes_at), page, more)


def _of_the_plan(
    participation: Participation, period: Period, team: list[Membership]
) -> Iterator[Need]:
    ours = (Plan.State.DRAFT, Plan.State.RETURNED)
    if Plan.objects.filter(participation=participation, state__in=ours).exists():
        page = _page(participation, "plan")
        yield Need("reminder_plan", _seated(team, LEADING), period.closes_at, page)


def _of_the_monitoring(
    participation: Participation, period: Period, team: list[Membership]
) -> Iterator[Need]:
    waiting = MonitoringReport.objects.filter(
        participation=participation, state=MonitoringReport.State.OPEN
    )
    if waiting.exists():
        page = _page(participation, "monitoring")
        yield Need("reminder_monitoring", _seated(team, LEADING), period.closes_at, page)


def _of_the_course(participation: Participation, team: list[Membership]) -> Iterator[Need]:
    edition: Edition = participation.edition
    until = course_deadline(edition)
    if edition.course is None or until is None:
        return
    asked = _seated(team, edition.course_required_of)
    done = completed_emails(edition.course, {one.email for one in asked})
    owing = [one for one in asked if one.email not in done]
    if owing:
        course = {"course": edition.course}
        yield Need("reminder_course", owing, until, reverse("training"), course)


Teller = Callable[[Participation, Period, list[Membership]], Iterator[Need]]
TELLERS: dict[str, Teller] = {
    Step.DIAGNOSIS: _of_the_diagnosis,
    Step.PRIORITIZATION: _of_the_plan,
    Step.MONITORING: _of_the_monitoring,
}
