"""What the API reads beyond what the rooms give."""

from collections.abc import Collection
from dataclasses import dataclass, field

from certification.editions.calendar import Stage, timeline
from certification.editions.models import Edition
from certification.seal.counts import Tally, tallies


@dataclass(frozen=True)
class EditionShown:
    """An edition with its counts and, alone on its page, its calendar."""

    edition: Edition
    counts: list[Tally]
    steps: list[Stage] = field(default_factory=list)


def with_counts(editions: Collection[Edition]) -> list[EditionShown]:
    """Some editions, each with its three counts. The same few queries for any number."""
    counts = tallies(editions)
    return [EditionShown(one, counts[one.pk]) for one in editions]


def in_full(edition: Edition) -> EditionShown:
    return EditionShown(edition, tallies([edition])[edition.pk], timeline(edition))
