"""Which questions of a diagnosis a person sees and answers: all of them, or those of their parts.

One object says so to pages, to saving and to files. The form it cuts is the form of everything that
is shown to the person, so what is outside their parts is not hidden there: it is not there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from dimensions.form import Form, Indicator
from migracidades.files.guarding import judge_of
from migracidades.files.models import StoredFile
from migracidades.kit.errors import Refused
from migracidades.tenancy.http import Request
from migracidades.tenancy.rules import roles_of

from . import rules
from .models import Diagnosis, Part
from .sheet import form_for


class Elsewhere(Refused):
    """The question is not within the person's reach (any more); the sentence says whose it is."""


@dataclass(frozen=True)
class Reach:
    """``whole``: every question. Else those of ``dimensions`` and ``indicators``, by code."""

    whole: bool = False
    dimensions: frozenset[str] = frozenset()
    indicators: frozenset[str] = frozenset()

    @classmethod
    def of(cls, parts: Iterable[tuple[Iterable[str], Iterable[str]]]) -> "Reach":
        """What some parts hold together, each as its dimensions and its indicators."""
        held = list(parts)
        return cls(
            dimensions=frozenset(code for one, _single in held for code in one),
            indicators=frozenset(code for _whole, one in held for code in one),
        )

    def has(self, dimension: str, code: str) -> bool:
        """Whether the question ``code`` of a dimension is within it."""
        return self.whole or dimension in self.dimensions or code in self.indicators

    def holds(self, indicator: Indicator) -> bool:
        return self.has(indicator.dimension, indicator.code)

    def cut(self, form: Form) -> Form:
        """The part of a form that is within it."""
        return form if self.whole else form.only(self.holds)


EVERYTHING = Reach(whole=True)


def parts_of(diagnosis: Diagnosis | OuterRef, user_id: int | None) -> QuerySet[Part]:
    """The open parts of a diagnosis whose seats a person sits in now. ``statement.SAVE`` asks the
    same of the database.
    """
    mine = Part.objects.filter(diagnosis=diagnosis, ended_at=None)
    return mine.filter(seat__user=user_id, seat__active=True)


def reach_of(diagnosis: Diagnosis, user_id: int | None, roles: Iterable[str]) -> Reach:
    """What a person of the government sees and answers. One query, none for who sees all."""
    if rules.sees_all(roles):
        return EVERYTHING
    return Reach.of(parts_of(diagnosis, user_id).values_list("dimensions", "indicators"))


def reach_beside(user_id: int | None, roles: Iterable[str]) -> dict[str, Any]:
    """What a query of diagnoses is annotated with, so that ``reach_in`` asks nothing more."""
    if rules.sees_all(roles):
        return {}
    held = JSONObject(dimensions="dimensions", indicators="indicators")
    return {"held": ArraySubquery(parts_of(OuterRef("pk"), user_id).values(held=held))}


def reach_in(diagnosis: Any, roles: Iterable[str]) -> Reach:
    """The same as ``reach_of``, of a diagnosis that was asked for with ``reach_beside``."""
    if rules.sees_all(roles):
        return EVERYTHING
    return Reach.of((one["dimensions"], one["indicators"]) for one in diagnosis.held)


def form_here(request: Request, diagnosis: Diagnosis) -> Form:
    """What the person at the desk sees of the diagnosis' form."""
    reach = reach_of(diagnosis, request.user.pk, roles_of(request))
    return reach.cut(form_for(diagnosis))


@judge_of(StoredFile.Purpose.IMPORT)
def own_table(request: Request, stored: StoredFile) -> bool:
    """Whether a spreadsheet that came back is the person's own, or they see every answer in it."""
    return rules.sees_all(roles_of(request)) or stored.uploaded_by_id == request.user.pk


def demand_within(reach: Reach, diagnosis: Diagnosis, indicator: Indicator) -> None:
    """Raise ``Elsewhere`` unless a question is within a reach."""
    if not reach.holds(indicator):
        raise elsewhere(diagnosis, indicator)


def elsewhere(
    diagnosis: Diagnosis, indicator: Indicator, *, kept_before: bool = False
) -> Elsewhere:
    """The refusal of what a person sent to a question that is not in their part.

    ``kept_before``: the very same had been saved when the question still was theirs.
    """
    names = dict.fromkeys(one.department for one in holders(diagnosis, indicator))
    words = {"code": indicator.code, "departments": ", ".join(names)}
    if kept_before:
        said = _("This was saved. Since then %(code)s has left your part.")
    elif names:
        said = _(
            "%(code)s is not in your part now. It is with: %(departments)s."
            " This was not saved: copy your text and pass it on to them."
        )
    else:
        said = _(
            "%(code)s is not in your part now, and it is with nobody. This was not saved:"
            " copy your text and tell whoever leads the diagnosis."
        )
    return Elsewhere(said % words)


def holders(diagnosis: Diagnosis, indicator: Indicator) -> QuerySet[Part]:
    """The open parts that hold a question."""
    whole = Q(dimensions__contains=[indicator.dimension])
    found = Part.objects.filter(diagnosis=diagnosis, ended_at=None)
    return found.filter(whole | Q(indicators__contains=[indicator.code]))
