"""How many governments each edition enrolled, admitted and certified, and how that is known."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from certification.application.queries import sent
from certification.editions.counting import Counted
from certification.editions.models import Edition, Participation
from migracidades.tenancy.scope import Side, enter

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
        Counted.ENROLLED: _enrolled(found),
        Counted.ADMITTED: _admitted(found),
        Counted.CERTIFIED: certified_counts(found),
    }
    return {one.pk: [_tally(one, counted, own[counted]) for counted in Counted] for one in found}


def _tally(edition: Edition, counted: Counted, own: dict[int, int]) -> Tally:
    if edition.questionnaire_id:
        return Tally(counted, own.get(edition.pk, 0))
    # Before this platform: what a source tells, never what happens to be named here.
    return Tally(counted, edition.figures.get(counted), edition.figures.get("source", ""))


def _enrolled(editions: list[Edition]) -> dict[int, int]:
    """Applications are not public, their number is: nothing else leaves the staff's side."""
    if not editions:
        return {}
    with enter(editions[0].programme_id, side=Side.STAFF):
        counted = sent().filter(edition__in=editions).order_by().values_list("edition")
        return dict(counted.annotate(n=Count("government", distinct=True)))


def _admitted(editions: list[Edition]) -> dict[int, int]:
    counted = Participation.objects.filter(edition__in=editions).order_by().values_list("edition")
    return dict(counted.annotate(n=Count("pk")))
