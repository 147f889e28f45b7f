"""What changed since the last edition, dimension by dimension, for the government alone.

Only the common core counts: questions that both editions asked alike (``dimensions.ancestry``) and
that both have an answer to. The others are named with the reason, never compared. No sum, no
percentage and no other government: what is well developed is counted, as it is in the scorecard. An
answer is a declaration until the analysis has said of it what it verified, and is called so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from dimensions import kinds
from dimensions.ancestry import Kinship
from dimensions.form import Dimension, Indicator

from .content import Content, content_of
from .desk import Desk
from .inheritance import CERTAIN
from .models import Answer, Standing, Verdict
from .previous import SETTLED, Last
from .sheet import spoken


class Why(models.TextChoices):
    """Why a question is not compared."""

    NEW = "new", _("new")
    OTHERWISE = "otherwise", _("asked otherwise than before")
    THEN = "then", _("had no answer in the last edition")
    NOW = "now", _("has no answer yet")


ASKED_OTHERWISE = (Why.NEW, Why.OTHERWISE)


@dataclass(frozen=True)
class Moved:
    """A question that stands otherwise than in the last edition; ``settled``: verified by now."""

    indicator: Indicator
    before: str
    now: str
    gained: bool
    lost: bool
    settled: bool


@dataclass(frozen=True)
class Apart:
    """A question that is not compared, and why."""

    indicator: Indicator
    why: Why


@dataclass(frozen=True)
class Pair:
    """A question with what stood at the end of the last edition and what stands now."""

    indicator: Indicator
    last: Last
    now: Content
    settled: bool


@dataclass(frozen=True)
class Compared:
    """One dimension: how many questions can be compared, and how many were fullest then and now.

    ``apart`` are the questions asked now that the last edition did not ask alike; ``unanswered``
    those asked alike that lack an answer in one of the two. ``then_settled``, ``now_settled``:
    whether the analysis has verified all that is compared.
    """

    dimension: Dimension
    common: int
    then: int
    now: int
    moved: Sequence[Moved]
    apart: Sequence[Apart]
    unanswered: Sequence[Apart]
    then_settled: bool
    now_settled: bool


def year_on_year(desk: Desk) -> list[Compared]:
    """The dimensions of the desk against the last edition; empty for a government that begins."""
    if desk.past.diagnosis is None:
        return []
    return [_compared(desk, one) for one in desk.form.dimensions]


def _compared(desk: Desk, dimension: Dimension) -> Compared:
    asked = [one for one in dimension.indicators if one.code in desk.sheet.asked]
    others = [(one, _why(desk, one)) for one in asked]
    pairs = [_pair(desk, one) for one, why in others if why is None]
    apart = [Apart(one, why) for one, why in others if why]
    return Compared(
        dimension=dimension,
        common=len(pairs),
        then=sum(_full(one.indicator, one.last.content) for one in pairs),
        now=sum(_full(one.indicator, one.now) for one in pairs),
        moved=[_moved(one) for one in pairs if _said(one.last.content) != _said(one.now)],
        apart=[one for one in apart if one.why in ASKED_OTHERWISE],
        unanswered=[one for one in apart if one.why not in ASKED_OTHERWISE],
        then_settled=all(one.last.settled for one in pairs),
        now_settled=all(one.settled for one in pairs),
    )


def _why(desk: Desk, indicator: Indicator) -> Why | None:
    """Why a question is not compared; ``None`` when it is."""
    origin, last = desk.past.origin(indicator.code), desk.past.of(indicator.code)
    if origin.kinship not in CERTAIN:
        return Why.NEW if origin.kinship == Kinship.NEW else Why.OTHERWISE
    if not last:
        return Why.THEN
    return None if desk.sheet.has(indicator) and indicator.id in desk.answers else Why.NOW


def _pair(desk: Desk, indicator: Indicator) -> Pair:
    verdict = desk.verdicts.get(indicator.id)
    now = _stands(desk.answers[indicator.id], verdict)
    settled = verdict is not None and verdict.outcome in SETTLED
    return Pair(indicator, desk.past.of(indicator.code)[0], now, settled)


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


def _moved(pair: Pair) -> Moved:
    indicator, last, now = pair.indicator, pair.last, pair.now
    then, today = _full(indicator, last.content), _full(indicator, now)
    return Moved(
        indicator=indicator,
        before=spoken(last.content.standing, last.content.value, last.indicator),
        now=spoken(now.standing, now.value, indicator),
        gained=today and not then,
        lost=then and not today,
        settled=pair.settled,
    )
