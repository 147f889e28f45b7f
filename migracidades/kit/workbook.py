"""Tables as a spreadsheet (XLSX), made row by row while they are sent.

Every text is written as a text, so none is ever read as a formula or a link. Nothing waits: the
first piece leaves before the first row is asked for, and no row is kept in memory or on disk.
"""

import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any

from .zipping import Member, zipped

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME, LONGEST_TEXT, MOST_ROWS = 31, 32_767, 1_048_576
NARROW, WIDE = 12, 60
# What is text stays text: a name that begins with "=" is no formula. For who writes by xlsxwriter.
OPTIONS: dict[str, Any] = {"strings_to_formulas": False, "strings_to_urls": False}

# What XML cannot say, and what Excel forbids in the name of a sheet.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_UNNAMEABLE = re.compile(r"[\[\]:*?/\\]")
# Excel takes "_x0041_" for a letter: what looks like that is said by letters itself.
_LIKE_A_LETTER = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_FONT = '<font>{}<sz val="11"/><name val="Calibri"/><family val="2"/></font>'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2">{_FONT.format("")}'
    f'{_FONT.format("<b/>")}</fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/>'
    '<right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0"'
    ' fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"'
    ' fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0"'
    ' borderId="0" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle'
    ' name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_FROZEN = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
    ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
)
BOLD = ' s="1"'

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: headings and rows, which may be made as they are written.

    ``widths`` are those of the columns, in letters. ``large``: its rows may take more than 2 GiB
    before they are packed.
    """

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()
    large: bool = False


def widths_of(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[int]:
    """How wide each column of a small table should be."""
    cells = zip(columns, *rows, strict=True)
    return [min(max(NARROW, *(len(str(cell)) for cell in one)), WIDE) for one in cells]


def sheet_name(name: str) -> str:
    """A name as Excel takes it: without what it forbids, and no longer than it allows."""
    return _UNNAMEABLE.sub(" ", _UNSPEAKABLE.sub("", name))[:LONGEST_NAME].strip("' ")


def workbook(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """The bytes of an XLSX file, made as they are asked for; longer texts are cut at 32,767.

    Raises ``ValueError`` for more rows than a sheet can hold.
    """
    every = list(sheets)
    places = [f"xl/worksheets/sheet{number}.xml" for number in range(1, len(every) + 1)]
    large = [place for place, one in zip(places, every, strict=True) if one.large]
    return zipped(_members(every, places), large=frozenset(large))


def in_language(content: bytes, language: str) -> bytes:
    """A small workbook that says in which language it is written."""
    out, told = BytesIO(), f"<dc:language>{escape(language)}</dc:language>".encode()
    with zipfile.ZipFile(BytesIO(content)) as given, zipfile.ZipFile(out, "w") as made:
        for one in given.infolist():
            part = given.read(one)
            if one.filename == "docProps/core.xml":
                part = part.replace(b"</cp:coreProperties>", told + b"</cp:coreProperties>")
            made.writestr(one, part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _members(sheets: Sequence[Sheet], places: Sequence[str]) -> Iterator[Member]:
    yield "[Content_Types].xml", [_types(places).encode()]
    yield "_rels/.rels", [_relations([("officeDocument", "xl/workbook.xml")]).encode()]
    yield "xl/workbook.xml", [_book(sheets).encode()]
    inner = [("worksheet", place.removeprefix("xl/")) for place in places]
    yield "xl/_rels/workbook.xml.rels", [_relations([*inner, ("styles", "styles.xml")]).encode()]
    yield "xl/styles.xml", [_STYLES.encode()]
    for place, sheet in zip(places, sheets, strict=True):
        yield place, _page(sheet)


def _types(places: Iterable[str]) -> str:
    parts = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles"}
    parts |= dict.fromkeys(places, "worksheet")
    told = "".join(
        f'<Override PartName="/{place}" ContentType="{_TYPE}{kind}+xml"/>'
        for place, kind in parts.items()
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{told}</Types>'
    )


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def _book(sheets: Iterable[Sheet]) -> str:
    told = "".join(
        f'<sheet name="{escape(sheet_name(one.name))}" sheetId="{number}" r:id="rId{number}"/>'
        for number, one in enumerate(sheets, start=1)
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{told}</sheets></workbook>'
    )


def _page(sheet: Sheet) -> Iterator[bytes]:
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(sheet.widths, start=1)
    )
    cols = f"<cols>{widths}</cols>" if widths else ""
    names = [_name(at) for at in range(len(sheet.columns))]
    head = _row(1, sheet.columns, names, BOLD)
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}">{_FROZEN}{cols}<sheetData>{head}'.encode()
    for number, row in enumerate(sheet.rows, start=2):
        if number > MOST_ROWS:
            raise ValueError(f"A sheet holds {MOST_ROWS} rows at most.")
        yield _row(number, row, names).encode()
    yield b"</sheetData></worksheet>"


def _row(number: int, cells: Sequence[Cell], names: Sequence[str], style: str = "") -> str:
    told = "".join(
        _cell(f"{name}{number}", cell, style) for name, cell in zip(names, cells, strict=True)
    )
    return f'<row r="{number}">{told}</row>'


def _cell(place: str, cell: Cell, style: str) -> str:
    if isinstance(cell, bool):
        return f'<c r="{place}"{style} t="b"><v>{cell:d}</v></c>'
    if isinstance(cell, int | float):
        return f'<c r="{place}"{style}><v>{cell!r}</v></c>' if math.isfinite(cell) else ""
    if not cell:
        return ""
    text = _text(cell)
    return f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _text(text: str) -> str:
    kept = _UNSPEAKABLE.sub("", text)[:LONGEST_TEXT]
    said = _LIKE_A_LETTER.sub("_x005F_", kept).replace("\r", "_x000D_")
    return escape(said, quote=False)


def _name(at: int) -> str:
    """What a column is called, from 0: A to Z, then AA."""
    name = ""
    while at >= 0:
        at, letter = divmod(at, 26)
        name, at = chr(ord("A") + letter) + name, at - 1
    return name
