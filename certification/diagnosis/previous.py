"""What the government answered in its last edition, found again under this edition's questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from dimensions.ancestry import Kinship, Origin, origins_between
from dimensions.form import Indicator

from .content import Content, content_of
from .models import Answer, Diagnosis, Standing, Verdict
from .queries import with_context
from .sheet import form_for, spoken

# Handed in and not lapsed: the analysis may have an edition's answers while the next one is open.
HANDED_IN = (
    *(Diagnosis.State.SUBMITTED, Diagnosis.State.IN_REVIEW, Diagnosis.State.RETURNED),
    *(Diagnosis.State.APPROVED, Diagnosis.State.VALIDATED, Diagnosis.State.CONSENTED),
)
SETTLED = (Verdict.Outcome.CONFIRMED, Verdict.Outcome.ADJUSTED)
NONE = Origin(Kinship.NEW)


@dataclass(frozen=True)
class Last:
    """One answer of the last edition, as people read it, with what the analysis said of it.

    ``indicator`` is the question as it was asked then; ``content`` what stood in the end: the
    verified answer where the analysis put one in the place of the government's, without its note.
    ``verdict`` is empty while the government has not been told of one; ``version`` that of the
    answer, which its revision bears too.
    """

    year: int
    indicator: Indicator
    said: str
    note: str
    verdict: str
    verified: str
    comment: str
    content: Content
    version: int = 1

    @property
    def outcome(self) -> str:
        return str(Verdict.Outcome(self.verdict).label) if self.verdict else ""

    @property
    def settled(self) -> bool:
        """Whether the analysis has confirmed it, or verified another answer in its place."""
        return self.verdict in SETTLED

    @property
    def adjusted(self) -> bool:
        return self.verdict == Verdict.Outcome.ADJUSTED

    @property
    def asked_about(self) -> bool:
        """Whether the analysis asked the government about it and has not been satisfied."""
        return self.verdict == Verdict.Outcome.REQUESTED


@dataclass(frozen=True)
class Past:
    """The newest diagnosis handed in before one: its answers by the codes they had, and where each
    of today's questions comes from. Empty for a government that begins.

    ``ended`` are the answers that no question asked of the government comes from.
    """

    diagnosis: Diagnosis | None = None
    answers: Mapping[str, Last] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    ended: Sequence[Last] = ()

    def within(self, codes: Iterable[str], *, whole: bool = False) -> "Past":
        """What today's questions ``codes`` come from, and nothing else.

        ``whole``: they are all that the government is asked, and what ends with them is told.
        """
        origins = {code: self.origin(code) for code in codes}
        known = {one for origin in origins.values() for one in origin.codes}
        answers = {code: one for code, one in self.answers.items() if code in known}
        ended = [one for code, one in self.answers.items() if whole and code not in known]
        return Past(self.diagnosis, answers, origins, ended)

    def origin(self, code: str) -> Origin:
        return self.origins.get(code, NONE)

    def of(self, code: str) -> list[Last]:
        """The answers that today's question ``code`` comes from: none, one or several."""
        return [self.answers[one] for one in self.origin(code).codes if one in self.answers]


def past_of(diagnosis: Diagnosis) -> Past:
    """What a diagnosis comes from. Two queries, and none for the questions once they are known."""
    before = _before(diagnosis)
    if before is None:
        return Past()
    year = before.participation.edition.year
    by_id = {one.id: one for one in form_for(before).indicators}
    answers = {
        by_id[one.indicator_id].code: _last(one, year, by_id[one.indicator_id])
        for one in _judged(before)
        if one.indicator_id in by_id
    }
    return Past(before, answers, origins_between(diagnosis.questionnaire, before.questionnaire))


def _before(diagnosis: Diagnosis) -> Diagnosis | None:
    earlier = with_context().filter(
        government=diagnosis.government_id,
        state__in=HANDED_IN,
        participation__edition__year__lt=diagnosis.participation.edition.year,
    )
    return earlier.order_by("-participation__edition__year").first()


def _judged(before: Diagnosis) -> QuerySet[Any]:
    """Its answers, each with the newest released verdict on it."""
    verdict = Verdict.objects.filter(
        diagnosis=before, indicator=OuterRef("indicator"), released=True
    ).order_by("-round__number")
    told = {
        name: Subquery(verdict.values(field)[:1])
        for name, field in (
            ("outcome", "outcome"),
            ("verified_standing", "standing"),
            ("verified", "value"),
            ("comment", "comment"),
        )
    }
    return Answer.objects.filter(diagnosis=before).annotate(**told)


def _last(answer: Any, year: int, indicator: Indicator) -> Last:
    adjusted = answer.outcome == Verdict.Outcome.ADJUSTED
    return Last(
        year=year,
        indicator=indicator,
        said=spoken(answer.standing, answer.value, indicator),
        note=answer.note,
        verdict=answer.outcome or "",
        verified=(spoken(answer.verified_standing, answer.verified, indicator) if adjusted else ""),
        comment=answer.comment or "",
        content=_stood(answer) if adjusted else content_of(answer),
        version=answer.version,
    )


def _stood(answer: Any) -> Content:
    """What the analysis put in the place of an answer; why there is none is the government's.

    The note was written of the other answer.
    """
    reason = "" if answer.verified_standing == Standing.ANSWERED else answer.reason
    return Content(answer.verified_standing, answer.verified, reason, "", answer.department)
