"""Workbooks made to harm whoever reads them: each refused at its door, before it is read."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl import Workbook

from certification.diagnosis.spreadsheet import layout
from certification.diagnosis.spreadsheet.forms import ReturnForm
from migracidades.files import tabling
from migracidades.files.faults import Unfit
from migracidades.files.sentences import SENTENCES
from migracidades.files.workshop import workbooks
from tests.files import samples

NAME = "D1.xlsx"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET, STYLES, STRINGS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
MILLIONS = 3_000_000
Members = dict[str, bytes]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def plain() -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active["A1"] = "x"
    book.create_sheet(layout.HIDDEN)
    book.save(out)
    return out.getvalue()


def edited(edit: Callable[[Members], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(plain())) as given:
        members = {name: given.read(name) for name in given.namelist()}
    edit(members)
    return samples.archive(members)


def sheet(rows: bytes) -> bytes:
    return f'<worksheet xmlns="{SPACE}"><sheetData>'.encode() + rows + b"</sheetData></worksheet>"


def cells(count: int) -> bytes:
    row = b'<row r="1">' + b'<c r="A1"><v>1</v></c>' * count + b"</row>"
    return edited(lambda members: members.update({SHEET: sheet(row)}))


def styles(count: int) -> bytes:
    def edit(members: Members) -> None:
        more = b"<xf/>" * count + b"</cellXfs>"
        members[STYLES] = members[STYLES].replace(b"</cellXfs>", more)

    return edited(edit)


def one_string_for_every_cell() -> bytes:
    """A text of a megabyte that a few bytes name over and over."""
    row = "".join(f'<c r="{at}1" t="s"><v>0</v></c>' for at in "ABCDEFGH")
    strings = f'<sst xmlns="{SPACE}"><si><t>{"a" * 2**20}</t></si></sst>'.encode()

    def edit(members: Members) -> None:
        members |= {SHEET: sheet(f'<row r="1">{row}</row>'.encode()), STRINGS: strings}
        kind = f"{samples.OFFICE}spreadsheetml.sharedStrings+xml"
        told = f'<Override PartName="/{STRINGS}" ContentType="{kind}"/></Types>'.encode()
        types = members["[Content_Types].xml"]
        members["[Content_Types].xml"] = types.replace(b"</Types>", told)

    return edited(edit)


def under_another_name(content: bytes, name: str = "xl/worksheets/evil.dat") -> bytes:
    """The first sheet in a part whose name does not say that it is XML."""

    def edit(members: Members) -> None:
        del members[SHEET]
        members[name] = content
        for one in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
            told = members[one].replace(SHEET[3:].encode(), name[3:].encode())
            members[one] = told

    return edited(edit)


def declared(declaration: str) -> bytes:
    return f'<?xml version="1.0"?>{declaration}'.encode() + sheet(b"")


def with_part(name: str, content: bytes) -> bytes:
    return edited(lambda members: members.update({name: content}))


DDE = f'<externalLink xmlns="{SPACE}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
MACRO = {"xl/vbaProject.bin": b"x"}
# What the door refuses before the workbook is read, by its size or by what it is made of.
BEFORE_IT_IS_READ = {
    "a row of millions of cells": (lambda: cells(MILLIONS), "table_large"),
    "a row of a hundred thousand small cells": (lambda: cells(50_001), "table_large"),
    "millions of styles": (lambda: styles(MILLIONS), "table_large"),
    "many styles within the size": (lambda: styles(100_001), "table_large"),
    "parts that are too large together": (
        lambda: edited(lambda held: held.update({f"xl/{n}.bin": bytes(2**21) for n in range(5)})),
        "table_large",
    ),
    "HTML behind it": (lambda: plain() + samples.HTML, "table_joined"),
    "HTML in its comment": (
        lambda: plain()[:-2] + len(samples.HTML).to_bytes(2, "little") + samples.HTML,
        "table_joined",
    ),
    "another archive behind it": (lambda: plain() + plain(), "table_joined"),
    "another archive between": (
        lambda: samples.archive({"a.xml": b"<a/>"})[:-22] + plain(),
        "table_joined",
    ),
    "a part that is not named .xml": (lambda: under_another_name(sheet(b"")), "table_parts"),
    "entities in a part that is not named .xml": (
        lambda: under_another_name(declared(samples.LAUGHS)),
        "table_parts",
    ),
    "a sheet that is not well formed": (lambda: with_part(SHEET, b"<a><b></a>"), "table"),
}
AT_THE_DOOR = BEFORE_IT_IS_READ | {
    "a zip bomb": (lambda: with_part("xl/media/0.bin", bytes(2**21 + 1)), "table_large"),
    "a large zip bomb": (lambda: with_part("xl/media/0.bin", bytes(201 * 2**20)), "unpacked"),
    "XXE": (lambda: with_part(SHEET, declared(samples.XXE)), "entity"),
    "a billion laughs": (lambda: with_part(SHEET, declared(samples.LAUGHS)), "entity"),
    "a macro": (lambda: with_part(*next(iter(MACRO.items()))), "macros"),
    "a program packed into it": (lambda: with_part("xl/a.exe", samples.EXE), "packed"),
    "DDE": (lambda: with_part("xl/externalLinks/externalLink1.xml", DDE.encode()), "fetches"),
    "a long text in every cell": (one_string_for_every_cell, "table_large"),
    "a sheet in a picture's clothes": (
        lambda: under_another_name(declared(samples.XXE), "xl/worksheets/evil.vml"),
        None,
    ),
}


def through(content: bytes) -> tabling.Cells:
    """The cells of a workbook that somebody sends back, as the page takes them."""
    form = ReturnForm({}, {"file": SimpleUploadedFile(NAME, content)})
    if not form.is_valid():
        raise ValidationError(form.errors["file"])
    return tabling.cells(form.cleaned_data["file"], apart=layout.HIDDEN)


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        through(content)
    return " ".join(refused.value.messages)


def test_a_workbook_without_any_of_it_is_read():
    assert through(plain()) == {"first": [["x"]], "apart": []}


@pytest.mark.parametrize(("made", "reason"), AT_THE_DOOR.values(), ids=AT_THE_DOOR)
def test_what_is_hostile_is_refused_with_its_sentence(made, reason):
    if reason is None:  # what was left out is not there to be read
        assert through(made())["first"] == []
    else:
        assert refusal(made()) == str(SENTENCES[reason] % {"name": NAME})


@pytest.mark.parametrize(("made", "reason"), BEFORE_IT_IS_READ.values(), ids=BEFORE_IT_IS_READ)
def test_it_is_refused_before_any_of_it_is_read(made, reason, tmp_path, monkeypatch):
    def read(*_: object) -> None:
        raise AssertionError("It was given to the reader of workbooks.")

    monkeypatch.setattr(workbooks, "_sheets", read)
    source = tmp_path / "in"
    source.write_bytes(made())
    with pytest.raises(Unfit) as refused:
        workbooks.read(str(source), layout.HIDDEN)
    assert refused.value.reason == reason


def test_what_the_largest_dimension_needs_is_within_the_limits(tmp_path):
    book, source = Workbook(), tmp_path / "in"
    for row in range(880):
        book.active.append([f"D1.{row}", "texto " * 20, *"abcdefghij"])
    book.save(source)
    assert len(workbooks.read(str(source), layout.HIDDEN)["first"]) == 880


def test_what_reads_it_is_a_process_of_its_own(monkeypatch):
    asked = []
    monkeypatch.setattr(tabling, "work", lambda act, *_, **__: asked.append(act) or {})
    through(plain())
    assert asked == ["table"]
