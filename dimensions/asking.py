"""Which questions of a form are asked, given the answers, and what those answers are worth.

Used with a government's own answers and again with the verified ones; the form must already be
that government's part (``Form.part``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dimensions import kinds
from dimensions.form import Condition, Form, Indicator
from dimensions.kind import Value
from dimensions.scoring import DimensionScore, Item, State, score


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered: a kept value, or the state that stands in its place."""

    value: Value | None = None
    state: State = State.ANSWERED

    @property
    def codes(self) -> frozenset[str]:
        """The codes of a chosen answer, for conditions on it."""
        if self.state != State.ANSWERED or self.value is None:
            return frozenset()
        return frozenset([self.value] if isinstance(self.value, str) else self.value)


NOTHING = Given(state=State.UNANSWERED)
HIDDEN = Given(state=State.HIDDEN)


def shown(form: Form, given: Mapping[str, Given]) -> frozenset[str]:
    """Return the codes of the indicators that are asked.

    One with a condition is asked when the indicator it hangs on is itself asked and was answered
    with one of the codes wanted; when that indicator is not in the form, it is not asked.
    """
    asked: set[str] = set()
    for indicator in form.indicators:
        condition = indicator.condition
        if condition is None or _is_met(condition, asked, given):
            asked.add(indicator.code)
    return frozenset(asked)


def _is_met(condition: Condition, asked: set[str], given: Mapping[str, Given]) -> bool:
    held = given.get(condition.indicator, NOTHING).codes
    return condition.indicator in asked and not condition.codes.isdisjoint(held)


def condition_said(form: Form, indicator: Indicator) -> str:
    """When a question is asked, in words; nothing when it always is."""
    condition = indicator.condition
    if condition is None:
        return ""
    before = form.by_code[condition.indicator]
    answers = kinds.of(before).display(sorted(condition.codes), before)
    return _("Asked when the answer to %(code)s is: %(answers)s.") % {
        "code": before.code,
        "answers": answers,
    }


def items(form: Form, given: Mapping[str, Given]) -> Iterator[Item]:
    """Yield each indicator of the form as ``dimensions.scoring`` sees it."""
    asked = shown(form, given)
    for indicator in form.indicators:
        answer = given.get(indicator.code, NOTHING) if indicator.code in asked else HIDDEN
        yield _item(indicator, answer)


def _item(indicator: Indicator, answer: Given) -> Item:
    kind = kinds.of(indicator)
    return Item(
        indicator=indicator.code,
        dimension=indicator.dimension,
        weight=indicator.weight if kind.counts(indicator) else None,
        state=answer.state,
        score=kind.score(answer.value, indicator) or 0,
        fullest=kind.fullest(answer.value, indicator),
    )


def scores(form: Form, given: Mapping[str, Given]) -> dict[str, DimensionScore]:
    """Return what each dimension of the form is worth with these answers."""
    return score(items(form, given))
