"""Whether what proved last edition's answers proves them still."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.db.models import F
from django.utils.translation import pgettext_lazy

from certification.evidence.models import LinkVisit, PieceVersion
from certification.evidence.queries import newest
from certification.evidence.validity import Lives, Validity, counts_until, validity
from dimensions.form import Indicator

from .models import Diagnosis


class Loss(models.TextChoices):
    """Why a proof no longer counts."""

    WITHDRAWN = "withdrawn", pgettext_lazy("evidence", "withdrawn")
    LINK = "link", pgettext_lazy("evidence", "link lost")
    EXPIRED = "expired", pgettext_lazy("evidence", "expired")


@dataclass(frozen=True)
class Proof:
    """A piece that proved an answer, in its newest version, and where in it to look.

    ``newer``: not the version that proved it; ``loss``: why it proves nothing any more.
    """

    version: PieceVersion
    where: str
    newer: bool
    loss: Loss | None

    @property
    def alive(self) -> bool:
        return self.loss is None


@dataclass(frozen=True)
class Used:
    """A piece in its newest version; ``where`` and ``number`` as the last edition used it."""

    version: PieceVersion
    number: int
    where: str


def used_in(diagnosis: Diagnosis) -> Mapping[int, list[Used]]:
    """What proved the answers of a diagnosis, by indicator id. One query."""
    then = "piece__versions__uses"
    standing = newest().filter(**{f"{then}__diagnosis": diagnosis, f"{then}__removed_at": None})
    rows = standing.annotate(
        asked=F(f"{then}__indicator_id"),
        used_where=F(f"{then}__where"),
        used_number=F("piece__versions__number"),
    )
    found: dict[int, list[Used]] = {}
    for one in rows.order_by(f"{then}__id"):
        found.setdefault(one.asked, []).append(Used(one, one.used_number, one.used_where))
    return found


def proofs_of(uses: Iterable[Used], indicator: Indicator, lives: Lives) -> list[Proof]:
    """The same as proof of an answer to ``indicator``, each piece once."""
    found = [
        Proof(
            one.version,
            one.where,
            one.version.number > one.number,
            _loss(one.version, indicator, lives),
        )
        for one in uses
    ]
    return list({one.version.piece_id: one for one in found}.values())


def _loss(version: PieceVersion, indicator: Indicator, lives: Lives) -> Loss | None:
    visit: LinkVisit | None = getattr(version, "visit", None)
    if version.piece.withdrawn_at:
        return Loss.WITHDRAWN
    if visit is not None and visit.lost:
        return Loss.LINK
    until = counts_until(version, indicator, lives)
    return Loss.EXPIRED if validity(until) is Validity.EXPIRED else None
