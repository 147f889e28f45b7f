"""Small files of every kind, true and forged."""

import io
import zipfile
import zlib
from typing import Any

import pikepdf
import pillow_heif
from pikepdf import Array, Dictionary, Name
from PIL import ExifTags, Image

CAMERA = "Camera-canary"

PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(200)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
CSV = "código;nome\n5003207;Corumbá\n".encode()

OFFICE = "application/vnd.openxmlformats-officedocument."
WORD, SHEET = "wordprocessingml.document", "spreadsheetml.sheet"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def office(part: str = WORD, *, main: str = "", **more: bytes) -> bytes:
    main = main or f"{OFFICE}{part}.main+xml"
    types = f'<Types><Override PartName="/main.xml" ContentType="{main}"/></Types>'.encode()
    return archive({"[Content_Types].xml": types, "main.xml": b"<x/>"} | more)


def open_document(part: str = "text", **more: bytes) -> bytes:
    kind = f"application/vnd.oasis.opendocument.{part}".encode()
    return archive({"mimetype": kind, "content.xml": b"<x/>"} | more)


def picture(form: str, *, size: tuple[int, int] = (8, 8), **saved: Any) -> bytes:
    """A picture of one colour; ``saved`` goes to the library that writes it."""
    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **saved)
    return out.getvalue()


def photo(form: str = "JPEG", *, orientation: int = 1, **more: Any) -> bytes:
    """What a telephone makes: where it was taken, by which device, and which way it was held.

    Red on the left and blue on the right, as the device stored it.
    """
    pillow_heif.register_heif_opener()
    told = Image.Exif()
    told[ExifTags.Base.Make], told[ExifTags.Base.Orientation] = CAMERA, orientation
    told.get_ifd(ExifTags.IFD.GPSInfo).update({1: "S", 2: (19.0, 0.0, 33.0), 3: "W"})
    image = Image.new("RGB", (64, 32), "red")
    image.paste("blue", (32, 0, 64, 32))
    out = io.BytesIO()
    image.save(out, form, exif=told.tobytes(), **more)
    return out.getvalue()


def huge_png() -> bytes:
    """A few bytes that claim a billion pixels."""
    png = bytearray(picture("PNG"))
    png[16:24] = (40_000).to_bytes(4, "big") * 2
    png[29:33] = zlib.crc32(bytes(png[12:29])).to_bytes(4, "big")
    return bytes(png)


def bomb() -> bytes:
    """Kilobytes that unpack to more than is allowed."""
    zeros = bytes(30 * 1024 * 1024)
    return office(**{f"word/media/{number}.bin": zeros for number in range(7)})


def pdf_that_is_an_archive() -> bytes:
    hidden = archive({"virus.js": b"alert(1)"})
    return (
        PDF.replace(b"%%EOF\n", b"")
        + hidden[:-2]
        + len(b"%%EOF\n").to_bytes(2, "little")
        + b"%%EOF\n"
    )


def office_with_a_declaration(declared: str, name: str = "word/document.xml") -> bytes:
    return office(**{name: f'<?xml version="1.0"?>{declared}<x/>'.encode()})


XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
FAR_RULES = '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">'
REFERS = (
    '<?xml version="1.0"?><Relationships><Relationship Id="r1" Type="http://x/relationships/{kind}"'
    ' Target="{target}" TargetMode="External"/></Relationships>'
)


def office_that_refers(kind: str, target: str, encoding: str = "utf-8") -> bytes:
    told = REFERS.format(kind=kind, target=target).encode(encoding)
    return office(**{"word/_rels/document.xml.rels": told})


def office_with_fields(*pieces: str) -> bytes:
    """A letter with one field whose instruction is cut into pieces, as an author may cut it."""
    runs = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in pieces)
    return office(**{"word/document.xml": f'<w:p xmlns:w="w">{runs}</w:p>'.encode()})


OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def jpegs_in(content: bytes) -> list[bytes]:
    """The photographs that an office document holds."""
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        return [held.read(name) for name in held.namelist() if name.endswith(".jpg")]


def photo_with_another_behind() -> bytes:
    """Telephones put a second, smaller picture behind the first, with a place of its own."""
    return picture("JPEG") + photo()


# ------------------------------------------------------------------ PDFs that act
TEXT = b"BT /F1 12 Tf 72 720 Td (Decreto 5.003 de Corumba) Tj ET"


def pdf(*, root: Any = (), page: Any = (), **saving: Any) -> bytes:
    """A page with a text, and what is put into its catalogue and its page."""
    made = pikepdf.new()
    sheet = made.add_blank_page(page_size=(595, 842)).obj
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    sheet.Resources = Dictionary(Font=Dictionary(F1=font))
    sheet.Contents = made.make_stream(TEXT)
    for holder, entries in ((made.Root, root), (sheet, page)):
        for key, value in dict(entries).items():
            holder[f"/{key}"] = value(made) if callable(value) else value
    out = io.BytesIO()
    made.save(out, **saving)
    return out.getvalue()


def pdf_with_photo(jpeg: bytes, *, packed: bool = False, **root: Any) -> bytes:
    """A page that shows a photograph, as scanning programs of telephones make it."""

    def shown(made: pikepdf.Pdf) -> Dictionary:
        drawn = made.make_stream(zlib.compress(jpeg) if packed else jpeg)
        drawn.Type, drawn.Subtype = Name.XObject, Name.Image
        drawn.Filter = Array([Name.FlateDecode, Name.DCTDecode]) if packed else Name.DCTDecode
        drawn.Width, drawn.Height, drawn.BitsPerComponent = 64, 32, 8
        drawn.ColorSpace = Name.DeviceRGB
        return Dictionary(XObject=Dictionary(Photo=drawn))

    return pdf(page={"Resources": shown}, root=root)


SCRIPT = Dictionary(S=Name.JavaScript, JS="app.alert('canary-script')")
LAUNCH = Dictionary(S=Name.Launch, F="canary.exe")
LAW = Dictionary(S=Name.URI, URI="https://example.org/lei")


def note(**entries: Any) -> Dictionary:
    return Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **entries)


def inside(made: pikepdf.Pdf) -> Dictionary:
    file = made.make_stream(b"canary-inside")
    spec = Dictionary(Type=Name.Filespec, F="a.exe", EF=Dictionary(F=file))
    return Dictionary(EmbeddedFiles=Dictionary(Names=Array(["a.exe", spec])))


def hidden(made: pikepdf.Pdf) -> Dictionary:
    """A script behind a harmless move, and in a place that no list of places names."""
    move = Dictionary(S=Name.GoTo, D="x", Next=Array([SCRIPT]))
    return Dictionary(Anywhere=Array([Dictionary(Deep=made.make_indirect(move))]))


def form(**entries: Any) -> Dictionary:
    return Dictionary(Fields=Array(), **entries)


SIGNED = form(
    Fields_=Array([Dictionary(FT=Name.Sig, V=Dictionary(ByteRange=[0, 1, 2, 3], Contents="x"))])
)
ACTING = {
    "a script when it opens": ({"root": {"OpenAction": SCRIPT}}, {"scripts"}),
    "a script of a page": ({"page": {"AA": Dictionary(O=SCRIPT)}}, {"scripts"}),
    "named scripts": ({"root": {"Names": Dictionary(JavaScript=Array([SCRIPT]))}}, {"scripts"}),
    "a hidden script": ({"root": {"PieceInfo": hidden}}, {"scripts"}),
    "a form of scripts": ({"root": {"AcroForm": form(XFA="canary-script")}}, {"scripts"}),
    "a program": ({"page": {"Annots": Array([note(Subtype=Name.Link, A=LAUNCH)])}}, {"actions"}),
    "a form that sends": (
        {"root": {"OpenAction": Dictionary(S=Name.SubmitForm, F="http://canary.test")}},
        {"actions"},
    ),
    "a script as a link": (
        {"root": {"OpenAction": Dictionary(S=Name.URI, URI="java\tscript:canary()")}},
        {"actions"},
    ),
    "a file inside": ({"root": {"Names": inside}}, {"inside"}),
    "a file on a page": (
        {"page": {"Annots": Array([note(Subtype=Name.FileAttachment, FS="canary.exe")])}},
        {"inside"},
    ),
    "a film": ({"page": {"Annots": Array([note(Subtype=Name.RichMedia)])}}, {"media"}),
    "a script beside a signature": (
        {"root": {"OpenAction": SCRIPT, "AcroForm": SIGNED}},
        {"scripts", "signature"},
    ),
}


TRUE = {
    "pdf": PDF,
    "docx": office(WORD),
    "xlsx": office(SHEET),
    "odt": open_document("text"),
    "ods": open_document("spreadsheet"),
    "csv": CSV,
    "txt": "Olá, São José\r\n".encode("cp1252"),
    "jpg": picture("JPEG"),
    "jpeg": picture("JPEG"),
    "png": picture("PNG"),
    "webp": picture("WEBP"),
    "heic": picture("HEIF"),
    "heif": picture("HEIF"),
}
