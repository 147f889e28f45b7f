"""What the readers of documents have in common: a document comes in pieces that say where they are.

Readers stop by themselves; whoever takes the pieces may stop before.
"""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

MOST = 1_000_000  # characters: five hundred pages
PAGES = 300
HEADING = 40

Element = ElementTree.Element


@dataclass(frozen=True)
class Piece:
    """Some text. ``place`` says where: a page, a sheet with its row, a line, or nothing.

    ``paper``: it is a page, where no text means a picture. ``last``: there is more, and unread.
    """

    text: str
    place: dict[str, Any] = field(default_factory=dict)
    paper: bool = False
    last: bool = False


Pieces = Iterator[Piece]


class Columns:
    """The rows of a table as lines in which each number stands beside what may name it: the cell on
    its left, and the heading of its column, which is its first short text without a digit.
    """

    def __init__(self) -> None:
        self._headings: dict[int, str] = {}

    def line(self, cells: Sequence[str]) -> str:
        left = ["", *cells]
        return " | ".join(self._told(at, cell, left[at]) for at, cell in enumerate(cells))

    def _told(self, at: int, cell: str, left: str) -> str:
        if any(one.isdigit() for one in cell):
            named = " ".join(filter(_is_heading, (left, self._headings.get(at, ""))))
            return f"{named}: {cell}" if named else cell
        if _is_heading(cell):
            self._headings.setdefault(at, cell)
        return cell


def _is_heading(cell: str) -> bool:
    return 0 < len(cell.strip()) <= HEADING and not any(one.isdigit() for one in cell)


def elements(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, Element]]:
    """Each element of a part of an archive as it starts and ends, by its bare name. The part may be
    missing.
    """
    if name not in archive.namelist():
        return
    with archive.open(name) as member:
        for event, one in ElementTree.iterparse(member, ("start", "end")):  # noqa: S314  no entities
            one.tag = one.tag.rpartition("}")[2]
            yield event, one


def decoded(content: bytes) -> str:
    """A text as its program wrote it: two bytes a letter and marked so, UTF-8, or of Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
