"""Evidence of an answer as pages show it: which version, where to look, whether it still counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from certification.evidence.models import PieceVersion
from certification.evidence.validity import Lives, Validity, counts_until, validity
from dimensions.form import Indicator

from .models import Evidence


@dataclass(frozen=True)
class Proof:
    """``until``: as long as it counts for this question; ``newer``: a later version is there.

    ``ends``: the last day of the edition, and ``latest`` that later version, for who asks.
    """

    evidence: Evidence
    until: date | None
    newer: bool
    ends: date | None = None
    latest: PieceVersion | None = None

    @property
    def pk(self) -> int:
        return self.evidence.pk

    @property
    def version(self) -> PieceVersion:
        return self.evidence.version

    @property
    def where(self) -> str:
        return self.evidence.where

    @property
    def validity(self) -> Validity:
        return validity(self.until)

    @property
    def ends_early(self) -> bool:
        """Whether it counts today, and no longer when the edition ends."""
        expired = self.validity == Validity.EXPIRED
        return bool(self.until and self.ends and self.until < self.ends) and not expired

    @property
    def doubtful(self) -> bool:
        """Whether it proves nothing any more: it has expired, or its link is lost."""
        return self.validity == Validity.EXPIRED or self.version.lost


def proofs(
    evidence: Iterable[Any], indicator: Indicator, lives: Lives, *, ends: date | None = None
) -> list[Proof]:
    """What proves the answer to a question; ``evidence`` as ``queries`` gives it."""
    return [
        Proof(
            one, counts_until(one.version, indicator, lives), one.newest > one.version.number, ends
        )
        for one in evidence
    ]
