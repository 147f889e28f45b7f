"""What a returning government need not type again: last edition's answers, to be confirmed.

An answer is offered while its question still asks the same and its proof is alive. What a question
comes from is the maintainers' word (``dimensions.ancestry``): where it was changed, split or merged
the answer is offered on its own, never with a whole dimension, and only if it can still be given.
Nothing is saved by being offered.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from certification.evidence.models import PieceVersion
from certification.evidence.queries import newest
from certification.evidence.validity import Validity, counts_until, lives_of, validity
from dimensions import kinds
from dimensions.ancestry import Kinship, Origin
from dimensions.form import Dimension, Indicator

from .content import BadAnswer, Content, clean
from .desk import Desk
from .models import Evidence, Standing
from .previous import Last

CERTAIN = (Kinship.SAME, Kinship.RENAMED)


class Anew(models.TextChoices):
    """Why a question has to be answered anew."""

    EXPIRED = "expired", _("the proof of the last edition has expired")
    CHANGED = "changed", _("the question is not asked as it was")
    SPLIT = "split", _("the question is one of several made of an earlier one")
    MERGED = "merged", _("the question joins several earlier ones")
    EMPTY = "empty", _("it had no answer")


_WHY = {Kinship.CHANGED: Anew.CHANGED, Kinship.SPLIT: Anew.SPLIT, Kinship.MERGED: Anew.MERGED}


@dataclass(frozen=True)
class Proof:
    """A piece that proved the answer, in its newest version, and where in it to look."""

    version: PieceVersion
    where: str
    alive: bool


@dataclass(frozen=True)
class Offer:
    """One question and what it comes from; ``content`` is what confirming would save."""

    indicator: Indicator
    origin: Origin
    last: Sequence[Last]
    proofs: Sequence[Proof]
    content: Content | None
    anew: Anew | None

    @property
    def certain(self) -> bool:
        """Whether it may be confirmed with others: nothing of question, answer or proof changed."""
        alive = all(one.alive for one in self.proofs)
        return self.content is not None and self.origin.kinship in CERTAIN and alive

    @property
    def alive(self) -> list[Proof]:
        return [one for one in self.proofs if one.alive]


@dataclass(frozen=True)
class Inheritance:
    """The open questions that come from the last edition, in the order of the questionnaire."""

    offers: Sequence[Offer]

    @property
    def anew(self) -> list[Offer]:
        """Those to be answered anew: they come first."""
        return [one for one in self.offers if one.content is None]

    @property
    def alone(self) -> list[Offer]:
        """Those to be confirmed one by one."""
        return [one for one in self.offers if one.content and not one.certain]

    def together(self, dimensions: Iterable[Dimension]) -> list[tuple[Dimension, list[Offer]]]:
        """Those that can be confirmed by the dimension."""
        chapters = [
            (one, [offer for offer in self._certain if offer.indicator.dimension == one.code])
            for one in dimensions
        ]
        return [(one, offers) for one, offers in chapters if offers]

    @property
    def _certain(self) -> list[Offer]:
        return [one for one in self.offers if one.certain]


def inheritance(desk: Desk) -> Inheritance:
    """What this person can take over now. Two queries beside the desk's."""
    asked = [one for one in desk.inherited if one.code in desk.answering]
    proofs = _proofs(desk) if asked else {}
    return Inheritance([_offer(desk, one, proofs) for one in asked])


def _offer(desk: Desk, indicator: Indicator, proofs: Mapping[int, list[Evidence]]) -> Offer:
    origin, last = desk.past.origin(indicator.code), desk.past.of(indicator.code)
    lives, found = lives_of(desk.edition.programme), []
    for one in last:
        for use in proofs.get(one.indicator.id, ()):
            until = counts_until(use.version, indicator, lives)
            alive = validity(until) is not Validity.EXPIRED
            found.append(Proof(use.version, use.where, alive))
    content = _content(indicator, last)
    dead = bool(found) and not any(one.alive for one in found)
    anew = Anew.EXPIRED if dead else None if content else _WHY.get(origin.kinship, Anew.EMPTY)
    return Offer(indicator, origin, last, _each_once(found), None if dead else content, anew)


def _each_once(proofs: Iterable[Proof]) -> list[Proof]:
    return list({one.version.piece_id: one for one in proofs}.values())


def _content(indicator: Indicator, last: Sequence[Last]) -> Content | None:
    """The one answer that all ancestors had, if this question can be answered so."""
    first = last[0].content
    if any(
        (one.content.standing, one.content.value) != (first.standing, first.value) for one in last
    ):
        return None
    if first.standing == Standing.ANSWERED and first.value is None:
        return None
    try:
        raw = kinds.of(indicator).typed(first.value, indicator)
        made = clean(
            indicator,
            raw=raw,
            standing=first.standing,
            reason=first.reason,
            note=first.note,
            department=first.department,
        )
    except BadAnswer:
        return None
    return made if made.value == first.value else None


def _proofs(desk: Desk) -> dict[int, list[Evidence]]:
    """What proved the last edition's answers, by indicator, each piece in its newest version."""
    uses = Evidence.objects.filter(diagnosis=desk.past.diagnosis, removed_at=None)
    standing = list(uses.select_related("version").order_by("id"))
    pieces = {one.version.piece_id for one in standing}
    current = {
        one.piece_id: one for one in newest().filter(piece__in=pieces, piece__withdrawn_at=None)
    }
    found: dict[int, list[Evidence]] = {}
    for one in standing:
        if one.version.piece_id in current:
            one.version = current[one.version.piece_id]
            found.setdefault(one.indicator_id, []).append(one)
    return found
