"""What pages and other rooms ask about plans."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from certification.diagnosis.models import Diagnosis
from certification.diagnosis.queries import diagnosis_of
from certification.diagnosis.sheet import form_for
from certification.editions.models import Edition, Participation
from certification.review.queries import card_rows, scorecard_of
from dimensions.form import Dimension, Indicator
from dimensions.queries import form_of

from .models import Plan, Priority
from .priorities import standing


@dataclass(frozen=True)
class Chance:
    """A dimension as a plan starts from it: how much is well developed, what has potential.

    Without a scorecard ``applicable`` is 0 and every indicator counts as having potential.
    """

    dimension: Dimension
    well_developed: int
    applicable: int
    potential: list[Indicator]


@dataclass(frozen=True)
class Chosen:
    """A priority with the names of what it was chosen for, in the language in force."""

    priority: Priority
    dimension: Dimension
    indicator: Indicator | None


def plan_of(participation: Participation) -> Plan | None:
    """The plan of a participation; none until its diagnosis is concluded."""
    plans = Plan.objects.select_related(
        "participation__government", "participation__edition__programme"
    )
    return plans.filter(participation=participation).first()


def chances_of(diagnosis: Diagnosis) -> list[Chance]:
    """The dimensions of a diagnosis with what its verified scorecard says of them."""
    card = scorecard_of(diagnosis)
    if card is None:
        asked = form_for(diagnosis).dimensions
        return [Chance(one, 0, 0, list(one.indicators)) for one in asked]
    return [
        Chance(row.dimension, len(row.well_developed), row.score.applicable, row.potential)
        for row in card_rows(diagnosis, card)
    ]


def chosen_of(plan: Plan, diagnosis: Diagnosis) -> list[Chosen]:
    """The priorities of a plan in their order. One query."""
    # The whole questionnaire: an edition may switch a dimension off after it was chosen.
    form = form_of(diagnosis.questionnaire)
    dimensions = {one.id: one for one in form.dimensions}
    indicators = {one.id: one for one in form.indicators}
    return [
        Chosen(one, dimensions[one.dimension_id], indicators.get(one.indicator_id or 0))
        for one in standing(plan)
    ]


def diagnosis_behind(plan: Plan) -> Diagnosis:
    """The concluded diagnosis a plan starts from."""
    return diagnosis_of(plan.participation)


def queue(edition: Edition, *, state: str = "") -> QuerySet[Plan]:
    """The plans of an edition with the number of their priorities, oldest move first."""
    found = Plan.objects.filter(participation__edition=edition).select_related("government")
    if state:
        found = found.filter(state=state)
    counted = Count("priorities", filter=Q(priorities__removed_at=None))
    return found.annotate(chosen=counted).order_by("state_changed_at", "id")
