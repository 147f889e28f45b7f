"""Whether what proved last edition's answers proves them still."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import pgettext_lazy

from certification.evidence.links import DEAD
from certification.evidence.models import LinkVisit, PieceVersion
from certification.evidence.queries import newest
from certification.evidence.validity import Lives, Validity, counts_until, validity
from dimensions.form import Indicator

from .models import Diagnosis, Evidence


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
    """A piece as it was put forward in the last edition, with its newest version today."""

    evidence: Evidence
    number: int
    version: PieceVersion


def used_in(diagnosis: Diagnosis) -> Mapping[int, list[Used]]:
    """What proved the answers of a diagnosis, by indicator id. Two queries."""
    uses = Evidence.objects.filter(diagnosis=diagnosis, removed_at=None)
    standing = list(uses.select_related("version").order_by("id"))
    pieces = {one.version.piece_id for one in standing}
    current = {one.piece_id: one for one in newest().filter(piece__in=pieces)}
    found: dict[int, list[Used]] = {}
    for one in standing:
        used = Used(one, one.version.number, current[one.version.piece_id])
        found.setdefault(one.indicator_id, []).append(used)
    return found


def proofs_of(uses: Iterable[Used], indicator: Indicator, lives: Lives) -> list[Proof]:
    """The same as proof of an answer to ``indicator``, each piece once."""
    found = [
        Proof(
            one.version,
            one.evidence.where,
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
    if visit is not None and visit.state in DEAD:
        return Loss.LINK
    until = counts_until(version, indicator, lives)
    return Loss.EXPIRED if validity(until) is Validity.EXPIRED else None
