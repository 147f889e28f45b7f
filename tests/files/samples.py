"""Small files of every kind, true and forged."""

import io
import zipfile

from PIL import Image

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


def picture(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, form)
    return out.getvalue()


def huge_png() -> bytes:
    """A few bytes that claim a billion pixels."""
    png = bytearray(picture("PNG"))
    png[16:24] = (40_000).to_bytes(4, "big") * 2
    import zlib

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
}
