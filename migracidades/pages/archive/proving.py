"""The register of evidence as JSON: every piece with every version, wherever its file lies."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from certification.evidence.models import PieceVersion
from migracidades.tenancy.models import Government

from .places import pointed
from .tables import ROWS
from .writing import Row


def pieces_of(government: Government) -> Iterator[Row]:
    """Withdrawn pieces too. One query, a page of rows at a time."""
    found = PieceVersion.objects.filter(government=government).order_by("piece_id", "number")
    found = found.select_related("piece", "file", "added_by")
    for piece, versions in groupby(found.iterator(ROWS), lambda one: one.piece):
        yield {
            "piece": piece.pk,
            "made_at": piece.made_at,
            "withdrawn_at": piece.withdrawn_at,
            "versions": [_version(one) for one in versions],
        }


def _version(one: PieceVersion) -> dict[str, Any]:
    return {
        "version": one.number,
        "kind": one.kind,
        "title": one.title,
        "link": one.link,
        "file": pointed(one.file),
        "dated": one.dated,
        "valid_until": one.valid_until,
        "added_by": str(one.added_by),
        "added_at": one.added_at,
    }
