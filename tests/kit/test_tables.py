"""Tables as people's programs write them."""

import pytest
from django.utils import translation

from migracidades.kit import tables
from migracidades.kit.tables import Unreadable, read_table

COLUMNS = {"email": {"e-mail", "correo electrónico"}, "name": {"nome", "nombre completo"}}
TEXT = "E-mail;Nome\nana@x.br;Ana Conceição\n"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("cp1252"),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        ("sep=;\r\n" + TEXT).encode(),
        "\nCORREO  ELECTRONICO;x;Nombre_Completo\n\nana@x.br;9;Ana Conceição\n".encode(),
    ],
)
def test_encodings_separators_and_headings_are_understood(content):
    (row,) = read_table(content, columns=COLUMNS)
    assert (row["email"], row["name"]) == ("ana@x.br", "Ana Conceição")


@pytest.mark.parametrize("hint", ["", "sep=;\n"])
def test_a_row_knows_the_line_it_starts_on(hint):
    rows = read_table(f'{hint}email;name\n\na;"x\ny"\nb;z\n'.encode(), columns=COLUMNS)
    shift = 1 if hint else 0
    assert [row.line - shift for row in rows] == [3, 5]
    assert rows[0]["name"] == "x\ny"


def test_short_rows_are_filled_and_long_ones_are_marked():
    short, long = read_table(b"email;name\na\nb;c;d\n", columns=COLUMNS)
    assert (short["name"], short.ragged, long.ragged) == ("", False, True)


def test_marks_nobody_sees_are_dropped():
    (row,) = read_table("email;name\n\u202eana@x.br\u202c; Ana\u0007 \n".encode(), columns=COLUMNS)
    assert dict(row.cells) == {"email": "ana@x.br", "name": "Ana"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"MZ\x90\x00\x03", "not text"),
        (b"email;name\n", "no rows"),
        (b"name\nx\n", "email"),
        (b"hello", "missing"),
        (b'email;name\n"a;b\n', "Line 2"),
        (b"email;e-mail;name\na;b;c\n", "mean the same"),
    ],
)
def test_what_cannot_be_read_is_said(content, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read_table(content, columns=COLUMNS)


def test_a_column_may_be_left_out_when_it_is_not_required():
    (row,) = read_table(b"email\na\n", columns=COLUMNS, required={"email"})
    assert row["name"] == ""


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    with pytest.raises(Unreadable, match="more than 2 rows"):
        read_table(b"email;name\n" + b"a;b\n" * 3, columns=COLUMNS)
