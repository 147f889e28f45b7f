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
    """``until``: as long as it counts for this question; ``newer``: a later version is there."""

    evidence: Evidence
    until: date | None
    newer: bool

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


def proofs(evidence: Iterable[Any], indicator: Indicator, lives: Lives) -> list[Proof]:
    """What proves the answer to a question; ``evidence`` as ``queries`` gives it."""
    return [
        Proof(one, counts_until(one.version, indicator, lives), one.newest > one.version.number)
        for one in evidence
    ]
