"""How far each department is: its part as whoever leads the diagnosis finds it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils import timezone

from certification.governments.queries import open_invitations
from dimensions.form import Dimension, Form, Indicator
from migracidades.accounts.models import User
from migracidades.tenancy.models import Invitation

from ..models import Answer, Diagnosis, Part
from ..reach import Reach
from ..sheet import Progress, Sheet
from .assigning import open_parts


@dataclass(frozen=True)
class Share:
    """A part with what stands in it. ``others`` are the departments that have some of it too;
    ``invitation`` is the one that it waits for, perhaps expired.
    """

    part: Part
    sheet: Sheet
    answers: Sequence[Answer]
    today: date
    invitation: Invitation | None = None
    others: Sequence[str] = ()

    @property
    def form(self) -> Form:
        return self.sheet.form

    @cached_property
    def progress(self) -> Progress:
        return self.sheet.progress()

    @cached_property
    def missing(self) -> tuple[Indicator, ...]:
        return self.sheet.missing

    @property
    def missing_places(self) -> list[tuple[Dimension, list[Indicator]]]:
        """What is missing, under its dimensions."""
        return self.form.among({one.code for one in self.missing})

    @property
    def places(self) -> list[tuple[Dimension, list[Indicator], bool]]:
        """What was given, dimension by dimension; ``True`` where it is the whole one."""
        return [(one, [*one.indicators], one.code in self.part.dimensions)
                for one in self.form.dimensions]  # fmt: skip

    @property
    def is_answered_by_somebody(self) -> bool:
        """Whether somebody sits there now."""
        return bool(self.people)

    @property
    def people(self) -> list[User]:
        """Who answers it now: one person or nobody."""
        seat = self.part.seat
        return [seat.user] if seat is not None and seat.active else []

    def ends_at(self, zone: str) -> datetime | None:
        """The end of the day until which it is asked for, where the government is."""
        due = self.part.due
        return datetime.combine(due, time(23, 59), ZoneInfo(zone)) if due else None

    @property
    def was_left(self) -> bool:
        """Whether the seat that had it has ended: nobody answers until it is given anew."""
        return self.part.seat is not None and not self.part.seat.active

    @property
    def changed(self) -> list[Indicator]:
        """The questions answered anew after it was marked as ready."""
        ready = self.part.ready_at
        ids = {one.indicator_id for one in self.answers if ready and one.saved_at > ready}
        return [one for one in self.form.indicators if one.id in ids]

    @property
    def is_ready(self) -> bool:
        return self.part.ready_at is not None

    @property
    def is_late(self) -> bool:
        """Whether its own date has passed and it is not ready."""
        return bool(self.part.due and self.part.due < self.today and not self.is_ready)

    @property
    def last(self) -> Answer | None:
        """The newest answer within it, whoever gave it."""
        return max(self.answers, key=lambda one: one.saved_at, default=None)


def reach_of_part(part: Part) -> Reach:
    return Reach.of([(part.dimensions, part.indicators)])


def shares_of(diagnosis: Diagnosis, sheet: Sheet, answers: Iterable[Answer]) -> list[Share]:
    """Every part of a diagnosis with what stands in it, by department. Two queries."""
    parts, answered = list(open_parts(diagnosis)), list(answers)
    invitations = {one.email: one for one in open_invitations(diagnosis.government)}
    return [
        share_of(one, sheet, answered, invitations.get(one.email), _also(one, parts, sheet.form))
        for one in parts
    ]


def share_of(
    part: Part,
    sheet: Sheet,
    answers: Iterable[Answer],
    invitation: Invitation | None = None,
    others: Sequence[str] = (),
) -> Share:
    """A part with what stands in it; ``sheet`` holds at least its questions. No query."""
    mine = sheet.within(reach_of_part(part).cut(sheet.form))
    ids = {one.id for one in mine.form.indicators}
    within = [one for one in answers if one.indicator_id in ids]
    return Share(part, mine, within, timezone.localdate(), invitation, others)


def _also(part: Part, parts: Iterable[Part], form: Form) -> list[str]:
    mine = set(reach_of_part(part).cut(form).by_code)
    others = (one for one in parts if one != part)
    return [one.department for one in others if mine & set(reach_of_part(one).cut(form).by_code)]


def unassigned(sheet: Sheet, shares: Iterable[Share]) -> Form:
    """The questions asked now that no department has."""
    given = {code for one in shares for code in one.form.by_code}
    return sheet.form.only(lambda one: one.code in sheet.asked and one.code not in given)
