"""A new edition begins with the departments of the last one, as whoever leads asks for it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from dimensions.ancestry import Origin, origins_between
from dimensions.form import Form

from ..models import Diagnosis, Part
from ..sheet import form_for
from .assigning import Charge, assign_all


def last_parts(diagnosis: Diagnosis) -> list[Part]:
    """The parts of the newest edition before this one that can be given again: those whose seat is
    still held, and those on paper. One query.
    """
    year = diagnosis.participation.edition.year
    before = Part.objects.filter(
        Q(seat__active=True) | Q(seat=None, email=""),
        diagnosis__government=diagnosis.government_id,
        diagnosis__participation__edition__year__lt=year,
        ended_at=None,
    ).select_related(
        "seat", "diagnosis__participation__edition", "diagnosis__questionnaire__programme"
    )
    years = {one: one.diagnosis.participation.edition.year for one in before}
    return [one for one in before if years[one] == max(years.values())]


def copy_last(diagnosis: Diagnosis, *, actor: Any, roles: Iterable[str]) -> list[Part]:
    """Give the departments of the last edition the same again, without its dates and messages.

    A question is found again under the code it has today; what is asked no more is left out. Where
    somebody has a part already nothing is given. Raises as ``assigning.assign`` does.
    """
    form, found = form_for(diagnosis), last_parts(diagnosis)
    before = found[0].diagnosis.questionnaire if found else diagnosis.questionnaire
    origins = origins_between(diagnosis.questionnaire, before)
    charges = (_charge(one, form, origins) for one in found)
    wanted = [one for one in charges if one.dimensions or one.indicators]
    return assign_all(diagnosis, wanted, actor=actor, roles=roles)


def _charge(part: Part, form: Form, origins: Mapping[str, Origin]) -> Charge:
    asked = {one.code for one in form.dimensions}
    return Charge(
        department=part.department,
        dimensions=tuple(code for code in part.dimensions if code in asked),
        indicators=tuple(
            code
            for code in form.by_code
            if code in origins and set(origins[code].codes) & set(part.indicators)
        ),
        seat=part.seat,
    )
