"""What the desk's pages of one diagnosis know: all of it, in a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import Http404, HttpRequest
from django.utils import timezone

from certification.editions.calendar import Period
from certification.editions.models import Edition
from dimensions.form import Dimension, Form, Indicator
from migracidades.tenancy.rules import roles_of

from . import queries, rules, signoff
from .deadline import Deadline
from .missing import unproven
from .models import Answer, Diagnosis, Evidence, Verdict
from .previous import Last, last_answers
from .remarks import counts as remark_counts
from .requests import open_questions, requests_in
from .sheet import Progress, Sheet, wording
from .workflow import ANSWERABLE


@dataclass(frozen=True)
class Desk:
    """One diagnosis as one person finds it: what is answered, asked, open to them."""

    year: int
    diagnosis: Diagnosis
    sheet: Sheet
    answers: Mapping[int, Answer]
    evidence: Mapping[int, list[Evidence]]
    verdicts: Mapping[int, Verdict]
    last: Mapping[str, Last]
    remarks: Mapping[int, int]
    roles: frozenset[str]
    department: str
    now: datetime

    @property
    def form(self) -> Form:
        return self.sheet.form

    @property
    def period(self) -> Period | None:
        return queries.period_of(self.diagnosis)

    @cached_property
    def deadline(self) -> Deadline:
        """Until when the step is open, as this clock sees it; saving asks the database's."""
        here, waiting = self.diagnosis.government, self.diagnosis.state in ANSWERABLE
        return Deadline(self.period, self.now, here, self.edition, waiting)

    @property
    def in_time(self) -> bool:
        return self.deadline.in_time

    @cached_property
    def opened(self) -> frozenset[str]:
        """The codes of the questions that somebody of the government may answer now."""
        if not self.in_time or self.diagnosis.participation.withdrawn_at:
            return frozenset()
        return open_questions(self.diagnosis, self.form, self.verdicts)

    @property
    def answering(self) -> frozenset[str]:
        """The codes of those that this person may answer now."""
        return self.opened if rules.may_answer(self.roles) else frozenset()

    @cached_property
    def requests(self) -> dict[int, Verdict]:
        return requests_in(self.diagnosis, self.verdicts)

    @property
    def requested(self) -> list[tuple[Dimension, Indicator]]:
        """The questions the analysis asks about, each with its dimension."""
        asked = [one for one in self.form.indicators if one.id in self.requests]
        return [(self.form.dimension(one.dimension), one) for one in asked]

    def by_dimension(
        self, indicators: Iterable[Indicator]
    ) -> list[tuple[Dimension, list[Indicator]]]:
        """Questions under their dimensions, those without one left out."""
        codes = {one.code for one in indicators}
        chapters = [
            (one, [ask for ask in one.indicators if ask.code in codes])
            for one in self.form.dimensions
        ]
        return [(one, asked) for one, asked in chapters if asked]

    @cached_property
    def progress(self) -> Progress:
        return self.sheet.progress()

    @cached_property
    def unproven(self) -> list[Indicator]:
        return unproven(self.sheet, self.evidence)

    @property
    def signed(self) -> bool:
        return signoff.holds(self.diagnosis, self.answers.values())

    @property
    def changed_since_signing(self) -> list[Indicator]:
        """The questions whose answers took the sign-off back."""
        changed = signoff.changed_since(self.diagnosis, self.answers.values())
        ids = {one.indicator_id for one in changed}
        return [one for one in self.form.indicators if one.id in ids]

    @property
    def may_sign(self) -> bool:
        return rules.may_sign(self.roles) and bool(self.opened)

    @property
    def may_submit(self) -> bool:
        return rules.may_submit(self.roles) and bool(self.opened)

    @property
    def ready(self) -> bool:
        """Whether nothing keeps it from being submitted but the click."""
        unsigned = self.edition.signoff_required and not self.signed
        return bool(self.opened) and self.progress.complete and not unsigned

    @property
    def words(self) -> str:
        """The wording of the questions on this page, for its forms to name."""
        return wording(self.diagnosis)

    @property
    def edition(self) -> Edition:
        return self.diagnosis.participation.edition

    def dimension_or_404(self, position: int) -> Dimension:
        for one in self.form.dimensions:
            if one.position == position:
                return one
        raise Http404


def desk_of(request: HttpRequest, year: int) -> Desk:
    """The diagnosis of the desk's government in an edition; 404 without one. Seven queries."""
    diagnosis = queries.diagnosis_or_404(request, year)
    answers = queries.answers_of(diagnosis)
    return Desk(
        year=year,
        diagnosis=diagnosis,
        sheet=queries.sheet_of(diagnosis, answers),
        answers=by_indicator(answers),
        evidence=queries.evidence_of(diagnosis),
        verdicts=queries.verdicts_of(diagnosis),
        last=last_answers(diagnosis),
        remarks=remark_counts(diagnosis),
        roles=frozenset(roles_of(request)),
        department=_department(request),
        now=timezone.now(),
    )


def _department(request: HttpRequest) -> str:
    """Where the person works: what “answered by” suggests."""
    here = [seat for seat in request.seats if seat.government_id == request.government.pk]
    return next((seat.department for seat in here if seat.department), "")


def by_indicator(answers: Iterable[Answer]) -> dict[int, Answer]:
    return {one.indicator_id: one for one in answers}
