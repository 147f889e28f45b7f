"""Tables as a spreadsheet (XLSX), written row by row to a file and handed on in pieces.

Every text is written as a text, so none is ever read as a formula or a link. The rows of a large
table wait on disk, never in memory: the first piece leaves once the last row is written. That disk
is the one of the stored files: in production ``/tmp`` lies in memory.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME, LONGEST_TEXT, MOST_ROWS = 31, 32_767, 1_048_576
NARROW, WIDE = 12, 60
CHUNK = 64 * 1024
# What is text stays text: a name that begins with "=" is no formula.
OPTIONS: dict[str, Any] = {"strings_to_formulas": False, "strings_to_urls": False}

# What XML cannot say, and what Excel forbids in the name of a sheet.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_UNNAMEABLE = re.compile(r"[\[\]:*?/\\]")

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: headings and rows, which may be made as they are written.

    ``widths`` are those of the columns, in letters.
    """

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()


def widths_of(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[int]:
    """How wide each column of a small table should be."""
    cells = zip(columns, *rows, strict=True)
    return [min(max(NARROW, *(len(str(cell)) for cell in one)), WIDE) for one in cells]


def sheet_name(name: str) -> str:
    """A name as Excel takes it: without what it forbids, and no longer than it allows."""
    return _UNNAMEABLE.sub(" ", _UNSPEAKABLE.sub("", name))[:LONGEST_NAME].strip("' ")


def workbook(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """The bytes of an XLSX file; longer texts are cut at 32,767.

    Raises ``ValueError`` for more rows than a sheet can hold.
    """
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(suffix=".xlsx", dir=folder) as file:
        _write(file.name, sheets)
        while piece := file.read(CHUNK):
            yield piece


def _write(path: str, sheets: Iterable[Sheet]) -> None:
    from xlsxwriter import Workbook  # who makes no spreadsheet does not pay for it

    aside = {"constant_memory": True, "tmpdir": str(Path(path).parent)}
    with Workbook(path, OPTIONS | aside) as book:
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            page = book.add_worksheet(sheet_name(sheet.name))
            for at, width in enumerate(sheet.widths):
                page.set_column(at, at, width)
            page.freeze_panes(1, 0)
            _write_row(page, 0, sheet.columns, bold)
            for number, row in enumerate(sheet.rows, start=1):
                if number == MOST_ROWS:
                    raise ValueError(f"A sheet holds {MOST_ROWS} rows at most.")
                _write_row(page, number, row)


def _write_row(page: Any, number: int, cells: Sequence[Cell], style: Any = None) -> None:
    for at, cell in enumerate(cells):
        if isinstance(cell, bool):
            page.write_boolean(number, at, cell, style)
        elif isinstance(cell, int | float):
            page.write_number(number, at, cell, style)
        elif cell:
            page.write_string(number, at, _UNSPEAKABLE.sub("", cell)[:LONGEST_TEXT], style)
