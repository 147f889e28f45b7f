"""What a diagnosis still lacks before it can be submitted, and what it might better have."""

from collections.abc import Container

from dimensions import kinds
from dimensions.asking import NOTHING, Given
from dimensions.form import Indicator
from dimensions.scoring import State

from .sheet import Sheet


def unproven(sheet: Sheet, proven: Container[int]) -> list[Indicator]:
    """The questions answered with yes or partly that ask for evidence and have none.

    ``proven`` holds the ids of the indicators with evidence. A warning, never a refusal: the
    analysis decides what an answer without proof is worth.
    """
    return [
        one
        for one in sheet.form.indicators
        if one.code in sheet.asked and _claims(sheet, one) and one.id not in proven
    ]


def _claims(sheet: Sheet, indicator: Indicator) -> bool:
    return bool(indicator.evidence_kinds) and claims(
        indicator, sheet.given.get(indicator.code, NOTHING)
    )


def claims(indicator: Indicator, given: Given) -> bool:
    """Whether an answer says that there is something: a “no” has nothing to prove."""
    if given.state != State.ANSWERED or given.value is None:
        return False
    kind = kinds.of(indicator)
    return not kind.counts(indicator) or bool(kind.score(given.value, indicator))
