"""Why something is missing in a diagnosis: in few words, beside its question on the check page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dimensions.form import Dimension, Indicator
from migracidades.tenancy.proofs import PROOFS

from .delegation.shares import Share
from .desk import Desk
from .models import Answer


@dataclass(frozen=True)
class Lack:
    """A question that lacks something, and why it does."""

    indicator: Indicator
    why: str


Lacks = list[tuple[Dimension, list[Lack]]]


def unanswered(desk: Desk, shares: Iterable[Share]) -> Lacks:
    """The questions that are asked and have no answer; ``shares`` tells with whom they are."""
    held = [(one.part.department, set(one.form.by_code)) for one in shares]
    return [
        (where, [Lack(one, " · ".join(_why_unanswered(desk, one, held))) for one in asked])
        for where, asked in desk.by_dimension(desk.sheet.missing)
    ]


def unproven(desk: Desk) -> Lacks:
    """The answers that ask for evidence and have none, each with what would prove it."""
    return [
        (where, [Lack(one, " · ".join(_why_unproven(desk, one))) for one in answered])
        for where, answered in desk.by_dimension(desk.unproven)
    ]


def _why_unanswered(
    desk: Desk, indicator: Indicator, held: list[tuple[str, set[str]]]
) -> Iterator[str]:
    yield _how_it_came(indicator, desk.answers.get(indicator.id))
    if indicator.id in desk.requests:
        yield _("the analysis asked about it")
    if indicator.id in desk.suggested:
        yield _("a suggestion of a guest waits")
    if departments := [name for name, codes in held if indicator.code in codes]:
        yield _("asked of: %(departments)s") % {"departments": ", ".join(departments)}


def _how_it_came(indicator: Indicator, answer: Answer | None) -> str:
    """Nobody answered it, somebody took the answer back, or another answer brought it up."""
    if answer:
        return _("its answer was taken out by %(who)s") % {"who": answer.author}
    if indicator.condition:
        code = indicator.condition.indicator
        return _("asked because of the answer to %(code)s, not answered yet") % {"code": code}
    return _("never answered")


def _why_unproven(desk: Desk, indicator: Indicator) -> Iterator[str]:
    kinds = ", ".join(str(PROOFS[one]) for one in indicator.evidence_kinds)
    yield _("asks for: %(kinds)s; nothing attached") % {"kinds": kinds}
    if indicator.id in desk.requests:
        yield _("the analysis asked about it")
