"""The text of tables, row by row: XLSX, ODS, CSV."""

import csv as commas
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from .texts import MOST, Columns, Element, Piece, Pieces, decoded, elements
from .writings import spoken

_COLUMN = re.compile(r"[A-Z]{1,3}")
_SEPARATORS = ";\t|,"
_WIDEST = 200


def xlsx(source: str) -> Pieces:
    with zipfile.ZipFile(source) as archive:
        texts = _shared(archive)
        for name, part in _sheets(archive):
            columns = Columns()
            for event, one in elements(archive, part):
                if event == "end" and one.tag == "row":
                    place = {"sheet": name, "row": one.get("r", "")}
                    yield Piece(columns.line(_row(one, texts)), place)
                    one.clear()


def ods(source: str) -> Pieces:
    with zipfile.ZipFile(source) as archive:
        name, number, columns = "", 0, Columns()
        for event, one in elements(archive, "content.xml"):
            if event == "start" and one.tag == "table":
                name, number, columns = _named(one), 0, Columns()
            elif event == "end" and one.tag == "table-row":
                number += 1
                yield Piece(columns.line(_open_row(one)), {"sheet": name, "row": str(number)})
                one.clear()


def csv(source: str) -> Pieces:
    text = decoded(Path(source).read_bytes())[:MOST]
    columns, first = Columns(), text[:2000]
    separator = max(_SEPARATORS, key=first.count)
    commas.field_size_limit(MOST)
    rows = commas.reader(text.splitlines(keepends=True), delimiter=separator)
    for row in rows:
        yield Piece(columns.line(row[:_WIDEST]), {"line": rows.line_num})


def _shared(archive: zipfile.ZipFile) -> list[str]:
    """The texts that cells point to by their number."""
    found, length = [], 0
    for event, one in elements(archive, "xl/sharedStrings.xml"):
        if event == "end" and one.tag == "si":
            found.append(_texts(one))
            length += len(found[-1])
            one.clear()
        if length > MOST:
            break
    return found


def _sheets(archive: zipfile.ZipFile) -> Iterable[tuple[str, str]]:
    """The name of each sheet and the part it lies in."""
    parts = {
        one.get("Id"): one.get("Target", "")
        for event, one in elements(archive, "xl/_rels/workbook.xml.rels")
        if event == "end"
    }
    for event, one in elements(archive, "xl/workbook.xml"):
        if event == "end" and one.tag == "sheet":
            key = next((held for name, held in one.items() if name.endswith("}id")), "")
            target = parts.get(key, "")
            yield one.get("name", ""), target[1:] if target[:1] == "/" else f"xl/{target}"


def _row(row: Element, texts: list[str]) -> list[str]:
    cells: list[str] = []
    for one in row:
        at = _at(one.get("r", ""), len(cells))
        cells += [""] * (min(at, _WIDEST) - len(cells))
        cells.append(_cell(one, texts))
    return cells


def _at(place: str, default: int) -> int:
    """The number of a column by its letters."""
    letters = _COLUMN.match(place)
    if not letters:
        return default
    number = 0
    for one in letters[0]:
        number = number * 26 + ord(one) - ord("A") + 1
    return number - 1


def _cell(cell: Element, texts: list[str]) -> str:
    kind, value = cell.get("t", "n"), next((one.text or "" for one in cell if one.tag == "v"), "")
    if kind == "s":
        return texts[int(value)] if value.isdigit() and int(value) < len(texts) else ""
    if kind == "inlineStr":
        return _texts(cell)
    return _whole(value) if kind == "n" else value


def _whole(value: str) -> str:
    """A whole number as its digits, also where the program wrote it with an exponent."""
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if number.is_integer() and abs(number) < 1e16 else value


def _texts(cell: Element) -> str:
    return "".join(one.text or "" for one in cell.iter() if one.tag == "t")


def _open_row(row: Element) -> list[str]:
    cells: list[str] = []
    for one in row:
        if one.tag in ("table-cell", "covered-table-cell"):
            told = " ".join(spoken(held) for held in one if held.tag == "p")
            cells += [told] * min(_times(one), _WIDEST - len(cells))
    return cells


def _times(cell: Element) -> int:
    told = next((held for name, held in cell.items() if name.endswith("columns-repeated")), "1")
    return int(told) if told.isdigit() else 1


def _named(table: Element) -> str:
    return next((held for name, held in table.items() if name.endswith("}name")), "")
