"""What is sent is cleaned before it is kept, and what was sent can be proved."""

import hashlib
import io
from pathlib import Path

import pikepdf
import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from PIL import ExifTags, Image, ImageCms

from migracidades.files import scratch, working
from migracidades.files.forms import UploadField
from migracidades.files.receiving import MOST_PHOTOS, receive
from migracidades.files.sentences import SENTENCES
from migracidades.files.storing import open_file, store

from . import samples


@pytest.fixture(autouse=True)
def ground(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    with translation.override("en"):
        yield
    assert not list(scratch.folder().iterdir()), "nothing is left on the desk"


def received(*named: tuple[str, bytes], **options):
    return receive([SimpleUploadedFile(name, content) for name, content in named], **options)


def bytes_of(accepted) -> bytes:
    return b"".join(accepted.file.chunks())


def refusal(*named: tuple[str, bytes]) -> str:
    with pytest.raises(ValidationError) as refused:
        received(*named)
    (sentence,) = refused.value.messages
    return sentence


def sentence(reason: str, name: str) -> str:
    return str(SENTENCES[reason] % {"name": name})


# ------------------------------------------------------------------ photographs
@pytest.mark.parametrize(
    ("form", "name"),
    [("JPEG", "foto.jpg"), ("PNG", "foto.png"), ("WEBP", "foto.webp"), ("HEIF", "foto.heic")],
)
def test_a_photo_keeps_no_place_and_no_camera(form, name):
    sent = samples.photo(form)
    assert samples.CAMERA.encode() in sent
    made = received((name, sent))
    kept = bytes_of(made)
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()
        assert image.size == (64, 32)
    assert samples.CAMERA.encode() not in kept
    proof = {"name": name, "size": len(sent), "sha256": hashlib.sha256(sent).hexdigest()}
    assert made.origin == {"files": [proof], "changes": []}
    assert made.size == len(kept)


def test_a_photo_stands_upright():
    made = received(("foto.jpg", samples.photo(orientation=6)))
    with Image.open(made.file) as image:
        assert image.size == (32, 64)
        red, _green, blue = image.getpixel((16, 4))
        assert red > 200 > 50 > blue, "what was left is above"


def test_heic_becomes_a_jpeg_that_everybody_can_open():
    made = received(("IMG_2031.HEIC", samples.photo("HEIF")))
    assert (made.name, made.extension) == ("IMG_2031.jpg", "jpg")
    assert made.content_type == "image/jpeg"
    assert bytes_of(made).startswith(b"\xff\xd8\xff")


def test_the_colours_keep_their_meaning_and_comments_are_gone():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    sent = samples.picture("JPEG", icc_profile=profile, comment=b"canary-comment")
    kept = bytes_of(received(("foto.jpg", sent)))
    assert b"canary-comment" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.info["icc_profile"] == profile


@pytest.mark.parametrize(("form", "name"), [("JPEG", "foto.jpg"), ("PNG", "foto.png")])
def test_what_hangs_on_a_picture_is_gone(form, name):
    kept = bytes_of(received((name, samples.picture(form) + samples.EXE + samples.HTML)))
    assert samples.EXE not in kept
    assert b"script" not in kept


def test_a_transparent_picture_stays_transparent():
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(out, "PNG")
    with Image.open(received(("a.png", out.getvalue())).file) as image:
        assert image.getpixel((1, 1))[3] == 0


def test_a_very_large_photo_is_made_smaller():
    with Image.open(received(("a.jpg", samples.picture("JPEG", size=(9000, 900)))).file) as image:
        assert image.size == (4000, 400)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.png", samples.huge_png(), "pixels"),
        ("a.png", samples.picture("PNG")[:40], "picture"),
        ("a.jpg", samples.photo()[:400], "picture"),
        ("a.heic", samples.photo("HEIF")[:300], "picture"),
        ("a.webp", samples.picture("WEBP")[:20], "picture"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_refused(name, content, reason):
    assert refusal((name, content)) == sentence(reason, name)


# ------------------------------------------------------------------ PDFs
def text_of(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return pdf.pages[0].Contents.read_bytes()


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize(("given", "changes"), samples.ACTING.values(), ids=samples.ACTING)
def test_what_acts_is_taken_out_and_the_text_stays(given, changes, packed):
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    sent = samples.pdf(**given, object_stream_mode=mode)
    made = received(("lei.pdf", sent))
    kept = bytes_of(made)
    assert set(made.origin["changes"]) == changes
    assert text_of(kept) == samples.TEXT
    with pikepdf.open(io.BytesIO(kept)) as pdf:
        plain = io.BytesIO()
        pdf.save(plain, stream_decode_level=pikepdf.StreamDecodeLevel.all, qdf=True)
    assert b"canary" not in plain.getvalue()
    assert not {b"/JavaScript", b"/Launch", b"/EmbeddedFile"} & set(plain.getvalue().split())
    assert made.origin["files"][0]["sha256"] == hashlib.sha256(sent).hexdigest()
    assert received(("lei.pdf", kept)).origin is None, "there is nothing left to take"


@pytest.mark.parametrize(
    "sent",
    [
        samples.pdf(),
        samples.pdf(root={"AcroForm": samples.SIGNED}),
        samples.pdf(page={"Annots": pikepdf.Array([samples.note(A=samples.LAW)])}),
        samples.pdf(encryption=pikepdf.Encryption(owner="x", user="")),
    ],
    ids=["plain", "signed", "linked", "may not be printed"],
)
def test_a_harmless_pdf_is_kept_to_the_byte(sent):
    made = received(("lei.pdf", sent))
    assert bytes_of(made) == sent
    assert made.origin is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (samples.pdf(encryption=pikepdf.Encryption(owner="x", user="y")), "password"),
        (samples.pdf(root={"NeedsRendering": True}), "dynamic"),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "document"),
        (b"%PDF-1.7\n" + bytes(2000) + b"%%EOF\n", "document"),
    ],
)
def test_a_pdf_that_nobody_could_read_is_refused(content, reason):
    assert refusal(("lei.pdf", content)) == sentence(reason, "lei.pdf")


# ------------------------------------------------------------------ documents with photos
PHOTO_IN = {
    "lei.pdf": (samples.pdf_with_photo, lambda kept: [photo_in(kept)]),
    "ata.docx": (lambda photo: samples.office(**{"word/media/a.jpg": photo}), samples.jpegs_in),
    "ata.odt": (lambda photo: samples.open_document(**{"Pictures/a.jpg": photo}), samples.jpegs_in),
}


def photo_in(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return pdf.pages[0].Resources.XObject.Photo.read_raw_bytes()


def points(jpeg: bytes) -> bytes:
    with Image.open(io.BytesIO(jpeg)) as image:
        return image.tobytes()


@pytest.mark.parametrize("name", PHOTO_IN)
def test_photos_in_a_document_lose_their_place_and_keep_every_point(name):
    wrap, unwrap = PHOTO_IN[name]
    photo = samples.photo(orientation=6)
    made = received((name, wrap(photo)))
    (kept,) = unwrap(bytes_of(made))
    with Image.open(io.BytesIO(kept)) as image:
        told = image.getexif()
        assert dict(told) == {ExifTags.Base.Orientation: 6}
        assert not told.get_ifd(ExifTags.IFD.GPSInfo)
    assert points(kept) == points(photo)
    assert samples.CAMERA.encode() not in kept
    assert made.origin["changes"] == ["place"]
    assert made.name == name
    assert received((name, bytes_of(made))).origin is None, "there is nothing left to take"


@pytest.mark.parametrize("name", PHOTO_IN)
def test_a_photo_that_tells_no_place_leaves_its_document_as_it_is(name):
    wrap, _unwrap = PHOTO_IN[name]
    sent = wrap(samples.picture("JPEG"))
    made = received((name, sent))
    assert (bytes_of(made), made.origin) == (sent, None)


def test_a_photo_that_is_packed_once_more_loses_its_place_too():
    sent = samples.pdf_with_photo(samples.photo(), packed=True)
    kept = photo_in(bytes_of(received(("lei.pdf", sent))))
    assert samples.CAMERA.encode() not in kept


def test_a_second_picture_behind_the_first_goes_with_its_place():
    photo = samples.photo_with_another_behind()
    kept = photo_in(bytes_of(received(("lei.pdf", samples.pdf_with_photo(photo)))))
    assert samples.CAMERA.encode() not in kept
    assert points(kept) == points(photo)


def test_a_signed_document_with_a_place_says_that_its_signature_is_gone():
    sent = samples.pdf_with_photo(samples.photo(), AcroForm=samples.SIGNED)
    assert received(("lei.pdf", sent)).origin["changes"] == ["place", "signature"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ata.docx", samples.office_with_fields("DDEAUTO c:\\cmd.exe")),
        ("ata.docx", samples.office_with_fields("DD", "E", "AUTO c:\\cmd.exe")),
        (
            "tabela.xlsx",
            samples.office(
                samples.SHEET,
                **{"xl/externalLinks/externalLink1.xml": b'<ddeLink ddeService="cmd"/>'},
            ),
        ),
        (
            "ata.odt",
            samples.open_document(
                **{
                    "content.xml": b'<d:image xmlns:d="d" xmlns:xlink="x"'
                    b' xlink:href="https://example.org/seen.png"/>'
                }
            ),
        ),
    ],
    ids=["a command", "a command in pieces", "a command in a table", "a picture from elsewhere"],
)
def test_a_document_that_starts_something_is_refused(name, content):
    assert refusal((name, content)) == sentence("fetches", name)


def test_a_field_and_a_link_are_no_harm():
    fields = samples.office_with_fields("PAGE", "HYPERLINK &quot;https://example.org&quot;")
    assert received(("ata.docx", fields)).origin is None
    link = b'<t:a xmlns:t="t" xmlns:xlink="x" xlink:href="https://example.org">lei</t:a>'
    assert received(("ata.odt", samples.open_document(**{"content.xml": link}))).origin is None


def test_a_document_that_ends_too_early_is_refused():
    torn = samples.office(**{"word/document.xml": b'<w:p xmlns:w="w"><w:r>'})
    assert refusal(("ata.docx", torn)) == sentence("office", "ata.docx")


# ------------------------------------------------------------------ several photos
PHOTOS = [
    ("ata-1.jpg", samples.photo(orientation=6)),
    ("ata-2.heic", samples.photo("HEIF")),
    ("ata-3.png", samples.picture("PNG", size=(3000, 100))),
]


def test_several_photos_become_one_pdf_in_their_order():
    made = received(*PHOTOS)
    assert (made.name, made.extension) == ("ata-1 and 2 more.pdf", "pdf")
    assert made.content_type == "application/pdf"
    assert [one["name"] for one in made.origin["files"]] == [name for name, _ in PHOTOS]
    with pikepdf.open(made.file) as pdf:
        boxes = [[round(float(one)) for one in page.MediaBox] for page in pdf.pages]
        images = [page.Resources.XObject.Photo for page in pdf.pages]
    assert boxes == [[0, 0, 595, 842], [0, 0, 842, 595], [0, 0, 842, 595]]
    assert [int(one.Width) for one in images] == [32, 64, 2480]
    assert samples.CAMERA.encode() not in bytes_of(made)


def test_a_screen_reader_can_follow_it():
    with pikepdf.open(received(*PHOTOS).file) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo.Title) == "ata-1 and 2 more"
        assert pdf.open_metadata()["dc:title"] == "ata-1 and 2 more"
        figures = pdf.Root.StructTreeRoot.K[0].K
        assert [str(one.Alt) for one in figures][1] == "Photo 2 of 3: ata-2.heic"
        assert all(
            figure.Pg.objgen == page.objgen for figure, page in zip(figures, pdf.pages, strict=True)
        )


def test_only_photos_are_bound_together():
    assert "several photos" in refusal(PHOTOS[0], ("lei.pdf", samples.PDF))
    many = [PHOTOS[0]] * (MOST_PHOTOS + 1)
    assert str(MOST_PHOTOS) in refusal(*many)


def test_one_bad_photo_is_named():
    bad = ("b.jpg", samples.photo()[:400])
    assert refusal(PHOTOS[0], bad, PHOTOS[1]) == sentence("picture", "b.jpg")


# ------------------------------------------------------------------ the workshop itself
def test_its_end_is_a_refusal(monkeypatch):
    monkeypatch.setattr(working, "PATIENCE", 0.001)
    assert refusal(("lei.pdf", samples.PDF)) == sentence("too_much", "lei.pdf")


def test_it_knows_nothing_of_us(monkeypatch):
    """No environment: the secrets of the site stand there."""
    monkeypatch.setenv("SECRET_KEY", "canary")
    seen = {}
    run = working.subprocess.run

    def spy(*args, **kwargs):
        seen.update(kwargs)
        return run(*args, **kwargs)

    monkeypatch.setattr(working.subprocess, "run", spy)
    received(("lei.pdf", samples.PDF))
    assert seen["env"] == {}


def test_a_fault_of_our_own_is_loud():
    with pytest.raises(RuntimeError, match="KeyError"):
        working.work("nothing", ["x"])


def test_a_full_disk_is_said(monkeypatch, tmp_path):
    def full(*_args):
        raise OSError(28, "full")

    monkeypatch.setattr(scratch, "laid_out", full)
    assert "Your answers are safe" in refusal(("lei.pdf", samples.PDF))


# ------------------------------------------------------------------ the field of a form
class Form(forms.Form):
    file = UploadField()
    table = UploadField(allowed=("csv",), required=False)


def test_a_form_takes_several_photos_and_keeps_what_was_sent(world):
    files = [SimpleUploadedFile(name, content) for name, content in PHOTOS]
    form = Form(files=MultiValueDict({"file": files}))
    assert form.is_valid(), form.errors
    with world.br.desk():
        kept = store(form.cleaned_data["file"], purpose="evidence")
    assert [one["name"] for one in kept.origin["files"]] == [name for name, _ in PHOTOS]
    assert kept.sha256 == hashlib.sha256(open_file(kept).read()).hexdigest()
    assert kept.changes == []


def test_what_was_taken_out_is_said(world):
    (given, _changes) = samples.ACTING["a script beside a signature"]
    with world.br.desk():
        kept = store(received(("lei.pdf", samples.pdf(**given))), purpose="evidence")
    assert len(kept.changes) == 2
    assert kept.changes[0] == "Programs inside it were taken out."


def test_where_tables_are_asked_for_there_is_one():
    files = [SimpleUploadedFile("a.csv", samples.CSV) for _ in range(2)]
    form = Form(files=MultiValueDict({"file": files[:1], "table": files}))
    assert form.errors["table"] == ["Choose one file."]
    assert "multiple" in str(Form()["file"])
    assert "multiple" not in str(Form()["table"])


def test_a_large_upload_waits_beside_the_files(settings):
    file = scratch.LargeUploads()
    file.new_file("file", "a.pdf", "application/pdf", 0, None)
    assert Path(file.file.temporary_file_path()).parent == scratch.folder()
    file.receive_data_chunk(b"x", 0)
    file.upload_interrupted()
