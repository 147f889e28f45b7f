"""What the workshop reads of a file and what is kept of it: counts, and never a value."""

import io
import json

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import translation
from pikepdf import Dictionary, Name

from migracidades.files import working
from migracidades.files.accept import check
from migracidades.files.held import hold
from migracidades.files.looking import found_in, holds, looked, looked_into, told
from migracidades.files.models import StoredFile
from migracidades.files.receiving import receive
from migracidades.files.storing import store
from migracidades.files.workshop.texts import PAGES
from tests.world import Country

from . import samples
from .corpus import writing

CPF, OTHER = "529.982.247-25", "111.444.777-35"
PEOPLE: list[writing.Block] = [f"Ana Souza, CPF {CPF}, celular (67) 99876-5432", f"CPF {OTHER}"]
ROWS: list[writing.Block] = [["Nome", "CPF", "Celular"], ["Ana", CPF, "67998765432"], ["Zé", OTHER]]
FOUND = {"cpf": 2, "telephone": 1}


@pytest.fixture(autouse=True)
def ground(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    with translation.override("en"):
        yield


@pytest.fixture
def br(world) -> Country:
    return world.br


def kept(country: Country, name: str, content: bytes) -> StoredFile:
    with country.desk():
        return hold(receive([SimpleUploadedFile(name, content)]))


def pages(*texts: str) -> bytes:
    """A PDF that says a text on each page; an empty one is a picture, as far as anybody reads."""
    made = pikepdf.new()
    for text in texts:
        sheet = made.add_blank_page(page_size=(595, 842)).obj
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        sheet.Resources = Dictionary(Font=Dictionary(F1=font))
        drawn = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET" if text else ""
        sheet.Contents = made.make_stream(drawn.encode())
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("extension", writing.WRITERS)
def test_every_kind_of_document_is_read(br, extension):
    blocks = ROWS if extension in ("xlsx", "ods", "csv") else PEOPLE
    stored = kept(br, f"lista.{extension}", writing.WRITERS[extension](blocks))
    assert stored.personal == {"read": "whole", "found": FOUND}


def test_a_value_counts_once_however_often_it_stands(br):
    stored = kept(br, "a.txt", f"CPF {CPF}\nCPF {CPF}\nCPF 52998224725".encode())
    assert stored.personal["found"] == {"cpf": 1}


@pytest.mark.parametrize(
    ("name", "content", "places"),
    [
        ("a.pdf", pages("Ata", f"CPF {CPF}"), ["page 2"]),
        ("a.xlsx", writing.WRITERS["xlsx"](ROWS), ["sheet “Sheet”, row 2", "sheet “Sheet”, row 3"]),
        ("a.ods", writing.WRITERS["ods"](ROWS), ["sheet “Lista”, row 2", "sheet “Lista”, row 3"]),
        ("a.csv", writing.WRITERS["csv"](ROWS), ["line 2", "line 3"]),
        ("a.txt", f"Ata\n\nCPF {CPF}".encode(), ["line 3"]),
        ("a.docx", writing.WRITERS["docx"](PEOPLE[:1]), [""]),
    ],
)
def test_who_sent_it_is_told_where_and_shown_a_part(br, name, content, places):
    stored = kept(br, name, content)
    with br.desk():
        first, *_others = found_in(stored)
    assert [place for _value, place in first.shown] == places
    assert first.shown[0][0] == "***.982.247-**"


def test_at_most_three_of_a_kind_are_shown(br):
    rows = [["CPF"], *([f"{number:03}.444.777-00"] for number in range(999))]
    stored = kept(br, "a.csv", writing.WRITERS["csv"](rows))
    with br.desk():
        (found,) = found_in(stored)
    assert len(found.shown) == 3
    assert found.told == f"{stored.personal['found']['cpf']} CPF"


def test_nothing_that_was_found_is_written_down(br):
    stored = kept(br, "lista.txt", f"CPF {CPF}, ana.souza@gmail.com".encode())
    with br.desk():
        row = json.dumps(StoredFile.objects.filter(pk=stored.pk).values().get(), default=str)
    assert not any(one in row for one in ("982", "souza", "gmail"))


def test_what_was_found_never_changes(br):
    stored = kept(br, "lista.txt", b"nothing")
    with br.desk(), pytest.raises(DatabaseError), transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).update(personal={"read": "no", "found": {}})


# ------------------------------------------------------------------ what is not read, and said so
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("foto.jpg", samples.photo()),
        ("digitalizado.pdf", pages("", "")),
        ("vazio.pdf", samples.PDF),
        ("carta.docx", samples.office()),
    ],
)
def test_a_picture_is_not_looked_through_and_that_is_said(br, name, content):
    stored = kept(br, name, content)
    assert stored.personal == {"read": "no", "found": {}}
    assert looked(stored) == "not looked through for personal data"
    assert not holds(stored)


def test_several_photos_are_not_either(br):
    photos = [SimpleUploadedFile(f"{one}.jpg", samples.photo()) for one in "ab"]
    with br.desk():
        stored = hold(receive(photos))
    assert stored.personal["read"] == "no"


@pytest.mark.parametrize(
    "content", [pages(f"CPF {CPF}", ""), pages(f"CPF {CPF}", *["Ata"] * PAGES)]
)
def test_a_scan_among_pages_or_too_many_of_them_is_read_in_part(br, content):
    stored = kept(br, "a.pdf", content)
    assert stored.personal == {"read": "part", "found": {"cpf": 1}}
    assert looked(stored) == "looked through for personal data in part"


BROKEN = b"<w:document xmlns:w='w'><w:p><w:r><w:t>CPF 529.982.247-25</w:t></w:r></w:p><w:p>"


def test_what_breaks_on_the_way_was_read_so_far(br):
    content = samples.office(**{"word/document.xml": BROKEN})
    with br.desk():
        found = looked_into(check(SimpleUploadedFile("a.docx", content)))
    assert found.personal == {"read": "part", "found": {"cpf": 1}}


def test_a_file_of_before_was_not_looked_through(br):
    with br.desk():
        stored = store(check(SimpleUploadedFile("a.txt", b"Ata")), purpose="evidence")
    assert stored.personal is None
    assert looked(stored) == "not looked through for personal data"
    assert told(stored, br.programme) == ""


def test_that_it_cannot_be_read_refuses_no_file(br, monkeypatch):
    monkeypatch.setattr(working, "PATIENCE", 0.001)
    with br.desk():
        accepted = check(SimpleUploadedFile("a.txt", f"CPF {CPF}".encode()))
        assert looked_into(accepted).personal == {"read": "no", "found": {}}


# ------------------------------------------------------------------ in words
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "2 CPF, 3 e-mails of people, 1 mobile number"),
        ("pt-br", "2 CPF, 3 e-mails de pessoas, 1 celular"),
        ("es", "2 CPF, 3 correos de personas, 1 celular"),
    ],
)
def test_it_is_told_in_the_readers_language(br, language, said):
    stored = StoredFile(personal={"read": "whole", "found": {"cpf": 2, "telephone": 1, "email": 3}})
    with translation.override(language):
        assert told(stored, br.programme) == said


def test_a_kind_the_country_no_longer_names_is_told_by_its_code(br):
    stored = StoredFile(personal={"read": "whole", "found": {"old": 1}})
    assert told(stored, br.programme) == "1 OLD"
