"""What the government answered in its last edition, question by question of the same code."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from dimensions.form import Indicator

from .models import Answer, Diagnosis, Verdict
from .queries import with_context
from .sheet import form_for, spoken

# Handed in and not lapsed: what stood at the end of an edition.
CONCLUDED = (Diagnosis.State.VALIDATED, Diagnosis.State.CONSENTED)


@dataclass(frozen=True)
class Last:
    """One answer of the last edition, as people read it, with what the analysis said of it."""

    year: int
    said: str
    note: str
    outcome: str
    verified: str
    comment: str


def last_answers(diagnosis: Diagnosis) -> Mapping[str, Last]:
    """The answers of the newest concluded diagnosis before this one, by code. Two queries.

    A code keeps its meaning across the versions of a questionnaire, so the same code asked the
    same; the labels are those of the version that was answered.
    """
    before = _before(diagnosis)
    if before is None:
        return {}
    year = before.participation.edition.year
    by_id = {one.id: one for one in form_for(before).indicators}
    return {
        by_id[one.indicator_id].code: _last(one, year, by_id[one.indicator_id])
        for one in _judged(before)
        if one.indicator_id in by_id
    }


def _before(diagnosis: Diagnosis) -> Diagnosis | None:
    earlier = with_context().filter(
        government=diagnosis.government_id,
        state__in=CONCLUDED,
        participation__edition__year__lt=diagnosis.participation.edition.year,
    )
    return earlier.order_by("-participation__edition__year").first()


def _judged(before: Diagnosis):
    """Its answers, each with the newest released verdict on it."""
    verdict = Verdict.objects.filter(
        diagnosis=before, indicator=OuterRef("indicator"), released=True
    ).order_by("-round__number")
    told = {
        name: Subquery(verdict.values(field)[:1])
        for name, field in (
            ("outcome", "outcome"),
            ("verified_standing", "standing"),
            ("verified", "value"),
            ("comment", "comment"),
        )
    }
    return Answer.objects.filter(diagnosis=before).annotate(**told)


def _last(answer: Answer, year: int, indicator: Indicator) -> Last:
    adjusted = answer.outcome == Verdict.Outcome.ADJUSTED
    return Last(
        year=year,
        said=spoken(answer.standing, answer.value, indicator),
        note=answer.note,
        outcome=str(Verdict.Outcome(answer.outcome).label) if answer.outcome else "",
        verified=(spoken(answer.verified_standing, answer.verified, indicator) if adjusted else ""),
        comment=answer.comment or "",
    )
