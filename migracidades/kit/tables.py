"""Tables as CSV: those people send, as their programs make them, and those we hand out."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .errors import Refused
from .text import fold, plain

MAX_ROWS = 20_000
SEPARATORS = (";", ",", "\t", "|")
_ENCODINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# What spreadsheets take for the beginning of a formula, or skip to find one.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
ROWS_A_CHUNK = 500
_EXCEL_HINT = re.compile(r"\Asep=(.)\r?\n", re.IGNORECASE)

Columns = Mapping[str, Collection[str]]


class Unreadable(Refused):
    """A file that cannot be read as the table asked for, said in a sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line under the headings. ``line`` is where it starts in the file, counted from 1.

    ``cells`` holds every column asked for, ``""`` where the file says nothing; ``ragged`` tells
    that the line has more cells than the headings, so that some may stand in the wrong column.
    """

    line: int
    cells: Mapping[str, str]
    ragged: bool = False

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def read_table(
    content: bytes, *, columns: Columns, required: Collection[str] | None = None
) -> list[Row]:
    """Return the rows of a CSV file, blank lines left out; columns not asked for are ignored.

    ``columns`` maps each column's own name to the other headings it goes by, compared without
    case, accents and punctuation. UTF-8 (with or without BOM), UTF-16 with BOM and Windows-1252 are
    understood; the separator is the one under which most headings are known. Raises ``Unreadable``
    when it is no text, has no row, lacks a ``required`` column (all of them, unless given) or
    holds more than ``MAX_ROWS`` rows.
    """
    text = decode(content)
    hinted = _EXCEL_HINT.match(text)
    separators = (hinted[1],) if hinted else SEPARATORS
    # Line numbers count the hint as line 1: only its text is taken away.
    text = "\n" + text[hinted.end() :] if hinted else text
    names = {fold(name): own for own, others in columns.items() for name in (own, *others)}
    lines = _lines(text, max(separators, key=lambda one: _known(text, one, names)))
    headings = next(lines, (0, []))[1]
    places = _places(headings, names)
    _demand(places, columns if required is None else required, headings)
    return _rows(lines, places, columns, len(headings))


def decode(content: bytes) -> str:
    """Return the text of a file. Raises ``Unreadable`` when it is empty or no text."""
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if content.startswith(_SPREADSHEETS):
        raise Unreadable(_("This is a spreadsheet, not a CSV file. Save it as CSV and send that."))
    marked = next((name for mark, name in _ENCODINGS if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(_("This file is not text. Save the table as CSV (UTF-8) and send that."))


def _known(text: str, separator: str, names: Mapping[str, str]) -> int:
    _line, headings = next(_lines(text, separator), (0, []))
    return sum(fold(one) in names for one in headings)


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Every line that is not blank, with the number of the line it starts on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for cells in reader:
            cleaned = [plain(cell) for cell in cells]
            if any(cleaned):
                yield start, cleaned
            start = reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            _("Line %(line)s cannot be read: a quotation mark is not closed, or it is too long.")
            % {"line": start}
        ) from None


def _places(headings: list[str], names: Mapping[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        own = names.get(fold(heading))
        if own in places:
            raise Unreadable(
                _("The columns “%(one)s” and “%(other)s” mean the same. Keep one of them.")
                % {"one": headings[places[own]], "other": heading}
            )
        if own is not None:
            places[own] = place
    return places


def _demand(places: Collection[str], required: Collection[str], headings: list[str]) -> None:
    missing = [name for name in required if name not in places]
    if missing:
        raise Unreadable(
            _("Columns missing in the first line: %(missing)s. Found there: %(found)s.")
            % {"missing": ", ".join(missing), "found": ", ".join(headings)[:300] or "-"}
        )


def _rows(
    lines: Iterator[tuple[int, list[str]]], places: Mapping[str, int], columns: Columns, width: int
) -> list[Row]:
    rows: list[Row] = []
    for line, cells in lines:
        if len(rows) == MAX_ROWS:
            sentence = _("The file has more than %(most)s rows. Divide it.")
            raise Unreadable(sentence % {"most": MAX_ROWS})
        rows.append(_row(line, cells, places, columns, width))
    if not rows:
        raise Unreadable(_("The file has headings but no rows."))
    return rows


def _row(
    line: int, cells: list[str], places: Mapping[str, int], columns: Columns, width: int
) -> Row:
    found = {
        own: cells[places[own]] if own in places and places[own] < len(cells) else ""
        for own in columns
    }
    return Row(line, found, ragged=any(cells[width:]))


def csv_chunks(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """A table as RFC 4180 CSV in UTF-8, made as it is asked for; the headings come at once.

    A text that a spreadsheet would read as a formula gets an apostrophe before it; ``True`` and
    ``False`` are written in small letters, ``None`` as nothing.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([_harmless(one) for one in columns])
    yield _taken(buffer)
    for number, row in enumerate(rows, start=1):
        writer.writerow([_harmless(one) for one in row])
        if number % ROWS_A_CHUNK == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _harmless(cell: object) -> object:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return cell


def _taken(buffer: io.StringIO) -> bytes:
    found = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return found
