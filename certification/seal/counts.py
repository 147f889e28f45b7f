"""How many governments each edition enrolled, admitted and certified, and how that is known."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from certification.application.queries import sent
from certification.editions.counting import Counted
from certification.editions.models import Edition, Participation
from migracidades.tenancy.scope import Side, enter

from .models import PublishedCertification, Seal
from .queries import CERTIFYING


@dataclass(frozen=True)
class Tally:
    """One count of one edition. ``number`` is unknown when no source tells it.

    ``source`` names the publication of an edition before this platform; empty for our own rows.
    """

    counted: Counted
    number: int | None
    source: str = ""


def tallies(editions: Collection[Edition]) -> dict[int, list[Tally]]:
    """The three counts of each edition, by key: one query, on the side that sees what it counts.

    Numbers alone leave it: nobody outside learns who has applied.
    """
    found = list(editions)
    own = _own(found) if found else {}
    return {one.pk: [_tally(one, counted, own[one.pk]) for counted in Counted] for one in found}


def _own(editions: list[Edition]) -> dict[int, dict[Counted, int]]:
    with enter(editions[0].programme_id, side=Side.STAFF):
        counted = Edition.objects.filter(pk__in=[one.pk for one in editions]).annotate(
            enrolled=_number(sent(), "government"),
            admitted=_number(Participation.objects.all()),
            named=_number(PublishedCertification.objects.all()),
            sealed=_number(Seal.objects.filter(kind=Seal.Kind.SEAL, state__in=CERTIFYING)),
        )
        return {
            pk: {
                Counted.ENROLLED: enrolled,
                Counted.ADMITTED: admitted,
                Counted.CERTIFIED: named + sealed,
            }
            for pk, enrolled, admitted, named, sealed in counted.order_by().values_list(
                "pk", "enrolled", "admitted", "named", "sealed"
            )
        }


def _number(rows: QuerySet[Any], column: str = "pk") -> Coalesce:
    """How many of ``rows`` an edition has: a count of its own, so that no join multiplies it."""
    of_one = rows.filter(edition=OuterRef("pk")).order_by().values("edition")
    counted = of_one.annotate(n=Count(column, distinct=True)).values("n")
    return Coalesce(Subquery(counted), 0)


def _tally(edition: Edition, counted: Counted, own: dict[Counted, int]) -> Tally:
    if edition.questionnaire_id:
        return Tally(counted, own[counted])
    # Before this platform: what a source tells, never what happens to be named here.
    return Tally(counted, edition.figures.get(counted), edition.figures.get("source", ""))
