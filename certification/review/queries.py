"""What pages ask about reviews and scorecards."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from certification.diagnosis.models import Answer, Diagnosis, Round
from certification.diagnosis.sheet import form_for
from certification.editions.models import Edition
from dimensions.form import Dimension, Indicator
from dimensions.scoring import DimensionScore, restore

from .models import Assignment, Scorecard

State = Diagnosis.State
WAITING = (State.SUBMITTED, State.IN_REVIEW, State.APPROVED, State.VALIDATED)


def review_queue(
    edition: Edition, *, show: str = "", seat_ids: Collection[int] = ()
) -> QuerySet[Diagnosis]:
    """The diagnoses of an edition with what the queue shows of each; ``show`` filters.

    ``mine``: those in the hands of ``seat_ids``; ``waiting``: those somebody of the staff must
    move; a state: those in it.
    """
    analysts = Assignment.objects.filter(diagnosis=OuterRef("pk"), ended_at=None)
    # Subqueries: joined, each round would be multiplied by every answer before it is counted.
    answers = Answer.objects.filter(diagnosis=OuterRef("pk")).order_by().values("diagnosis")
    answers = answers.annotate(n=Count("pk"))
    newest = Round.objects.filter(diagnosis=OuterRef("pk")).order_by("-number")
    found = (
        Diagnosis.objects.filter(participation__edition=edition)
        .select_related("government", "participation")
        .annotate(
            round_number=Subquery(newest.values("number")[:1]),
            answered=Coalesce(Subquery(answers.values("n")), 0),
            submitted_at=Subquery(newest.values("submitted_at")[:1]),
            analyst_name=Subquery(
                analysts.order_by("assigned_at").values("analyst__user__full_name")[:1]
            ),
        )
        .order_by("submitted_at", "government__sort_name", "pk")
    )
    if show == "mine":
        return found.filter(Q(assignments__analyst__in=seat_ids, assignments__ended_at=None))
    if show == "waiting":
        return found.filter(state__in=WAITING)
    return found.filter(state=show) if show in State.values else found


def state_counts(edition: Edition) -> dict[str, int]:
    """How many diagnoses of an edition stand where."""
    rows = Diagnosis.objects.filter(participation__edition=edition).order_by()
    return dict(rows.values_list("state").annotate(n=Count("pk")))


def shown_of(counts: dict[str, int], show: str) -> int:
    """How many of ``state_counts`` the queue shows, for every filter but ``mine``."""
    if show == "waiting":
        return sum(counts.get(state, 0) for state in WAITING)
    return counts.get(show, 0) if show in State.values else sum(counts.values())


def scorecard_of(diagnosis: Diagnosis, basis: str = Scorecard.Basis.VERIFIED) -> Scorecard | None:
    """The newest scorecard of a diagnosis."""
    return Scorecard.objects.filter(diagnosis=diagnosis, basis=basis).first()


@dataclass(frozen=True)
class CardRow:
    """One dimension of a scorecard, for the government's own pages."""

    dimension: Dimension
    score: DimensionScore
    well_developed: list[Indicator]
    potential: list[Indicator]

    @property
    def share(self) -> float:
        return float(self.score.value or 0)


def card_rows(diagnosis: Diagnosis, card: Scorecard) -> list[CardRow]:
    """A scorecard dimension by dimension: what is well developed, what has potential."""
    form, kept = form_for(diagnosis), restore(card.result)
    return [
        CardRow(
            dimension,
            kept[dimension.code],
            [
                one
                for one in dimension.indicators
                if one.code in kept[dimension.code].well_developed
            ],
            [one for one in dimension.indicators if one.code in kept[dimension.code].potential],
        )
        for dimension in form.dimensions
        if dimension.code in kept
    ]


def diagnosis_or_404(pk: int) -> Diagnosis:
    """A diagnosis of the programme with all that its pages ask of it."""
    asked = Diagnosis.objects.select_related(
        "government", "participation__edition__programme", "questionnaire__programme"
    )
    return get_object_or_404(asked, pk=pk)
