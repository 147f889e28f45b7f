"""Tables as a spreadsheet (XLSX), row by row: the first bytes leave before the last row is read.

The libraries that write this format keep every row, in memory or on disk, until the workbook is
closed. What a table needs of the format is small: sheets, texts, numbers, yes or no, a heading in
bold that stays in sight. Every text is written as a text, so none is ever read as a formula.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from .zipping import Member, zipped

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME, LONGEST_TEXT, MOST_ROWS = 31, 32_767, 1_048_576
NARROW, WIDE = 12, 60
ROWS_A_CHUNK = 200

# What XML cannot say, and what Excel forbids in the name of a sheet.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_UNNAMEABLE = re.compile(r"[\[\]:*?/\\]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Two cell formats: plain (0) and bold (1).
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill>'
    '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
    ' xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: headings and rows, which may be made as they are written.

    A ``caption`` stands above the headings, with an empty line between; ``widths`` are those of
    the columns, in letters.
    """

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    caption: str = ""
    widths: Sequence[int] = ()


def widths_of(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[int]:
    """How wide each column of a small table should be."""
    cells = zip(columns, *rows, strict=True)
    return [min(max(NARROW, *(len(str(cell)) for cell in one)), WIDE) for one in cells]


def workbook(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """The bytes of an XLSX file, made as they are asked for; longer texts are cut at 32,767.

    Names of sheets lose what Excel forbids there. Raises ``ValueError`` for more rows than a
    sheet can hold.
    """
    return zipped(_members(sheets))


def _members(sheets: Sequence[Sheet]) -> Iterator[Member]:
    numbers = range(1, len(sheets) + 1)
    yield "[Content_Types].xml", [_part(_content_types(numbers))]
    yield "_rels/.rels", [_part(_relations([("officeDocument", "xl/workbook.xml")]))]
    yield "xl/workbook.xml", [_part(_book(sheets))]
    parts = [("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    yield "xl/_rels/workbook.xml.rels", [_part(_relations([*parts, ("styles", "styles.xml")]))]
    yield "xl/styles.xml", [_part(_STYLES)]
    for number, sheet in zip(numbers, sheets, strict=True):
        yield f"xl/worksheets/sheet{number}.xml", _sheet(sheet, chosen=number == 1)


def _part(xml: str) -> bytes:
    return (_DECLARATION + xml).encode()


def _content_types(numbers: range) -> str:
    parts = [("workbook", "sheet.main"), ("styles", "styles")]
    parts += [(f"worksheets/sheet{number}", "worksheet") for number in numbers]
    said = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_TYPE}{kind}+xml"/>'
        for name, kind in parts
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{said}</Types>'
    )


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    said = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{said}</Relationships>'


def _book(sheets: Sequence[Sheet]) -> str:
    said = "".join(
        f'<sheet name={quoteattr(_name(sheet))} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, start=1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{said}</sheets></workbook>'


def _name(sheet: Sheet) -> str:
    return _UNNAMEABLE.sub(" ", _UNSPEAKABLE.sub("", sheet.name))[:LONGEST_NAME].strip("' ")


def _sheet(sheet: Sheet, *, chosen: bool) -> Iterator[bytes]:
    yield _part(f'<worksheet xmlns="{_MAIN}">{_view(sheet, chosen)}{_columns(sheet)}<sheetData>')
    letters = [_letters(at) for at in range(len(sheet.columns))]
    numbers = count(1)
    if sheet.caption:
        yield _row([sheet.caption], letters, next(numbers), style=' s="1"').encode()
        next(numbers)
    yield _row(sheet.columns, letters, next(numbers), style=' s="1"').encode()
    yield from _body(sheet, letters, numbers)
    yield b"</sheetData></worksheet>"


def _view(sheet: Sheet, chosen: bool) -> str:
    selected = ' tabSelected="1"' if chosen else ""
    top = 3 if sheet.caption else 1
    pane = f'<pane ySplit="{top}" topLeftCell="A{top + 1}" activePane="bottomLeft" state="frozen"/>'
    return f'<sheetViews><sheetView{selected} workbookViewId="0">{pane}</sheetView></sheetViews>'


def _columns(sheet: Sheet) -> str:
    said = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(sheet.widths, start=1)
    )
    return f"<cols>{said}</cols>" if said else ""


def _body(sheet: Sheet, letters: list[str], numbers: Iterator[int]) -> Iterator[bytes]:
    held: list[str] = []
    for row, number in zip(sheet.rows, numbers, strict=False):
        if number > MOST_ROWS:
            raise ValueError(f"A sheet holds {MOST_ROWS} rows at most.")
        held.append(_row(row, letters, number))
        if len(held) == ROWS_A_CHUNK:
            yield "".join(held).encode()
            held.clear()
    yield "".join(held).encode()


def _row(cells: Sequence[Cell], letters: Sequence[str], number: int, *, style: str = "") -> str:
    said = "".join(
        [
            _cell(cell, f'<c r="{letter}{number}"{style}')
            for cell, letter in zip(cells, letters, strict=False)
            if cell is not None and cell != ""
        ]
    )
    return f'<row r="{number}">{said}</row>'


def _cell(cell: Cell, start: str) -> str:
    if isinstance(cell, bool):
        return f'{start} t="b"><v>{cell:d}</v></c>'
    if isinstance(cell, int | float):
        return f"{start}><v>{cell}</v></c>"
    text = _UNSPEAKABLE.sub("", str(cell))[:LONGEST_TEXT]
    return f'{start} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _letters(at: int) -> str:
    """The name of a column: A, …, Z, AA, …"""
    above, last = divmod(at, 26)
    return (_letters(above - 1) if above else "") + chr(ord("A") + last)
