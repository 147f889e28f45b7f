"""The consented diagnoses of an edition, one after the other: four queries, whatever their number.

Answers and verdicts come through cursors of the database in the order of the governments, so that
never more than one government's are held.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from certification.diagnosis.models import Answer, Diagnosis, Verdict
from certification.diagnosis.sheet import form_asked, given
from certification.editions.models import Edition
from certification.review.judging import in_force
from dimensions.asking import Given
from dimensions.form import Form
from dimensions.models import Questionnaire
from migracidades.tenancy.models import Government

FETCHED = 2000


@dataclass(frozen=True)
class Case:
    """One government's consented diagnosis. ``named`` holds the codes answered by a department."""

    government: Government
    form: Form
    concluded_on: date
    declared: dict[str, Given]
    verified: dict[str, Given]
    named: frozenset[str]


def consented(edition: Edition) -> QuerySet[Diagnosis]:
    """The diagnoses whose data may be used: consented, of governments that stayed."""
    return _concluded(edition).filter(participation__withdrawn_at=None)


def left(edition: Edition) -> QuerySet[Diagnosis]:
    """Those consented before their government withdrew from the edition: kept, and not used."""
    return _concluded(edition).exclude(participation__withdrawn_at=None)


def _concluded(edition: Edition) -> QuerySet[Diagnosis]:
    return Diagnosis.objects.filter(participation__edition=edition, state=Diagnosis.State.CONSENTED)


def questionnaires_of(edition: Edition) -> list[Questionnaire]:
    """The versions the consented diagnoses are pinned to; the edition's own when there is none."""
    pinned = Questionnaire.objects.filter(pk__in=consented(edition).values("questionnaire"))
    found = list(pinned.select_related("programme").order_by("version"))
    return found or [one for one in [edition.questionnaire] if one]


def cases(edition: Edition, questionnaires: Iterable[Questionnaire]) -> Iterator[Case]:
    """Every consented diagnosis, in the order in which the registry took its governments in.

    ``questionnaires`` are ``questionnaires_of``. The caller stands on the staff side and lets the
    transaction last until the end.
    """
    by_key = {one.pk: one for one in questionnaires}
    keys = list(consented(edition).values_list("pk", flat=True))
    found = Diagnosis.objects.filter(pk__in=keys).select_related("government")
    answers, verdicts = _aligned(_answers(keys)), _aligned(_verdicts(keys))
    for diagnosis in found.order_by("government_id").streamed(FETCHED):
        government = diagnosis.government
        form = form_asked(by_key[diagnosis.questionnaire_id], edition, government.level)
        yield _case(diagnosis, form, answers(government.pk), verdicts(government.pk))


def _answers(keys: list[int]) -> Iterator[Any]:
    columns = ("government_id", "indicator_id", "standing", "value", "department")
    return _rows(Answer.objects.order_by("government_id"), keys, columns)


def _verdicts(keys: list[int]) -> Iterator[Any]:
    columns = ("government_id", "indicator_id", "standing", "value", "outcome", "round_id")
    # The rounds of a diagnosis follow one another, their keys too: no join to sort by.
    return _rows(Verdict.objects.order_by("government_id", "round_id"), keys, columns)


def _rows(found: QuerySet[Any], keys: list[int], columns: tuple[str, ...]) -> Iterator[Any]:
    # Keys, and no subquery: a cursor is planned for its first rows, which a join makes very slow.
    inside: Any = found.filter(diagnosis_id__in=keys)
    return inside.values_list(*columns, named=True).streamed(FETCHED)


def _aligned(rows: Iterator[Any]) -> Callable[[int], list[Any]]:
    """Gives the rows of one government after the other, asked for in the order of their keys."""
    groups = groupby(rows, key=lambda row: row.government_id)
    held = next(groups, None)

    def take(wanted: int) -> list[Any]:
        nonlocal held
        if held is None or held[0] != wanted:
            return []
        found = list(held[1])
        held = next(groups, None)
        return found

    return take


def _case(diagnosis: Diagnosis, form: Form, answers: list[Any], verdicts: list[Any]) -> Case:
    codes = {one.id: one.code for one in form.indicators}
    declared = _given(answers, codes)
    return Case(
        government=diagnosis.government,
        form=form,
        concluded_on=timezone.localdate(diagnosis.state_changed_at),
        declared=declared,
        verified=declared | _given(in_force(verdicts).values(), codes),
        named=frozenset(codes.get(one.indicator_id, "") for one in answers if one.department),
    )


def _given(rows: Iterable[Any], codes: dict[int, str]) -> dict[str, Given]:
    return {
        codes[one.indicator_id]: given(one.standing, one.value)
        for one in rows
        if one.indicator_id in codes
    }
