"""Links of evidence that a department wrote into its workbook: looked at first, then attached.

The cells for them are empty when a workbook leaves, so whatever stands there is one proof more and
nothing that is attached already is touched.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.evidence.keeping import Told
from dimensions.form import Indicator
from migracidades.kit.errors import Refused
from migracidades.kit.fields import LinkField

from .. import proving
from ..desk import Desk
from ..evidence_forms import WhereField
from . import layout
from .reading import Filled

KIND = "link"


class State(models.TextChoices):
    """What becomes of a link of the file."""

    NEW = "new", gettext_lazy("to be attached")
    FAULTY = "faulty", gettext_lazy("cannot be attached")
    CLOSED = "closed", gettext_lazy("cannot be attached now")
    ATTACHED = "attached", gettext_lazy("attached already")


@dataclass(frozen=True)
class Proposal:
    """A link for a question, and ``where`` in it to look; ``error`` says why it cannot be kept."""

    indicator: Indicator
    link: str
    where: str
    state: State
    error: str = ""


def proposals(found: Iterable[Filled], desk: Desk) -> list[Proposal]:
    """The links of a workbook, in the order of its questions. No query."""
    return [_proposal(one, desk) for one in found if one.link.strip() or one.where.strip()]


def _proposal(filled: Filled, desk: Desk) -> Proposal:
    indicator, column = filled.indicator, layout.LINK
    try:
        link = _cleaned(LinkField(required=False), filled.link)
        column = layout.WHERE
        where = _cleaned(WhereField(), filled.where)
        if not link:
            raise ValidationError(
                _("Write the link beside it. A file is attached on the page of the question.")
            )
    except ValidationError as error:
        told = layout.located(indicator.code, column, filled.number, " ".join(error.messages))
        return Proposal(indicator, filled.link, filled.where, State.FAULTY, told)
    return Proposal(indicator, link, where, _state(desk, indicator, link, where))


def _cleaned(field: Any, typed: str) -> str:
    cleaned: str = field.clean(typed)
    return cleaned


def _state(desk: Desk, indicator: Indicator, link: str, where: str) -> State:
    held = desk.evidence.get(indicator.id, ())
    if any(one.version.link == link and where in ("", one.where) for one in held):
        return State.ATTACHED
    return State.NEW if indicator.code in desk.answering else State.CLOSED


def attach(
    found: Iterable[Proposal],
    chosen: Collection[str],
    desk: Desk,
    *,
    actor: Any,
    roles: Iterable[str],
) -> tuple[int, dict[str, str]]:
    """Attach the new links of the questions ``chosen``: how many, and why others were not."""
    attached, refusals = 0, {}
    for one in found:
        if one.state is not State.NEW or one.indicator.code not in chosen:
            continue
        try:
            proving.add(
                diagnosis=desk.diagnosis,
                indicators=[one.indicator],
                told=Told.of_new(desk.lives, kind=KIND),
                link=one.link,
                where=one.where,
                actor=actor,
                roles=roles,
            )
            attached += 1
        except Refused as refused:
            refusals[one.indicator.code] = refused.message
    return attached, refusals
