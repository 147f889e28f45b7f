"""An office document read through: what it would start by itself, where its photos were taken.

What its parts say of each other was looked at before it came here (``files.archives``).
"""

import re
import zipfile
from typing import Any
from xml.parsers import expat

from ..faults import Unfit
from .places import without_place

PLACE = "place"
_PHOTO = (".jpg", ".jpeg")
# Where a document of today starts other programs, and one of LibreOffice names what it shows.
_READ = re.compile(r"(word/[^/]+|xl/externalLinks/[^/]+|content|styles)\.xml$")
_STARTS = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
_CLICKED = {"a", "button", "bibliography-mark"}
_OUTSIDE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//|\\\\)", re.IGNORECASE)
_CHUNK = 1 << 16


def clean(source: str, target: str) -> dict[str, Any]:
    """Write the document to ``target`` without the places; ``changes`` say whether there were any.

    Nothing is written when there was nothing to take. Raises ``Unfit``.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            for one in archive.infolist():
                if _READ.match(one.filename):
                    _demand_starts_nothing(archive, one)
            bare = _without_places(archive)
            if bare:
                _write(archive, bare, target)
    except (Unfit, MemoryError, OSError):
        raise
    except Exception as error:  # a forged archive may fail in any way
        raise Unfit("office") from error
    return {"changes": [PLACE] if bare else []}


def _demand_starts_nothing(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> None:
    reader = _Reader()
    with archive.open(one) as member:
        while chunk := member.read(_CHUNK):
            reader.parser.Parse(chunk, False)
    reader.parser.Parse(b"", True)
    if _STARTS.search("".join(reader.instructions)):
        raise Unfit("fetches")


class _Reader:
    """Gathers the instructions of a text's fields, which an author may have cut into pieces."""

    def __init__(self) -> None:
        self.instructions: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._begun
        self.parser.EndElementHandler = self._ended

    def _begun(self, name: str, told: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local in ("ddeLink", "dde-source", "dde-connection-decl", "event-listener"):
            raise Unfit("fetches")
        place = next((told[key] for key in told if key.endswith(":href")), "")
        if _OUTSIDE.match(place) and local not in _CLICKED:
            raise Unfit("fetches")
        if local in ("fldSimple", "fldChar"):
            instruction = next((told[key] for key in told if key.endswith(":instr")), "")
            self.instructions.append(f" {instruction} ")
        if local == "instrText":
            self.parser.CharacterDataHandler = self.instructions.append

    def _ended(self, _name: str) -> None:
        self.parser.CharacterDataHandler = None


def _without_places(archive: zipfile.ZipFile) -> dict[str, bytes]:
    found = {}
    for one in archive.infolist():
        if one.filename.lower().endswith(_PHOTO) and (bare := without_place(archive.read(one))):
            found[one.filename] = bare
    return found


def _write(archive: zipfile.ZipFile, bare: dict[str, bytes], target: str) -> None:
    """The same archive, member by member: their order and names are part of the format."""
    with zipfile.ZipFile(target, "w") as made:
        for one in archive.infolist():
            made.writestr(one, bare.get(one.filename) or archive.read(one))
