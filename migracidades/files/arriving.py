"""Large files over a bad line: they come in parts, and go on where the line was cut.

What has come lies in the scratch folder, the bytes beside the facts, so that any web process takes
the next part. The key follows from the person, the desk and what the browser says of the file:
whoever chooses the same file again, on a page that was loaded anew, goes on with the same one.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.crypto import salted_hmac

from migracidades.tenancy.scope import required

from . import accept, scratch
from .held import held, hold
from .models import StoredFile
from .quota import demand_room
from .receiving import receive

FOLDER = "parts"
PART = 1024 * 1024  # what one part may have at most; browsers send a quarter of it


class Gap(Exception):
    """The part does not follow on what has come; ``offset`` is where the next one begins."""

    def __init__(self, offset: int):
        super().__init__(offset)
        self.offset = offset


class Lost(Exception):
    """There is no such file on its way, or it arrived damaged: it begins anew."""


@dataclass(frozen=True)
class Arriving:
    """A file on its way. ``kept`` is the key of what became of it, once it was all there."""

    key: str
    name: str
    size: int
    sha256: str
    kept: str = ""

    @property
    def offset(self) -> int:
        """How many bytes have come."""
        if self.kept:
            return self.size
        try:
            return self.bytes.stat().st_size
        except FileNotFoundError:
            return 0

    @property
    def bytes(self) -> Path:
        return _folder() / f"{self.key}.part"

    @property
    def facts(self) -> Path:
        return _folder() / f"{self.key}.json"


def begin(name: str, size: int, *, mark: str, sha256: str = "") -> Arriving:
    """A file of the person in scope at their desk, or the same one begun before.

    ``mark`` is what else the browser knows it again by. Raises ``ValidationError`` for what could
    not be kept once it were all there: its kind, its size, no room.
    """
    cleaned = accept.demand_name_and_size(name, size)
    key = _key(cleaned, size, mark)
    begun = _read(key)
    if begun and begun.sha256 == sha256 and not _is_gone(begun):
        return begun
    _demand_room(cleaned, size)
    made = Arriving(key, cleaned, size, sha256)
    with scratch.said_when_full(cleaned):
        made.bytes.unlink(missing_ok=True)
        _write(made)
    return made


def find(key: str) -> Arriving:
    """What is on its way at this desk, of this person. Raises ``Lost``."""
    found = _read(key) if key.isalnum() else None
    if found is None:
        raise Lost
    return found


def take(one: Arriving, offset: int, data: bytes) -> int:
    """Take a part that begins at ``offset``; returns where the next one begins.

    What has come already is passed over: a part may be sent twice. Raises ``Gap`` for a part that
    does not follow, or leads beyond the end; ``ValidationError`` when the disk is full.
    """
    if one.kept:
        return one.size
    with scratch.said_when_full(one.name), _alone(one.bytes) as out:
        come = out.seek(0, os.SEEK_END)
        if not 0 <= offset <= come or offset + len(data) > one.size:
            raise Gap(come)
        out.write(data[come - offset :])
        return out.tell()


def finish(arrived: Sequence[Arriving]) -> StoredFile:
    """Keep what is all there: one file, or several photographs as one PDF.

    Twice is once. Raises ``Gap`` when one is not all there, ``Lost`` when one is not what was sent,
    ``ValidationError`` when it may not be kept; then it stays, and is not sent again for nothing.
    """
    if kept := arrived[0].kept:
        return held(kept)
    for one in arrived:
        _demand_whole(one)
    files = [File(one.bytes.open("rb"), name=one.name) for one in arrived]
    try:
        made = hold(receive(files))
    finally:
        for file in files:
            file.close()
    for one in arrived:
        _write(replace(one, kept=str(made.pk)))
        one.bytes.unlink(missing_ok=True)
    return made


def left_over(older_than: float) -> list[Path]:
    """The parts of every desk that nobody went on with since a moment."""
    found = (scratch.folder() / FOLDER).glob("*/*")
    return [one for one in found if one.stat().st_mtime < older_than]


def _demand_whole(one: Arriving) -> None:
    if one.offset < one.size:
        raise Gap(one.offset)
    if one.sha256 and one.sha256 != _digest(one.bytes):
        one.bytes.unlink(missing_ok=True)
        raise Lost


def _demand_room(name: str, size: int) -> None:
    """What is on its way at the desk takes room as well."""
    coming = sum(one.stat().st_size for one in _folder().glob("*.part"))
    demand_room(name, size + coming)


def _is_gone(begun: Arriving) -> bool:
    if not begun.kept:
        return False
    try:
        held(begun.kept)
    except ValidationError:
        return True
    return False


def _key(name: str, size: int, mark: str) -> str:
    scope = required()
    whose = (scope.programme_id, scope.government_id, scope.user_id)
    facts = json.dumps([*whose, name, size, mark])
    return salted_hmac("files.arriving", facts, algorithm="sha256").hexdigest()[:32]


def _folder() -> Path:
    """One of the person's own, at this desk: what lies elsewhere is not found."""
    scope = required()
    whose = f"{scope.programme_id}-{scope.government_id}-{scope.user_id}"
    path = scratch.folder() / FOLDER / whose
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _read(key: str) -> Arriving | None:
    try:
        return Arriving(**json.loads((_folder() / f"{key}.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def _write(one: Arriving) -> None:
    beside = one.facts.with_suffix(f".{os.getpid()}")
    beside.write_text(json.dumps(asdict(one)), encoding="utf-8")
    beside.replace(one.facts)


@contextmanager
def _alone(path: Path) -> Iterator[BinaryIO]:
    """The file, while no other process and no other thread writes to it."""
    with path.open("ab") as out:
        fcntl.flock(out, fcntl.LOCK_EX)
        yield out


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
