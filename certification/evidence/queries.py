"""What pages and other rooms ask about pieces of evidence."""

from django.db.models import Exists, OuterRef, QuerySet

from .models import PieceVersion


def newest() -> QuerySet[PieceVersion]:
    """The newest version of every piece in scope, withdrawn ones too, with piece and file."""
    newer = PieceVersion.objects.filter(piece=OuterRef("piece"), number__gt=OuterRef("number"))
    return PieceVersion.objects.filter(~Exists(newer)).select_related("piece", "file")


def holding(government: int, sha256: str) -> PieceVersion | None:
    """The version of a piece, not withdrawn, that holds these very bytes; the newest of several."""
    same = PieceVersion.objects.filter(
        government=government, file__sha256=sha256, piece__withdrawn_at=None
    )
    return same.select_related("piece", "file").order_by("-added_at", "-id").first()
