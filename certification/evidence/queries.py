"""What pages and other rooms ask about pieces of evidence."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from .models import PieceVersion


def newest() -> QuerySet[PieceVersion]:
    """The newest version of every piece in scope, withdrawn ones too.

    With piece, file and the last visit to its link.
    """
    return PieceVersion.objects.filter(~_newer()).select_related("piece", "file", "visit")


def watched(read: QuerySet[Any]) -> QuerySet[PieceVersion]:
    """The links in scope that prove something or may: what is offered, and what is ``read``.

    ``read`` are the keys of versions that somebody goes by, newest or not, withdrawn or not.
    """
    offered = ~_newer() & Q(piece__withdrawn_at=None)
    return PieceVersion.objects.exclude(link="").filter(offered | Q(pk__in=read))


def _newer() -> Exists:
    above = {"piece": OuterRef("piece"), "number__gt": OuterRef("number")}
    return Exists(PieceVersion.objects.filter(**above))


def holding(government: int, *, marks: Collection[str] = (), link: str = "") -> PieceVersion | None:
    """The version that holds this very file, by ``keeping.marks_of``, or this very link.

    The newest of several, none of a withdrawn piece.
    """
    content = _cleaned_from(marks) | Q(file__sha256__in=marks) if marks else Q(link=link)
    same = PieceVersion.objects.filter(content, government=government, piece__withdrawn_at=None)
    return same.select_related("piece", "file").order_by("-added_at", "-id").first()


def _cleaned_from(marks: Collection[str]) -> Q:
    """Files that were made of one file with such a mark, and of no other."""
    found = Q()
    for one in marks:
        found |= Q(file__origin__files__contains=[{"sha256": one}])
    return found & Q(file__origin__files__1__isnull=True)
