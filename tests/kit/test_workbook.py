"""Spreadsheets and archives that leave piece by piece, and tables handed out as CSV."""

import io
import tracemalloc
import zipfile

import openpyxl
import pandas
import pytest

from migracidades.kit import workbook as writing
from migracidades.kit.tables import csv_chunks
from migracidades.kit.workbook import Sheet, workbook
from migracidades.kit.zipping import CHUNK, zipped

ODD = ["=1+1", "+55", "-1", "@x", "a<b & c", "  two  ", "line\nline", "\x00\x0b", "café 🙂"]


def opened(*sheets: Sheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(b"".join(workbook(sheets))))


def test_every_text_comes_back_as_a_text():
    sheet = opened(Sheet("t", ["text"], [[one] for one in ODD]))["t"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == [*ODD[:-2], "", ODD[-1]]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


def test_numbers_and_truths_keep_their_type_and_nothing_stays_empty():
    sheet = opened(Sheet("t", list("abcd"), [[1, 2.5, True, None], [0, -3, False, ""]]))["t"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert rows == [[1, 2.5, True, None], [0, -3, False, None]]


def test_the_headings_are_bold_and_stay_in_sight():
    sheet = opened(Sheet("t", ["x"], [[1]], widths=[20]))["t"]
    assert sheet.column_dimensions["A"].width == pytest.approx(20, abs=1)
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"


def test_columns_go_on_after_z():
    sheet = opened(Sheet("t", [f"c{n}" for n in range(800)], [list(range(800))]))["t"]
    assert [cell.value for cell in sheet[2]] == list(range(800))
    assert sheet["ADT1"].value == "c799"


def test_a_sheet_name_loses_what_excel_forbids():
    assert opened(Sheet("a/b: [c]?" + "x" * 40, ["x"], []))
    assert len(opened(Sheet("a/b" + "x" * 40, ["x"], [])).sheetnames[0]) == writing.LONGEST_NAME


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr(writing, "MOST_ROWS", 3)
    with pytest.raises(ValueError, match="3 rows"):
        opened(Sheet("t", ["x"], [[1], [2], [3]]))


def test_what_looks_like_a_letter_in_hexadecimal_is_written_as_excel_reads_it():
    content = b"".join(workbook([Sheet("t", ["x"], [["_x0041_ e _x41_"], ["a\r\nb"]])]))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "_x005F_x0041_ e _x41_" in page
    assert "a_x000D_\nb" in page


def test_pandas_reads_back_what_was_written():
    rows = [[f"={number}", number, number / 8, number % 2 == 0] for number in range(50)]
    content = b"".join(workbook([Sheet("t", ["text", "whole", "part", "even"], rows)]))
    frame = pandas.read_excel(io.BytesIO(content), dtype=object)
    assert frame.columns.tolist() == ["text", "whole", "part", "even"]
    assert frame.to_numpy().tolist() == rows


def test_no_text_is_ever_a_formula_or_a_link():
    texts = [[one] for one in [*ODD, "http://x.test", "mailto:a@x.test"]]
    content = b"".join(workbook([Sheet("=t", ["=x"], texts)]))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        every = b"".join(parts.read(name) for name in parts.namelist())
    assert b"<f>" not in every
    assert b"hyperlink" not in every


@pytest.mark.parametrize("odd", [float("nan"), float("inf")])
def test_what_is_no_number_leaves_its_cell_empty(odd):
    assert opened(Sheet("t", ["x", "y"], [[odd, 1]]))["t"]["A2"].value is None


def test_the_first_piece_leaves_before_a_row_is_asked_for_and_the_others_before_the_last():
    asked = 0

    def rows():
        nonlocal asked
        for number in range(60_000):
            asked += 1
            yield [f"{number * 7919 % 99991} {number * 104729 % 99991}"]

    pieces = workbook([Sheet("t", ["x"], rows())])
    assert next(pieces).startswith(b"PK")
    assert asked == 0
    for piece in pieces:
        if b"xl/worksheets" in piece:
            break
    assert 0 < asked < 60_000
    rest = b"".join(pieces)
    assert asked == 60_000
    assert rest.endswith(b"\0\0")


def test_memory_stays_flat_however_many_rows_there_are():
    def most(count: int) -> int:
        rows = ([number, f"texto {number * 7919 % 99991}"] for number in range(count))
        tracemalloc.start()
        for _piece in workbook([Sheet("t", ["x", "y"], rows)]):
            pass
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    assert most(60_000) < 1.25 * most(20_000)


def test_a_large_sheet_is_written_as_zip64_and_reads_the_same():
    content = b"".join(workbook([Sheet("t", ["x"], [["a"], [2]], large=True)]))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert parts.testzip() is None
        assert parts.getinfo("xl/worksheets/sheet1.xml").extract_version == 45
    sheet = openpyxl.load_workbook(io.BytesIO(content))["t"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["a", 2]


def test_it_leaves_in_small_pieces():
    rows = ([f"{number * 7919 % 99991}" for _ in range(9)] for number in range(3_000))
    pieces = list(workbook([Sheet("t", list("abcdefghi"), rows)]))
    assert len(pieces) > 1
    assert max(map(len, pieces)) < 2 * CHUNK


def test_an_archive_is_whole():
    members = [("a.txt", [b"one ", b"two"]), ("b.txt", iter([b"three"])), ("c.txt", [])]
    with zipfile.ZipFile(io.BytesIO(b"".join(zipped(members)))) as archive:
        assert archive.testzip() is None
        assert {one: archive.read(one) for one in archive.namelist()} == {
            "a.txt": b"one two",
            "b.txt": b"three",
            "c.txt": b"",
        }


def test_csv_disarms_formulas_and_leaves_numbers_alone():
    said = b"".join(csv_chunks(["=a"], [[one] for one in ["=1", "\t=1", "ok", -1, True, None]]))
    assert said.decode().split("\r\n") == ["'=a", "'=1", "'\t=1", "ok", "-1", "true", '""', ""]
