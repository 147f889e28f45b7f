"""What may be kept: name and content agree, and every refusal is a sentence that helps."""

import contextlib
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from migracidades.files.accept import check, clean_name
from migracidades.files.kinds import ALL, KINDS, SCANS
from migracidades.files.sentences import SENTENCES

from . import samples


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def refusal(name, content, **options):
    with pytest.raises(ValidationError) as refused:
        check(SimpleUploadedFile(name, content), **options)
    (sentence,) = refused.value.messages
    return sentence


@pytest.mark.parametrize("extension", ALL)
def test_every_kind_is_accepted_for_what_it_is(extension):
    upload = SimpleUploadedFile(f"Relatório.{extension.upper()}", samples.TRUE[extension])
    accepted = check(upload)
    assert accepted.extension == extension
    assert accepted.content_type == KINDS[extension].content_type
    assert accepted.size == len(samples.TRUE[extension])
    assert upload.tell() == 0, "ready to be stored"


def test_a_real_workbook_is_accepted():
    out = io.BytesIO()
    Workbook().save(out)
    assert check(SimpleUploadedFile("plan.xlsx", out.getvalue())).extension == "xlsx"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.pdf", samples.PDF.replace(b"%%EOF", b"")),
        ("report.pdf", b" " + samples.PDF),
        ("report.pdf", samples.picture("PNG")),
        ("picture.png", samples.picture("JPEG")),
        ("picture.heic", samples.picture("JPEG")),
        ("letter.docx", samples.office(samples.SHEET)),
        ("letter.docx", samples.archive({"a.txt": b"x"})),
        ("letter.docx", b"PK\x03\x04" + bytes(100)),
        ("letter.docx", samples.office(**{"word/document.xml": b"no XML"})),
        ("letter.odt", samples.open_document("spreadsheet")),
        ("notes.txt", b"<?xml version='1.0'?><x/>"),
        ("notes.txt", "Olá".encode("utf-16")[:-1]),
    ],
)
def test_a_content_that_is_not_what_the_name_says_is_refused(name, content):
    assert "its content is not" in refusal(name, content)


def test_a_refusal_says_what_the_content_looks_like():
    assert "(it looks like .png)" in refusal("report.pdf", samples.picture("PNG"))


# What is hostile, and the reason in ``files.sentences`` that each has of its own.
HOSTILE = [
    ("report.pdf", samples.EXE, "program"),
    ("report.pdf", samples.EXE + samples.PDF, "program"),
    ("letter.docx", samples.EXE + samples.office(), "program"),
    ("table.csv", samples.EXE, "program"),
    ("notes.txt", b"#!/bin/sh\nrm -rf /\n\x00", "program"),
    ("report.pdf", samples.HTML, "web"),
    ("table.csv", samples.HTML, "web"),
    ("picture.jpg", samples.HTML.decode().encode("utf-16"), "web"),
    ("picture.png", samples.SVG, "drawing"),
    ("report.pdf", samples.SVG, "drawing"),
    ("photo.heic", samples.SVG, "drawing"),
    ("report.exe.pdf", samples.EXE, "program"),
    ("picture.png", samples.EXE, "program"),
    ("report.pdf", samples.PDF + samples.HTML, "two_at_once"),
    ("table.csv", b"\xef\xbb\xbf \n" + samples.SVG, "drawing"),
    ("report.pdf", samples.pdf_that_is_an_archive(), "two_at_once"),
    ("report.pdf", samples.PDF.replace(b"\n", b"\n%<html><script>", 1), "two_at_once"),
    ("picture.jpg", samples.picture("JPEG") + samples.archive({"a.js": b"x"}), "two_at_once"),
    ("letter.docx", samples.office(main=samples.MACRO), "macros"),
    ("letter.docx", samples.office(**{"word/vbaProject.bin": b"x"}), "macros"),
    ("letter.docx", samples.office(**{"WORD/VBAPROJECT.BIN": b"x"}), "macros"),
    ("letter.docx", samples.office(**{"word/activeX/activeX1.bin": b"x"}), "macros"),
    ("letter.odt", samples.open_document(**{"Basic/Standard/Module1.xml": b"x"}), "macros"),
    ("letter.docx", samples.office_with_a_declaration(samples.XXE), "entity"),
    ("letter.docx", samples.office_with_a_declaration(samples.LAUGHS), "entity"),
    ("letter.docx", samples.office_with_a_declaration(samples.FAR_RULES), "entity"),
    ("letter.docx", samples.office_with_a_declaration(samples.XXE, "_rels/.rels"), "entity"),
    ("letter.odt", samples.open_document(**{"meta.xml": samples.XXE.encode() + b"<x/>"}), "entity"),
    *(
        ("letter.docx", samples.office_that_refers(kind, target, encoding), "fetches")
        for kind, target, encoding in (
            ("attachedTemplate", "https://example.org/t.dotm", "utf-8"),
            ("attachedTemplate", "HTTP://example.org/t.dotm", "utf-16"),
            ("attachedTemplate", "\\\\server\\share\\t.dotm", "utf-8"),
            ("oleObject", "mhtml:https://example.org/x!y", "utf-8"),
            ("image", "https://example.org/seen.png", "utf-8"),
        )
    ),
    ("letter.docx", samples.office(**{"word/embeddings/oleObject1.bin": b"x"}), "packed"),
    ("letter.docx", samples.office(**{"word/embeddings/table.xlsm": b"x"}), "packed"),
    ("letter.docx", samples.office(**{"word/media/image1.png": samples.EXE}), "packed"),
    ("letter.odt", samples.open_document(**{"Pictures/setup.exe": b"x"}), "packed"),
    ("letter.docx", samples.bomb(), "unpacked"),
    ("letter.docx", samples.OLD_OFFICE, "locked"),
    (
        "letter.odt",
        samples.open_document(**{"META-INF/manifest.xml": b"<m><encryption-data/></m>"}),
        "locked",
    ),
]


@pytest.mark.parametrize(
    ("name", "content", "reason"), HOSTILE, ids=[f"{name} {why}" for name, _, why in HOSTILE]
)
def test_what_is_hostile_is_refused_with_a_sentence_of_its_own(name, content, reason):
    assert refusal(name, content) == str(SENTENCES[reason] % {"name": name})


def test_each_sentence_is_one_of_its_own_in_every_language():
    for language in ("pt-br", "es", "en"):
        with translation.override(language):
            said = [str(one) for one in SENTENCES.values()]
        assert len(set(said)) == len(said)
        assert all(one.count("%(name)s") == 1 for one in said)


def test_links_to_follow_and_the_table_of_a_chart_are_no_harm():
    told = samples.REFERS.format(kind="hyperlink", target="https://example.org/lei").encode()
    parts = {
        "word/_rels/document.xml.rels": told,
        "word/embeddings/Microsoft_Excel_Worksheet.xlsx": samples.TRUE["xlsx"],
    }
    assert check(SimpleUploadedFile("letter.docx", samples.office(**parts))).extension == "docx"


def test_a_spreadsheet_may_name_another_that_it_asks_before_it_reads():
    told = samples.REFERS.format(kind="externalLinkPath", target="file:///C:/contas.xlsx").encode()
    content = samples.office(samples.SHEET, **{"xl/externalLinks/_rels/x.xml.rels": told})
    assert check(SimpleUploadedFile("table.xlsx", content)).extension == "xlsx"


def test_the_bare_rules_of_an_old_manifest_are_no_harm():
    bare = b'<!DOCTYPE manifest PUBLIC "-//OpenOffice.org//DTD" "Manifest.dtd"><m/>'
    content = samples.open_document(**{"META-INF/manifest.xml": bare})
    assert check(SimpleUploadedFile("letter.odt", content)).extension == "odt"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", samples.SVG),
        ("a.html", samples.HTML),
        ("a.exe", samples.EXE),
        ("a.zip", samples.archive({"a": b"x"})),
        ("a.docm", samples.office(main=samples.MACRO)),
        ("a.xlsm", samples.office(samples.SHEET)),
        ("report.pdf.exe", samples.EXE),
        ("report", samples.PDF),
        ("report.", samples.PDF),
    ],
)
def test_other_kinds_are_refused_with_a_list_of_those_accepted(name, content):
    sentence = refusal(name, content)
    assert "cannot be taken" in sentence
    assert "PDF, DOCX" in sentence


def test_a_field_may_accept_fewer_kinds():
    sentence = refusal("table.csv", samples.CSV, allowed=SCANS)
    assert "PDF, JPG, PNG, WEBP, HEIC." in sentence


def test_a_file_that_is_empty_says_so():
    assert "is empty" in refusal("report.pdf", b"")


def test_a_file_that_is_too_large_says_both_sizes():
    sentence = refusal("report.pdf", samples.PDF.ljust(2 * 1024 * 1024 + 1), limit_mb=2)
    assert sentence.count("2.0") == 2


def test_the_limit_comes_from_the_settings(settings):
    settings.MAX_UPLOAD_MB = 1
    assert "limit" in refusal("report.pdf", samples.PDF.ljust(1024 * 1024 + 1))


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("C:\\Users\\Ana\\Plano Municipal.pdf", "Plano Municipal.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("fatura\u202efdp.exe", "faturafdp.exe"),
        ("a\u200f\u2066b.pdf", "ab.pdf"),
        ("  a   b .pdf", "a b.pdf"),
        (".pdf", "file.pdf"),
        ("..pdf", "file.pdf"),
        ("Sa\u0303o José.pdf", "São José.pdf"),
        ("x" * 300 + ".docx", "x" * 145 + ".docx"),
        ("", "file"),
    ],
)
def test_names_are_cleaned(raw, clean):
    assert clean_name(raw) == clean


@given(st.text(max_size=400))
def test_a_clean_name_is_short_one_line_and_stays_as_it_is(raw):
    with translation.override("en"):
        clean = clean_name(raw)
        assert 0 < len(clean) <= 150
        assert clean.isprintable()
        assert not {"/", "\\", "\n"} & set(clean)
        assert clean_name(clean) == clean


@given(st.binary(max_size=300), st.sampled_from(ALL))
def test_no_content_makes_it_stumble(content, extension):
    for one in (content, samples.TRUE[extension][:20] + content):
        with contextlib.suppress(ValidationError):
            check(SimpleUploadedFile(f"a.{extension}", one))
