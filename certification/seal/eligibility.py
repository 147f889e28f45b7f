"""What a government still owes before a seal may be issued: rule by rule, computed on read.

The seal certifies engagement: the rules ask what was done, never how well.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from certification.diagnosis.models import Diagnosis
from certification.editions.models import Edition, Participation
from certification.events.declared import declared
from certification.events.queries import Foreseen, foreseen
from certification.prioritization.models import Plan
from migracidades.tenancy.models import Membership, Role
from training.queries import completed_emails


@dataclass(frozen=True)
class Requirement:
    """One rule: whether it is met, what it asks, and what is missing when it is not."""

    code: str
    met: bool
    asks: str
    missing: str = ""


@dataclass(frozen=True)
class Eligibility:
    requirements: tuple[Requirement, ...]

    @property
    def complete(self) -> bool:
        return all(one.met for one in self.requirements)

    @property
    def missing(self) -> list[Requirement]:
        return [one for one in self.requirements if not one.met]


def eligibility_of(participation: Participation) -> Eligibility:
    """The rules of one participation."""
    return eligibility(participation.edition, [participation])[participation.pk]


def eligibility(
    edition: Edition, participations: Iterable[Participation]
) -> dict[int, Eligibility]:
    """The rules of many participations of one edition, by key: a constant number of queries."""
    asked = list(participations)
    keys = [one.pk for one in asked]
    diagnoses = dict(
        Diagnosis.objects.filter(participation__in=keys).values_list("participation_id", "state")
    )
    plans = dict(
        Plan.objects.filter(participation__in=keys).values_list("participation_id", "state")
    )
    events = _event_requirements(edition, asked)
    course = _course_requirements(edition, asked)
    return {
        one.pk: Eligibility(
            (
                _taking_part(one),
                _diagnosis(diagnoses.get(one.pk)),
                *events.get(one.pk, ()),
                _plan(plans.get(one.pk)),
                *course[one.pk],
            )
        )
        for one in asked
    }


def _taking_part(participation: Participation) -> Requirement:
    return Requirement(
        "application",
        participation.withdrawn_at is None,
        _("The government was admitted and takes part"),
        _("The government withdrew from this edition."),
    )


def _diagnosis(state: str | None) -> Requirement:
    return Requirement(
        "diagnosis",
        state == Diagnosis.State.CONSENTED,
        _("The diagnosis is concluded"),
        _("The diagnosis is at “%(state)s”.") % {"state": _label(Diagnosis.State, state)},
    )


def _event_requirements(
    edition: Edition, participations: list[Participation]
) -> dict[int, list[Requirement]]:
    """The events that the country requires; no query where it requires none."""
    if not any(one.required for one in declared(edition.programme)):
        return {}
    found: dict[int, list[Requirement]] = {}
    for one in foreseen(participations, edition.programme):
        if one.declared.required:
            found.setdefault(one.participation.pk, []).append(_event(one))
    return found


def _event(told: Foreseen) -> Requirement:
    name = {"event": told.declared.name}
    return Requirement(
        "event",
        told.held,
        _("“%(event)s” was held") % name,
        _("“%(event)s” was not held yet, or is not recorded.") % name,
    )


def _plan(state: str | None) -> Requirement:
    return Requirement(
        "prioritization",
        state == Plan.State.ACCEPTED,
        _("The priorities are accepted"),
        _("The priorities are at “%(state)s”.") % {"state": _label(Plan.State, state)},
    )


def _label(states: type, state: str | None) -> str:
    return str(states(state).label) if state else _("not begun")


def _course_requirements(
    edition: Edition, participations: list[Participation]
) -> dict[int, list[Requirement]]:
    if edition.course is None or not edition.course_required_of:
        return {one.pk: [] for one in participations}
    seats = _seats(edition, participations)
    emails = {seat.user.email for of_one in seats.values() for seat in of_one}
    done = completed_emails(edition.course, emails)
    return {
        one.pk: [_course(edition, seats.get(one.government_id, []), done)] for one in participations
    }


def _seats(edition: Edition, participations: list[Participation]) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = {}
    required = Membership.objects.filter(
        active=True,
        role__in=edition.course_required_of,
        government__in=[one.government_id for one in participations],
    )
    for seat in required.select_related("user").order_by("id"):
        found.setdefault(seat.government_id, []).append(seat)
    return found


def _course(edition: Edition, seats: list[Membership], done: set[str]) -> Requirement:
    owing = [seat for seat in seats if seat.user.email not in done]
    vacant = set(edition.course_required_of) - {seat.role for seat in seats}
    parts = [
        _("%(person)s (%(role)s) has not completed the course")
        % {"person": seat.user, "role": seat.get_role_display()}
        for seat in owing
    ]
    parts += [_("nobody sits as %(role)s") % {"role": Role(role).label} for role in sorted(vacant)]
    return Requirement(
        "training",
        not parts,
        _("The course “%(course)s” is completed") % {"course": edition.course},
        "; ".join(parts) + ".",
    )
