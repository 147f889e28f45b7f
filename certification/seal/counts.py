"""How many governments each edition enrolled, admitted and certified, and how that is known."""

from collections.abc import Collection
from dataclasses import dataclass

from certification.editions.counting import Counted
from certification.editions.models import Edition
from certification.editions.queries import admitted, enrolled

from .queries import certified_counts


@dataclass(frozen=True)
class Tally:
    """One count of one edition. ``number`` is unknown when no source tells it.

    ``source`` names the publication of an edition before this platform; empty for our own rows.
    """

    counted: Counted
    number: int | None
    source: str = ""


def tallies(editions: Collection[Edition]) -> dict[int, list[Tally]]:
    """The three counts of each edition, by key. The same few queries for any number."""
    found = list(editions)
    own = {
        Counted.ENROLLED: enrolled(found),
        Counted.ADMITTED: admitted(found),
        Counted.CERTIFIED: certified_counts(found),
    }
    return {one.pk: [_tally(one, counted, own[counted]) for counted in Counted] for one in found}


def _tally(edition: Edition, counted: Counted, own: dict[int, int]) -> Tally:
    if edition.questionnaire_id:
        return Tally(counted, own.get(edition.pk, 0))
    # Before this platform: what a source tells, never what happens to be named here.
    return Tally(counted, edition.figures.get(counted), edition.figures.get("source", ""))
