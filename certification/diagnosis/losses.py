"""Which links that prove something are lost: whose they are, and what can still be done."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from certification.evidence.models import LOST
from certification.evidence.queries import newest

from .models import Evidence
from .sight import Sight
from .workflow import ANSWERABLE, UNDECIDED


def versions_read() -> QuerySet[Evidence, Any]:
    """The keys of the versions by which somebody goes who answers or reviews a diagnosis."""
    return _undecided().values("version")


def lost_pieces(sight: Sight, *, year: int | None = None) -> set[int]:
    """The pieces in scope, in use in a diagnosis that is not decided, that want mending.

    Their newest version is lost, or the one in use where another can take its place. Cut to what
    the person sees; of one edition with its ``year``. One query.
    """
    found = _mendable()
    if year is not None:
        found = found.filter(diagnosis__participation__edition__year=year)
    return set(_seen(found.values_list(*_PLACES).distinct().order_by(), sight))


_PLACES = ("version__piece", "diagnosis", "indicator__dimension__code", "indicator__code")


def _seen(places: Iterable[tuple[Any, ...]], sight: Sight) -> Iterator[int]:
    for piece, *question in places:
        if sight.has_use(*question):
            yield piece


def _mendable() -> QuerySet[Evidence]:
    """A withdrawn piece takes no newer version: nothing is to be done about it."""
    gone = newest().filter(visit__state__in=LOST).values("piece")
    replaced = Q(version__visit__state__in=LOST, diagnosis__state__in=ANSWERABLE)
    used = _undecided().filter(version__piece__withdrawn_at=None)
    return used.filter(Q(version__piece__in=gone) | replaced)


def _undecided() -> QuerySet[Evidence]:
    standing = Evidence.objects.filter(removed_at=None, diagnosis__state__in=UNDECIDED)
    return standing.filter(diagnosis__participation__withdrawn_at=None)
