"""The cells of a spreadsheet that comes back to the door it left by.

Such a file is small and holds nothing but tables. What is larger, joined to another file or made of
other parts is refused before it is read; what is left is read as data, never as formulas.
"""

import io
import struct
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any
from xml.parsers import expat

from ..faults import Unfit

MB = 1024 * 1024
# Of a dimension of eighty questions with ten options each the largest part has half of either.
MOST, MOST_A_PART, MOST_ELEMENTS, MOST_TEXT = 8 * MB, 2 * MB, 100_000, 4 * MB
ROWS, COLUMNS = 2_000, 60
READ = (".xml", ".rels")
# What spreadsheet programs put beside the tables; left out of what is read.
BESIDE = (".bin", ".vml", ".png", ".jpeg", ".jpg", ".emf", ".wmf")
_LOCAL, _END = struct.Struct("<26xHH"), struct.Struct("<4s8x2LH")
_SIZES_BEHIND = 24  # a member's sizes may stand behind it

Rows = list[list[Any]]


def read(source: str, apart: str) -> dict[str, Rows]:
    """The rows of the sheet called ``apart`` and of the first other one, as JSON holds them.

    A day is ``{"day": "2024-12-31"}``, a formula its text. Raises ``Unfit``.
    """
    try:
        with open(source, "rb") as file, zipfile.ZipFile(file) as archive:
            _demand_one(file, archive)
            return _sheets(_without_the_rest(archive), apart)
    except (Unfit, MemoryError):
        raise
    except Exception as error:  # a forged workbook may fail in any way
        raise Unfit("table") from error


def _demand_one(file: IO[bytes], archive: zipfile.ZipFile) -> None:
    """Nothing lies before the archive, between its members or behind it."""
    at, room = 0, 0
    for one in sorted(archive.infolist(), key=lambda one: one.header_offset):
        _demand_next(one.header_offset - at, room)
        file.seek(one.header_offset)
        at = one.header_offset + 30 + sum(_LOCAL.unpack(file.read(30))) + one.compress_size
        room = _SIZES_BEHIND
    _demand_next(archive.start_dir - at, room)
    file.seek(-_END.size, io.SEEK_END)
    end = file.tell()
    mark, size, start, comment = _END.unpack(file.read())
    if mark != b"PK\x05\x06" or comment or start + size != end or start != archive.start_dir:
        raise Unfit("table_joined")


def _demand_next(gap: int, room: int) -> None:
    if not 0 <= gap <= room:
        raise Unfit("table_joined")


def _without_the_rest(archive: zipfile.ZipFile) -> io.BytesIO:
    """An archive of the parts that are read, each of which is small and declares nothing."""
    members = [one for one in archive.infolist() if not one.is_dir()]
    sizes = [one.file_size for one in members]
    if sum(sizes) > MOST or max(sizes, default=0) > MOST_A_PART:
        raise Unfit("table_large")
    if len({one.filename for one in members}) < len(members):
        raise Unfit("table_joined")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for one in members:
            name = one.filename.lower()
            if name.endswith(READ):
                content = archive.read(one)
                _demand_plain(content)
                made.writestr(one.filename, content)
            elif not name.endswith(BESIDE):
                raise Unfit("table_parts")
    return out


def _demand_plain(content: bytes) -> None:
    count = 0

    def begun(_name: str, _told: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS:
            raise Unfit("table_large")

    def declared(*_: object) -> None:
        raise Unfit("entity")

    parser = expat.ParserCreate()
    parser.StartElementHandler = begun
    parser.StartDoctypeDeclHandler = declared
    parser.Parse(content, True)


def _sheets(file: IO[bytes], apart: str) -> dict[str, Rows]:
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    first = next((one for one in book.worksheets if one.title != apart), None)
    kept = next((one for one in book.worksheets if one.title == apart), None)
    budget = _Budget()
    return {
        "first": list(_rows(first, budget)) if first else [],
        "apart": list(_rows(kept, budget)) if kept else [],
    }


class _Budget:
    """How much text is left: a few bytes may be named by every cell."""

    def __init__(self) -> None:
        self.left = MOST_TEXT

    def spend(self, value: Any) -> Any:
        if isinstance(value, str):
            self.left -= len(value)
            if self.left < 0:
                raise Unfit("table_large")
        return value


def _rows(sheet: Any, budget: _Budget) -> Iterator[list[Any]]:
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    for row in sheet.iter_rows(max_row=ROWS, max_col=COLUMNS, values_only=True):
        cells = [budget.spend(_plain(one)) for one in row]
        while cells and cells[-1] is None:
            cells.pop()
        yield cells


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return {"day": day.isoformat()}
    # A formula over several cells is an object that knows its text; hours are just shown.
    return str(getattr(value, "text", None) or value)
