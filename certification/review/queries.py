"""What pages ask about reviews and scorecards."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404

from certification.diagnosis.models import Diagnosis
from certification.diagnosis.sheet import form_for
from dimensions.form import Dimension, Indicator
from dimensions.scoring import DimensionScore, restore

from .models import Scorecard


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
