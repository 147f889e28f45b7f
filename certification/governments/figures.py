"""The figures at hand for a question that asks for a number: offered with their source, never kept.

What a government answers is its own: it may know better, or say that there are no data.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from dimensions.figures import grouped
from dimensions.form import Indicator
from migracidades.tenancy.models import Government, Programme, in_language

from .models import Figure

TOLD = ("key", "year", "value", "source")

Fact = dict[str, Any]


@dataclass(frozen=True)
class AtHand:
    """The newest figure of a government for one question, as pages show it.

    ``typed`` is what a form would send for it, ``mark`` tells it from an older or corrected one.
    """

    value: int
    year: int
    source: str
    said: str

    @property
    def typed(self) -> str:
        return str(self.value)

    @property
    def mark(self) -> str:
        return f"{self.year} {self.value}"

    @property
    def told(self) -> str:
        """In one sentence, where there is no place for more."""
        return _("At hand: %(number)s (%(source)s)") % {
            "number": self.said,
            "source": self.source,
        }

    @property
    def note(self) -> str:
        """Where the number comes from, for the detail of the answer."""
        return _("Source: %(source)s") % {"source": self.source}

    def is_in(self, value: object) -> bool:
        """Whether a kept answer is this number."""
        return value == self.typed


def told_of(subject: str, until: str) -> ArraySubquery:
    """What sources tell of the government in a query's column ``subject``, as ``offered`` takes it:
    nothing newer than the year in ``until``.
    """
    found = Figure.objects.filter(subject=OuterRef(subject), year__lte=OuterRef(until))
    fact = JSONObject(**{one: one for one in TOLD})
    return ArraySubquery(found.order_by("year").values(fact=fact))


def offered(
    told: Iterable[Fact], indicators: Iterable[Indicator], programme: Programme
) -> dict[str, AtHand]:
    """The newest of what sources tell, for each question that names it, by the question's code."""
    newest = {one["key"]: one for one in told}
    return {
        one.code: _at_hand(newest[one.figure], programme)
        for one in indicators
        if one.figure in newest
    }


def at_hand(
    government: Government, indicators: Iterable[Indicator], *, programme: Programme, until: int
) -> dict[str, AtHand]:
    """The same asked now. One query, and none where no question names a figure."""
    asked = [one for one in indicators if one.figure]
    if not asked:
        return {}
    found = Figure.objects.filter(subject=government, year__lte=until).order_by("year")
    return offered(found.values(*TOLD), asked, programme)


def _at_hand(fact: Fact, programme: Programme) -> AtHand:
    unit = programme.figure_text(fact["key"], "unit")
    return AtHand(
        value=fact["value"],
        year=fact["year"],
        source=_dated(in_language(fact["source"], programme.default_language), fact["year"]),
        said=f"{grouped(fact['value'])} {unit}".strip(),
    )


def _dated(source: str, year: int) -> str:
    return source if str(year) in source else f"{source}, {year}"
