"""How pieces of evidence come to be and change: always by one version more, never by less.

Whoever answers for the government keeps its evidence, at any time of the year: no step has to be
open. What that does to answers is for ``certification.diagnosis.proving`` to say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from migracidades.files.accept import Accepted
from migracidades.files.models import StoredFile
from migracidades.files.storing import store
from migracidades.kit.errors import Refused
from migracidades.ledger import audit
from migracidades.tenancy.rules import ANSWERING

from .models import Piece, PieceVersion
from .validity import Lives, proposed


@dataclass(frozen=True)
class Told:
    """What is said of a version. An empty ``title`` is the file's name or the link."""

    kind: str
    title: str = ""
    dated: date | None = None
    valid_until: date | None = None

    @classmethod
    def of_new(
        cls,
        lives: Lives,
        *,
        kind: str,
        title: str = "",
        dated: date | None = None,
        valid_until: date | None = None,
    ) -> "Told":
        """What is said of something new: without a day it counts as long as its kind does."""
        return cls(kind, title, dated, valid_until or proposed(lives, kind, dated))


class Changed(Refused):
    """Somebody added a version meanwhile, which is ``theirs``; it has to be looked at first."""

    def __init__(self, theirs: PieceVersion):
        who = {"who": theirs.added_by, "number": theirs.number}
        super().__init__(
            _("Meanwhile %(who)s added version %(number)s. Look at it, then send yours again.")
            % who
        )
        self.theirs = theirs


def keep(
    government: int,
    told: Told,
    *,
    file: Accepted | StoredFile | None = None,
    link: str = "",
    actor: Any,
    roles: Iterable[str],
) -> PieceVersion:
    """A new piece of a government (by its key), with its first version.

    ``file`` may have been stored before. Raises ``PermissionDenied`` for a wrong role, ``Refused``
    unless there is exactly one of file and link, ``ValidationError`` without room for the file.
    """
    demand(roles)
    _demand_one(file, link)
    content = _content(file, link, actor=actor, government=government)
    piece = Piece.objects.create(government_id=government, made_at=Now())
    return _add(piece, 1, told, content, actor)


def renew(
    piece: Piece,
    told: Told,
    *,
    file: Accepted | StoredFile | None = None,
    link: str = "",
    base: int,
    actor: Any,
    roles: Iterable[str],
) -> PieceVersion:
    """The next version of a piece: another file, or another link.

    ``base`` is the number of the version that was looked at. What the piece holds already makes no
    new file: then this is ``correct``, and twice is once. Raises as ``keep`` does, and ``Changed``
    when there is a newer version than ``base``, ``Refused`` for a withdrawn piece.
    """
    before = _newest(piece, roles)
    _demand_one(file, link)
    if holds(before, file=file, link=link):
        return correct(piece, told, base=base, actor=actor, roles=roles)
    _demand_seen(before, base)
    content = _content(file, link, actor=actor, government=piece.government_id)
    return _add(piece, before.number + 1, told, content, actor)


def correct(
    piece: Piece, told: Told, *, base: int, actor: Any, roles: Iterable[str]
) -> PieceVersion:
    """Say other things of the same file or link; nothing is written where nothing is changed.

    Returns the version that stands. Raises ``PermissionDenied`` for a wrong role, ``Changed`` when
    there is a newer version than ``base``, ``Refused`` for a withdrawn piece.
    """
    before = _newest(piece, roles)
    content = {"file": before.file, "link": before.link}
    if _said(before) == _titled(told, content):
        return before
    _demand_seen(before, base)
    audit.record("evidence.correct", piece, actor=actor, fields={"version": before.number + 1})
    return _add(piece, before.number + 1, told, content, actor)


def withdraw(piece: Piece, *, actor: Any, roles: Iterable[str]) -> None:
    """Offer a piece no more. Twice is once. Raises ``PermissionDenied`` for a wrong role."""
    demand(roles)
    standing = Piece.objects.filter(pk=piece.pk, withdrawn_at=None)
    if standing.update(withdrawn_at=Now(), withdrawn_by=actor):
        audit.record("evidence.withdraw", piece, actor=actor)


def holds(
    version: PieceVersion, *, file: Accepted | StoredFile | None = None, link: str = ""
) -> bool:
    """Whether a version has this very content: the same link, or a file with the same bytes."""
    if file is None or version.file is None:
        return file is None and version.file is None and link == version.link
    return not marks_of(file).isdisjoint(marks_of(version.file))


def marks_of(file: Accepted | StoredFile) -> frozenset[str]:
    """What a file is known again by: the SHA-256 of its bytes, and of those it was cleaned from."""
    sent = (file.origin or {}).get("files", [])
    before = [one["sha256"] for one in sent] if len(sent) == 1 else []
    return frozenset([file.sha256, *before])


def demand(roles: Iterable[str]) -> None:
    if not set(roles) & set(ANSWERING):
        raise PermissionDenied


def _newest(piece: Piece, roles: Iterable[str]) -> PieceVersion:
    """The newest version, its piece locked: two who add one at once get two numbers."""
    demand(roles)
    locked = Piece.objects.select_for_update(no_key=True).get(pk=piece.pk)
    if locked.withdrawn_at:
        raise Refused(_("This piece of evidence was withdrawn."))
    found = PieceVersion.objects.filter(piece=locked).select_related("file", "added_by")
    return found.latest("number")


def _demand_seen(newest: PieceVersion, base: int) -> None:
    if newest.number != base:
        raise Changed(newest)


def _demand_one(file: Accepted | StoredFile | None, link: str) -> None:
    if bool(link) == bool(file):
        raise Refused(_("Send a file or give a link: one of the two."))


def _content(
    file: Accepted | StoredFile | None, link: str, *, actor: Any, government: int
) -> dict[str, Any]:
    if isinstance(file, Accepted):
        file = store(file, purpose=StoredFile.Purpose.EVIDENCE, user=actor, government=government)
    return {"file": file or None, "link": link}


def _titled(told: Told, content: dict[str, Any]) -> Told:
    title = told.title or (content["file"].name if content["file"] else content["link"])
    return Told(told.kind, title[:200], told.dated, told.valid_until)


def _said(version: PieceVersion) -> Told:
    return Told(version.kind, version.title, version.dated, version.valid_until)


def _add(
    piece: Piece, number: int, told: Told, content: dict[str, Any], actor: Any
) -> PieceVersion:
    said = _titled(told, content)
    made = PieceVersion.objects.create(
        piece=piece,
        government_id=piece.government_id,
        number=number,
        kind=said.kind,
        title=said.title,
        dated=said.dated,
        valid_until=said.valid_until,
        added_by=actor,
        added_at=Now(),
        **content,
    )
    made.refresh_from_db(fields=["added_at"])
    return made
