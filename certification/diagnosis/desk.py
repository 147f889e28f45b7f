"""What the desk's pages of one diagnosis know: all of it, in a constant number of queries."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from certification.editions.calendar import Period
from certification.editions.models import Edition
from certification.evidence.validity import Lives, lives_of
from certification.governments.figures import AtHand, offered
from dimensions.form import Dimension, Form, Indicator
from migracidades.tenancy.rules import roles_of

from . import queries, rules, signoff
from .deadline import Deadline
from .missing import unproven
from .models import Answer, Diagnosis, Evidence, Suggestion, Verdict
from .previous import Past, past_of
from .proof import Proof, proofs
from .reach import Reach, reach_beside, reach_in
from .remarks import counts_in, talk_beside
from .requests import Asked, open_questions, requests_in, takes_answers, touched
from .sheet import Progress, Sheet, wording
from .suggestions import waiting, waits_beside
from .workflow import ANSWERABLE


@dataclass(frozen=True)
class Desk:
    """One diagnosis as one person finds it: what is answered, asked, open to them.

    All of it is cut to the ``reach`` of the person: there is nothing else to be shown by mistake.
    """

    year: int
    diagnosis: Diagnosis
    reach: Reach
    sheet: Sheet
    answers: Mapping[int, Answer]
    evidence: Mapping[int, list[Evidence]]
    verdicts: Mapping[int, Verdict]
    requests: Mapping[int, Verdict]
    to_answer: frozenset[str]
    past: Past
    remarks: Mapping[int, int]
    roles: frozenset[str]
    department: str
    now: datetime

    @property
    def form(self) -> Form:
        return self.sheet.form

    @property
    def whole(self) -> Form:
        """What the government is asked: questions of the part may hang on one outside it."""
        return self.sheet.whole or self.form

    @property
    def is_empty_handed(self) -> bool:
        """Whether the person contributes and nothing has been given to them."""
        return not self.reach.whole and not self.form.indicators

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
        return self.to_answer if takes_answers(self.diagnosis, self.now) else frozenset()

    @property
    def answering(self) -> frozenset[str]:
        """The codes of those that this person may answer now."""
        return self.opened if rules.may_answer(self.roles) else frozenset()

    @cached_property
    def suggested(self) -> Mapping[int, list[Suggestion]]:
        """What guests suggest and nobody has settled, by indicator id. One query, when there is
        anything.
        """
        if not self.diagnosis.suggested:
            return {}
        return _those({one.id for one in self.form.indicators}, waiting(self.diagnosis))

    @cached_property
    def figures(self) -> Mapping[str, AtHand]:
        """The figures at hand, by code of the question."""
        return offered(self.diagnosis.figures, self.form.indicators, self.edition.programme)

    @property
    def waiting(self) -> list[tuple[Indicator, list[Suggestion]]]:
        """What guests suggest for the questions that this person may answer now."""
        return [
            (one, self.suggested[one.id])
            for one in self.form.indicators
            if one.code in self.answering and one.id in self.suggested
        ]

    @property
    def requested(self) -> list[Asked]:
        """The questions the analysis asks about, each with what it asks."""
        return [
            Asked(self.form.dimension(one.dimension), one, request, self._touched(one, request))
            for one in self.form.indicators
            if (request := self.requests.get(one.id))
        ]

    def _touched(self, indicator: Indicator, request: Verdict) -> bool:
        evidence = self.evidence.get(indicator.id, ())
        return touched(request, self.answers.get(indicator.id), evidence)

    @property
    def untouched(self) -> list[Asked]:
        """The requests that nothing was done about; ``submitting`` asks the same."""
        return [one for one in self.requested if not one.touched and self.is_asked(one.indicator)]

    def is_asked(self, indicator: Indicator) -> bool:
        return indicator.code in self.sheet.asked

    @property
    def return_message(self) -> str:
        """What the analysis wrote along with its requests, for who answers for the whole."""
        rounds = [one.round for one in self.requests.values()] if self.reach.whole else []
        return rounds[0].return_message if rounds else ""

    def by_dimension(
        self, indicators: Iterable[Indicator]
    ) -> list[tuple[Dimension, list[Indicator]]]:
        """Questions under their dimensions, those without one left out."""
        return self.form.among({one.code for one in indicators})

    @cached_property
    def progress(self) -> Progress:
        return self.sheet.progress()

    @cached_property
    def unproven(self) -> list[Indicator]:
        return unproven(self.sheet, self.evidence)

    @cached_property
    def doubtful(self) -> list[tuple[Dimension, list[tuple[Indicator, list[Proof]]]]]:
        """The questions asked whose evidence has expired or lost its link, with that evidence."""
        held = {
            one.code: [proof for proof in self.proofs(one) if proof.doubtful]
            for one in self.form.indicators
            if one.code in self.sheet.asked
        }
        chapters = self.form.among({code for code, found in held.items() if found})
        return [(where, [(one, held[one.code]) for one in asked]) for where, asked in chapters]

    def proofs(self, indicator: Indicator) -> list[Proof]:
        """What proves the answer to a question."""
        return proofs(self.evidence.get(indicator.id, ()), indicator, self.lives)

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
    def may_assign(self) -> bool:
        return rules.may_assign(self.roles)

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
    def lives(self) -> Lives:
        """How long each kind of evidence counts."""
        return lives_of(self.edition.programme)

    @property
    def edition(self) -> Edition:
        return self.diagnosis.participation.edition

    def dimension_or_404(self, position: int) -> Dimension:
        for one in self.form.dimensions:
            if one.position == position:
                return one
        raise Http404


def desk_of(request: HttpRequest, year: int) -> Desk:
    """The diagnosis of the desk's government in an edition; 404 without one.

    Five queries, whoever asks; one for the verdicts once there may be some, and for a government
    that returns one for its last answers.
    """
    user, roles = request.user.pk, frozenset(roles_of(request))
    beside = reach_beside(user, roles) | talk_beside() | waits_beside()
    diagnosis = queries.diagnosis_or_404(request, year, **beside)
    answers, verdicts = queries.answers_of(diagnosis), queries.verdicts_of(diagnosis)
    reach = reach_in(diagnosis, roles)
    sheet = queries.sheet_of(diagnosis, answers)
    mine = reach.cut(sheet.form)
    ids = {one.id for one in mine.indicators}
    return Desk(
        year=year,
        diagnosis=diagnosis,
        reach=reach,
        sheet=sheet.within(mine),
        answers=_those(ids, by_indicator(answers)),
        evidence=_those(ids, queries.evidence_of(diagnosis)),
        verdicts=_those(ids, verdicts),
        requests=_those(ids, requests_in(diagnosis, verdicts)),
        to_answer=open_questions(diagnosis, sheet.form, verdicts) & frozenset(mine.by_code),
        past=past_of(diagnosis).within(mine.by_code, whole=reach.whole),
        remarks=_those(ids, counts_in(diagnosis)),
        roles=roles,
        department=_department(request),
        now=timezone.now(),
    )


def _those(wanted: Container[Any], found: Mapping[Any, Any]) -> dict[Any, Any]:
    return {key: one for key, one in found.items() if key in wanted}


def _department(request: HttpRequest) -> str:
    """Where the person works: what “answered by” suggests."""
    here = [seat for seat in request.seats if seat.government_id == request.government.pk]
    return next((seat.department for seat in here if seat.department), "")


def by_indicator(answers: Iterable[Answer]) -> dict[int, Answer]:
    return {one.indicator_id: one for one in answers}
