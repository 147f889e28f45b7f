"""What each accepted kind of file is: its type, and how its content shows that it really is one.

A check reads the content only as far as it must and raises ``Mismatch`` when it is something else,
``Unfit`` when it is the kind, but not one we keep. Kinds that can carry programs (SVG, HTML, macro
formats, archives) are not in the table, and so are refused. Pictures and documents are opened by
the workshop afterwards (``files.receiving``): here what is quickly seen is looked at.
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from .archives import OFFICE, OPEN, demand_none, office, open_document
from .disguises import holds_markup
from .ends import head, tail
from .faults import Mismatch, Unfit

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<?php", b"{\\rtf", b"%pdf")
_BOMS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True)
class Kind:
    """``form`` is how the workshop knows it, empty for what it does not open; ``kept_as`` is the
    extension it has afterwards, if another.
    """

    content_type: str
    check: Callable[[IO[bytes]], None]
    form: str = ""
    kept_as: str = ""


def _pdf(file: IO[bytes]) -> None:
    start = head(file, 1024)
    if not start.startswith(b"%PDF-") or b"%%EOF" not in tail(file, 1024):
        raise Mismatch
    if holds_markup(start):
        raise Unfit("two_at_once")
    demand_none(file)


def _picture(first: bytes) -> Callable[[IO[bytes]], None]:
    beginning = re.compile(first, re.DOTALL)

    def check(file: IO[bytes]) -> None:
        if not beginning.match(head(file, 16)):
            raise Mismatch
        demand_none(file)

    return check


def _text(file: IO[bytes]) -> None:
    start = head(file, 512)
    encoding = next((name for bom, name in _BOMS.items() if start.startswith(bom)), None)
    file.seek(0)
    content = file.read()
    if encoding:
        content = _decoded(content, encoding).encode()
    opening = content.removeprefix(codecs.BOM_UTF8).lstrip()[:512].lower()
    if _CONTROL.search(content) or opening.startswith(_MARKUP):
        raise Mismatch


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Mismatch from error


_JPEG = Kind("image/jpeg", _picture(rb"\xff\xd8\xff"), "JPEG")
# What telephones make of a photograph; hardly any office computer shows it.
_HEIC = Kind("image/heic", _picture(rb".{4}ftyp(hei|hev|mif|msf)"), "HEIF", "jpg")
KINDS = {
    "pdf": Kind("application/pdf", _pdf, "PDF"),
    "docx": Kind(f"{OFFICE}wordprocessingml.document", office("wordprocessingml.document"), "ZIP"),
    "odt": Kind(f"{OPEN}text", open_document("text"), "ZIP"),
    "xlsx": Kind(f"{OFFICE}spreadsheetml.sheet", office("spreadsheetml.sheet"), "ZIP"),
    "ods": Kind(f"{OPEN}spreadsheet", open_document("spreadsheet"), "ZIP"),
    "csv": Kind("text/csv", _text),
    "txt": Kind("text/plain", _text),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": Kind("image/png", _picture(rb"\x89PNG\r\n\x1a\n"), "PNG"),
    "webp": Kind("image/webp", _picture(rb"RIFF.{4}WEBP"), "WEBP"),
    "heic": _HEIC,
    "heif": _HEIC,
}
PICTURES = ("jpg", "jpeg", "png", "webp", "heic", "heif")
SCANS = ("pdf", *PICTURES)
SHEETS = ("xlsx", "ods", "csv")
ALL = tuple(KINDS)
