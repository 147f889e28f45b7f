"""The arithmetic of scores: pure, exact, standard library only.

A dimension is worth Σ(weight · score) over Σ(weight · 100) of the indicators that count, an exact
fraction, rounded (half up) only for display. What an answer scores is its kind's business
(``dimensions.kinds``); what counts is decided here and nowhere else:

- an indicator that is hidden by a condition, or not applicable, leaves both sums;
- an indicator without data, or without an answer, counts with 0;
- a kind that is not scored (text, date, a number without bands) never counts.

There is no total over the dimensions and no threshold: the seal certifies engagement.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Any

FULL = 100


class State(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"
    HIDDEN = "hidden"


OUTSIDE = frozenset({State.NOT_APPLICABLE, State.HIDDEN})


@dataclass(frozen=True, slots=True)
class Item:
    """One indicator as the sums see it.

    ``score`` is what the given answer is worth (0 to 100; ignored unless answered), ``fullest``
    whether it is the indicator's fullest answer, ``weight`` a positive integer, or ``None`` where
    the kind is not scored.
    """

    indicator: str
    dimension: str
    weight: int | None
    state: State = State.ANSWERED
    score: int = 0
    fullest: bool = False

    @property
    def counts(self) -> bool:
        return self.weight is not None and self.state not in OUTSIDE


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """What one dimension is worth: ``value`` is ``None`` when none of its indicators counts."""

    value: Fraction | None
    well_developed: frozenset[str]
    potential: frozenset[str]

    @property
    def applicable(self) -> int:
        """How many indicators count: the 7 of "5 of 7 well developed"."""
        return len(self.well_developed) + len(self.potential)

    @property
    def percent(self) -> int | None:
        """The value rounded half up, for the government's own pages; never public."""
        return None if self.value is None else percent(self.value)


def percent(value: Fraction) -> int:
    """Return a fraction of 1 as a whole percentage, rounded half up."""
    return floor(value * FULL + Fraction(1, 2))


def score(items: Iterable[Item]) -> dict[str, DimensionScore]:
    """Return what each dimension is worth, by its code; the order of ``items`` is irrelevant."""
    chapters: dict[str, list[Item]] = {}
    for item in items:
        chapters.setdefault(item.dimension, []).append(item)
    return {code: _dimension(chapter) for code, chapter in chapters.items()}


def _dimension(items: list[Item]) -> DimensionScore:
    counting = [item for item in items if item.counts]
    full = frozenset(item.indicator for item in counting if _is_fullest(item))
    reached = sum(_weight(item) * _score(item) for item in counting)
    possible = sum(_weight(item) * FULL for item in counting)
    return DimensionScore(
        value=Fraction(reached, possible) if possible else None,
        well_developed=full,
        potential=frozenset(item.indicator for item in counting) - full,
    )


def _is_fullest(item: Item) -> bool:
    return item.state == State.ANSWERED and item.fullest


def _score(item: Item) -> int:
    return item.score if item.state == State.ANSWERED else 0


def _weight(item: Item) -> int:
    return item.weight or 0


def canonical(scores: Mapping[str, DimensionScore]) -> dict[str, dict[str, object]]:
    """Return scores as JSON values: fractions in lowest terms ("3/4"), codes sorted."""
    return {
        code: {
            "value": None
            if one.value is None
            else f"{one.value.numerator}/{one.value.denominator}",
            "well_developed": sorted(one.well_developed),
            "potential": sorted(one.potential),
        }
        for code, one in sorted(scores.items())
    }


def restore(stored: Mapping[str, Mapping[str, Any]]) -> dict[str, DimensionScore]:
    """Return the scores that ``canonical`` wrote down."""
    return {
        code: DimensionScore(
            value=None if one["value"] is None else Fraction(one["value"]),
            well_developed=frozenset(one["well_developed"]),
            potential=frozenset(one["potential"]),
        )
        for code, one in stored.items()
    }


def digest(data: object) -> str:
    """Return the SHA-256 of a JSON value, the same whatever the order of its keys."""
    return hashlib.sha256(written(data).encode()).hexdigest()


def written(data: object) -> str:
    """Return a JSON value as the one text that digests are made of."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
