"""What changed since the last edition, dimension by dimension, for the government alone.

Only the common core counts: questions that both editions asked alike (``dimensions.ancestry``) and
that both have an answer to. The others are named, never compared. No sum, no percentage and no
other government: what is well developed is counted, as it is in the scorecard.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dimensions import kinds
from dimensions.form import Dimension, Indicator

from .content import Content, content_of
from .desk import Desk
from .inheriting import CERTAIN
from .models import Answer, Standing, Verdict
from .previous import Last
from .sheet import spoken


@dataclass(frozen=True)
class Moved:
    """A question that stands otherwise than in the last edition."""

    indicator: Indicator
    before: str
    now: str
    gained: bool
    lost: bool


@dataclass(frozen=True)
class Compared:
    """One dimension: how many questions can be compared, and how many were fullest then and now.

    ``apart`` are the questions asked now that the last edition did not ask alike, or that lack an
    answer in one of the two.
    """

    dimension: Dimension
    common: int
    then: int
    now: int
    moved: Sequence[Moved]
    apart: Sequence[Indicator]


def year_on_year(desk: Desk) -> list[Compared]:
    """The dimensions of the desk against the last edition; empty for a government that begins."""
    if desk.past.diagnosis is None:
        return []
    return [_compared(desk, one) for one in desk.form.dimensions]


def _compared(desk: Desk, dimension: Dimension) -> Compared:
    asked = [one for one in dimension.indicators if one.code in desk.sheet.asked]
    pairs = list(_pairs(desk, asked))
    full = [(_full(one, last.content), _full(one, now)) for one, last, now in pairs]
    common = {one.code for one, _last, _now in pairs}
    return Compared(
        dimension=dimension,
        common=len(pairs),
        then=sum(then for then, _now in full),
        now=sum(now for _then, now in full),
        moved=[_moved(*one) for one in pairs if _said(one[1].content) != _said(one[2])],
        apart=[one for one in asked if one.code not in common],
    )


def _pairs(desk: Desk, asked: Sequence[Indicator]) -> Iterator[tuple[Indicator, Last, Content]]:
    """Each question with what stood at the end of the last edition and what stands now."""
    for one in asked:
        answer, last = desk.answers.get(one.id), desk.past.of(one.code)
        alike = desk.past.origin(one.code).kinship in CERTAIN
        if alike and answer and last and desk.sheet.has(one):
            yield one, last[0], _stands(answer, desk.verdicts.get(one.id))


def _stands(answer: Answer, verdict: Verdict | None) -> Content:
    """What counts of an answer: the verified one where the analysis put one in its place."""
    if verdict is None or verdict.outcome != Verdict.Outcome.ADJUSTED:
        return content_of(answer)
    return Content(verdict.standing, verdict.value, answer.reason, answer.note, answer.department)


def _said(content: Content) -> tuple[str, object]:
    return content.standing, content.value


def _full(indicator: Indicator, content: Content) -> bool:
    answered = content.standing == Standing.ANSWERED
    return answered and kinds.of(indicator).fullest(content.value, indicator)


def _moved(indicator: Indicator, last: Last, now: Content) -> Moved:
    then, today = _full(indicator, last.content), _full(indicator, now)
    return Moved(
        indicator=indicator,
        before=spoken(last.content.standing, last.content.value, last.indicator),
        now=spoken(now.standing, now.value, indicator),
        gained=today and not then,
        lost=then and not today,
    )
