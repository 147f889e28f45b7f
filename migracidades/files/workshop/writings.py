"""The text of documents that were written: DOCX, ODT, TXT."""

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from .texts import Columns, Element, Piece, Pieces, decoded, elements

_PARTS = re.compile(r"word/(document|(header|footer)\d*|footnotes|endnotes|comments)\.xml")
_MARKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_GAPS = {"tab": " ", "s": " ", "line-break": "\n"}

Spoken = Callable[[Element], str]


def docx(source: str) -> Pieces:
    with zipfile.ZipFile(source) as archive:
        for name in filter(_PARTS.fullmatch, archive.namelist()):
            yield from _blocks(archive, name, ("tr", "tc"), {"p"}, _typed)


def odt(source: str) -> Pieces:
    with zipfile.ZipFile(source) as archive:
        for name in ("content.xml", "styles.xml"):  # the second has what stands on every page
            yield from _blocks(archive, name, ("table-row", "table-cell"), {"p", "h"}, spoken)


def txt(source: str) -> Pieces:
    for number, line in enumerate(decoded(Path(source).read_bytes()).splitlines(), 1):
        yield Piece(line, {"line": number})


def _blocks(
    archive: zipfile.ZipFile, name: str, table: tuple[str, str], blocks: set[str], said: Spoken
) -> Pieces:
    """Paragraphs as they come, and the rows of tables, each a line."""
    row, cell = table
    depth, columns, parts = 0, Columns(), []
    for event, one in elements(archive, name):
        if one.tag in ("tbl", "table"):
            depth += 1 if event == "start" else -1
            columns = Columns()
        elif event == "end" and one.tag in blocks:
            parts.append(said(one))
            one.clear()
            if not depth:
                yield Piece("\n".join(parts))
                parts = []
        elif event == "end" and one.tag == cell:
            one.text, parts = " ".join(parts), []
        elif event == "end" and one.tag == row:
            yield Piece(columns.line([held.text or "" for held in one if held.tag == cell]))
            one.clear()


def _typed(block: Element) -> str:
    """What Word shows of a paragraph."""
    found = (one.text or "" if one.tag == "t" else _MARKS.get(one.tag, "") for one in block.iter())
    return "".join(found)


def spoken(block: Element) -> str:
    """What LibreOffice shows of a paragraph."""
    return "".join(_spoken(block))


def _spoken(block: Element) -> Iterator[str]:
    yield _GAPS.get(block.tag, block.text or "")
    for one in block:
        yield from _spoken(one)
        yield one.tail or ""
