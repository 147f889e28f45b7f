"""An edition in figures: how far its governments came, and what they chose. Counts alone, frozen.

Nobody is ranked and no score is named. Codes stand for words, so that the figures can be read in
any language (see ``tables``).
"""

from collections import Counter
from collections.abc import Callable, Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certification.application.queries import sent
from certification.diagnosis.models import Diagnosis, Round
from certification.editions.counting import Counted
from certification.editions.models import Edition, Participation
from certification.prioritization.models import Plan, Priority
from certification.seal.queries import certified
from dimensions.queries import form_of
from migracidades.tenancy.models import Government

from .models import MonitoringReport

State = MonitoringReport.State

# Each step of the funnel: its name and what is counted, in the order of the road.
STAGES = {
    Counted.ENROLLED: (Counted.ENROLLED.label, Counted.ENROLLED.definition),
    Counted.ADMITTED: (Counted.ADMITTED.label, Counted.ADMITTED.definition),
    "submitted": (_("Diagnosis sent"), _("governments that submitted their diagnosis")),
    "concluded": (_("Diagnosis concluded"), _("governments whose diagnosis was concluded")),
    "planned": (_("Priorities accepted"), _("governments whose priorities were accepted")),
    Counted.CERTIFIED: (Counted.CERTIFIED.label, Counted.CERTIFIED.definition),
    "reported": (
        _("Monitoring reported"),
        _("governments whose monitoring report was sent and is not open again"),
    ),
}


def figures_of(edition: Edition) -> dict[str, Any]:
    """The figures as plain JSON. The caller stands on the staff side."""
    reached = {str(stage): count(edition) for stage, count in _COUNTS.items()}
    governments = _governments(set().union(*reached.values()))
    left = Participation.objects.filter(edition=edition).exclude(withdrawn_at=None)
    return {
        "year": edition.year,
        "stages": {stage: len(keys) for stage, keys in reached.items()},
        "withdrawn": left.count(),
        "levels": _grouped(reached, governments, "level"),
        "regions": _grouped(reached, governments, "region"),
        "dimensions": _dimensions(edition),
        "governments": [_row(one, reached) for one in governments.values()],
    }


def _keys(rows: QuerySet[Any], column: str = "government_id") -> set[int]:
    return set(rows.order_by().values_list(column, flat=True))


def _in(edition: Edition) -> dict[str, Edition]:
    return {"participation__edition": edition}


_COUNTS: dict[str, Callable[[Edition], set[int]]] = {
    Counted.ENROLLED: lambda edition: _keys(sent().filter(edition=edition)),
    Counted.ADMITTED: lambda edition: _keys(Participation.objects.filter(edition=edition)),
    "submitted": lambda edition: _keys(
        Round.objects.filter(diagnosis__participation__edition=edition)
    ),
    "concluded": lambda edition: _keys(
        Diagnosis.objects.filter(**_in(edition), state=Diagnosis.State.CONSENTED)
    ),
    "planned": lambda edition: _keys(
        Plan.objects.filter(**_in(edition), state=Plan.State.ACCEPTED)
    ),
    Counted.CERTIFIED: lambda edition: {one.government.pk for one in certified(edition)},
    "reported": lambda edition: _keys(
        MonitoringReport.objects.filter(**_in(edition)).exclude(state=State.OPEN)
    ),
}


def _governments(keys: Collection[int]) -> dict[int, Government]:
    """In the order of the alphabet: nothing else orders governments here."""
    found = Government.objects.filter(pk__in=keys).order_by("sort_name", "code")
    return {one.pk: one for one in found}


def _grouped(
    reached: dict[str, set[int]], governments: dict[int, Government], column: str
) -> dict[str, dict[str, int]]:
    groups = sorted({getattr(one, column) for one in governments.values()})
    return {
        group: {
            stage: sum(getattr(governments[key], column) == group for key in keys)
            for stage, keys in reached.items()
        }
        for group in groups
    }


def _dimensions(edition: Edition) -> list[dict[str, Any]]:
    """How often each dimension was chosen in accepted plans, in the order of the questionnaire."""
    if edition.questionnaire is None:
        return []
    chosen = Priority.objects.filter(
        plan__participation__edition=edition, plan__state=Plan.State.ACCEPTED, removed_at=None
    )
    pairs = list(chosen.order_by().values_list("dimension_id", "government_id"))
    priorities = Counter(dimension for dimension, _government in pairs)
    takers = Counter(dimension for dimension, _government in set(pairs))
    return [
        {
            "code": one.code,
            "name": dict(one.name.words),
            "priorities": priorities[one.id],
            "governments": takers[one.id],
        }
        for one in form_of(edition.questionnaire).dimensions
        if priorities[one.id] or not one.optional or one.code in edition.optional_dimensions
    ]


def _row(government: Government, reached: dict[str, set[int]]) -> dict[str, Any]:
    return {
        "code": government.code,
        "name": government.name,
        "level": government.level,
        "state": government.state,
        "region": government.region,
        "reached": [stage for stage, keys in reached.items() if government.pk in keys],
    }
