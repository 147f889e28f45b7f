"""Blocks of text and rows of tables as real documents of every kind."""

import csv
import io
from collections.abc import Callable, Sequence
from html import escape
from itertools import groupby

from docx import Document
from openpyxl import Workbook

from migracidades.kit import pdf
from tests.files import samples

Block = str | list[str]
TEXT_NS = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
TABLE_NS = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
OFFICE_NS = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


def _as_pdf(blocks: Sequence[Block]) -> bytes:
    body = "".join(
        _table(list(held), "table", "tr", "td") if rows else "".join(map(_paragraph, held))
        for rows, held in groupby(blocks, key=lambda one: isinstance(one, list))
    )
    style = "<style>td{border:1px solid;padding:2px}body{font-size:10pt}</style>"
    html = f"<html lang=pt><head><title>x</title>{style}</head><body>{body}</body></html>"
    return pdf.render(html, identifier=b"corpus")


def _paragraph(text: str) -> str:
    return f"<h1>{escape(text[2:])}</h1>" if text.startswith("# ") else f"<p>{escape(text)}</p>"


def _table(rows: list[list[str]], table: str, row: str, cell: str) -> str:
    lines = ("".join(f"<{cell}>{escape(one)}</{cell}>" for one in held) for held in rows)
    return f"<{table}>" + "".join(f"<{row}>{one}</{row}>" for one in lines) + f"</{table}>"


def _as_docx(blocks: Sequence[Block]) -> bytes:
    made = Document()
    for one in blocks:
        if isinstance(one, str):
            half = len(one) // 2  # Word cuts a sentence into runs wherever it likes
            paragraph = made.add_paragraph()
            paragraph.add_run(one[:half])
            paragraph.add_run(one[half:])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _as_xlsx(blocks: Sequence[Block]) -> bytes:
    book = Workbook()
    for one in blocks:
        cells = one if isinstance(one, list) else [one]
        book.active.append([int(cell) if cell.isdigit() else cell for cell in cells])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _as_csv(blocks: Sequence[Block]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(blocks)
    return out.getvalue().encode("cp1252")


def _as_txt(blocks: Sequence[Block]) -> bytes:
    return "\r\n".join(map(str, blocks)).encode()


def _open(kind: str, body: str) -> bytes:
    spaces = f'xmlns:text="{TEXT_NS}" xmlns:table="{TABLE_NS}" xmlns:office="{OFFICE_NS}"'
    content = f"<office:document-content {spaces}>{body}</office:document-content>"
    return samples.open_document(kind, **{"content.xml": content.encode()})


def _as_odt(blocks: Sequence[Block]) -> bytes:
    told = "".join(f"<text:p>{escape(str(one))}</text:p>" for one in blocks)
    return _open("text", told.replace(", ", ",<text:s/>"))


def _as_ods(blocks: Sequence[Block]) -> bytes:
    rows = [[f"<text:p>{escape(cell)}</text:p>" for cell in one] for one in blocks]
    cells = ("".join(f"<table:table-cell>{one}</table:table-cell>" for one in row) for row in rows)
    body = "".join(f"<table:table-row>{one}</table:table-row>" for one in cells)
    return _open("spreadsheet", f'<table:table table:name="Lista">{body}</table:table>')


WRITERS: dict[str, Callable[[Sequence[Block]], bytes]] = {
    "pdf": _as_pdf,
    "docx": _as_docx,
    "xlsx": _as_xlsx,
    "csv": _as_csv,
    "txt": _as_txt,
    "odt": _as_odt,
    "ods": _as_ods,
}
