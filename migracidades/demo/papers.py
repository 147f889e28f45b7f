"""Papers that look like nothing official: one page of text that says DEMONSTRATION.

Written by hand as PDF, so that seeding needs no library that draws.
"""

from dataclasses import replace

from django.core.files.uploadedfile import SimpleUploadedFile

from migracidades.files.accept import Accepted, check

_PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R"
    b"/Resources<</Font<</F1 4 0 R>>>>>>"
)
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def paper(name: str, *lines: str, mark: str) -> Accepted:
    """A PDF called ``name`` with ``mark`` over ``lines``, accepted as any upload is.

    It tells of nobody: that is known, and needs not be looked for.
    """
    made = check(SimpleUploadedFile(f"{name}.pdf", _pdf(mark, lines)))
    return replace(made, personal={"read": "whole", "found": {}})


def _pdf(mark: str, lines: tuple[str, ...]) -> bytes:
    content = _content(mark, lines)
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        _PAGE,
        _FONT,
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
    )
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(written))
        written += b"%d 0 obj%s\nendobj\n" % (number, body)
    return written + _table(places, at=len(written))


def _content(mark: str, lines: tuple[str, ...]) -> bytes:
    shown = [f"BT /F1 28 Tf 56 770 Td {_text(mark)} Tj ET"]
    for number, line in enumerate(lines):
        shown.append(f"BT /F1 12 Tf 56 {720 - 20 * number} Td {_text(line)} Tj ET")
    return "\n".join(shown).encode("cp1252", errors="replace")


def _text(line: str) -> str:
    escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"({escaped})"


def _table(places: list[int], *, at: int) -> bytes:
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    return head + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, at)
