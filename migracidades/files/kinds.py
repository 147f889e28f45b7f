"""What each accepted kind of file is: its type, and how its content shows that it really is one.

A check reads the content only as far as it must and raises ``Mismatch`` when it is something else,
``ValidationError`` with a sentence when it is the kind, but not one we keep. Kinds that can carry
programs (SVG, HTML, macro formats, archives) are not in the table, and so are refused.
"""

import codecs
import os
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

MAX_PIXELS = 80_000_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_MEMBERS = 5000
MAX_CONTENT_TYPES = 1024 * 1024

_ARCHIVE_END = b"PK\x05\x06"
_ARCHIVE_TAIL = 22 + 0xFFFF
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<?php", b"{\\rtf", b"%pdf")
_BOMS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."


class Mismatch(Exception):
    """The content is not of the kind that the file's name says."""


@dataclass(frozen=True)
class Kind:
    content_type: str
    check: Callable[[IO[bytes]], None]


def _pdf(file: IO[bytes]) -> None:
    if _head(file, 5) != b"%PDF-" or b"%%EOF" not in _tail(file, 1024):
        raise Mismatch
    _demand_no_archive(file)


def _picture(form: str) -> Callable[[IO[bytes]], None]:
    def check(file: IO[bytes]) -> None:
        file.seek(0)
        try:
            with Image.open(file, formats=[form]) as image:
                pixels = image.width * image.height
                image.verify()
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            pixels = MAX_PIXELS + 1
        except Exception as error:  # a forged picture may fail in any way
            raise Mismatch from error
        if pixels > MAX_PIXELS:
            raise ValidationError(_("The picture has too many pixels. Save it smaller."))
        _demand_no_archive(file)

    return check


def _office(part: str) -> Callable[[IO[bytes]], None]:
    main = f"{_OFFICE}{part}.main+xml".encode()

    def check(file: IO[bytes]) -> None:
        with _archive(file) as archive:
            types = _member(archive, "[Content_Types].xml")
            names = [name.lower() for name in archive.namelist()]
        if b"macroEnabled" in types or any(name.endswith("vbaproject.bin") for name in names):
            _refuse_macros()
        if main not in types:
            raise Mismatch

    return check


def _open_document(part: str) -> Callable[[IO[bytes]], None]:
    def check(file: IO[bytes]) -> None:
        with _archive(file) as archive:
            found, names = _member(archive, "mimetype"), archive.namelist()
        if any(name.startswith(("Basic/", "Scripts/")) for name in names):
            _refuse_macros()
        if found.strip() != f"{_OPEN}{part}".encode():
            raise Mismatch

    return check


def _text(file: IO[bytes]) -> None:
    start = _head(file, 512)
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


def _archive(file: IO[bytes]) -> zipfile.ZipFile:
    if _head(file, 4) != b"PK\x03\x04":
        raise Mismatch
    try:
        archive = zipfile.ZipFile(file)
    except Exception as error:  # a forged archive may fail in any way
        raise Mismatch from error
    _demand_small(archive)
    return archive


def _demand_small(archive: zipfile.ZipFile) -> None:
    # What unpacks it later reads no more than the sizes declared here.
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_UNPACKED:
        raise ValidationError(
            _("Unpacked, the file is far larger than it looks. Save it as PDF and send that.")
        )


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as member:
            return member.read(MAX_CONTENT_TYPES)
    except Exception as error:
        raise Mismatch from error


def _refuse_macros() -> None:
    raise ValidationError(
        _("The file holds macros (small programs). Save it without them, or as PDF.")
    )


def _demand_no_archive(file: IO[bytes]) -> None:
    """Refuse a file that is an archive as well, for a reader that starts from its end."""
    tail = _tail(file, _ARCHIVE_TAIL)
    at = tail.find(_ARCHIVE_END)
    while at >= 0:
        comment = int.from_bytes(tail[at + 20 : at + 22], "little")
        if at + 22 + comment == len(tail):
            raise Mismatch
        at = tail.find(_ARCHIVE_END, at + 1)


def _head(file: IO[bytes], count: int) -> bytes:
    file.seek(0)
    return file.read(count)


def _tail(file: IO[bytes], count: int) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - count, 0))
    return file.read()


_JPEG = Kind("image/jpeg", _picture("JPEG"))
KINDS = {
    "pdf": Kind("application/pdf", _pdf),
    "docx": Kind(f"{_OFFICE}wordprocessingml.document", _office("wordprocessingml.document")),
    "odt": Kind(f"{_OPEN}text", _open_document("text")),
    "xlsx": Kind(f"{_OFFICE}spreadsheetml.sheet", _office("spreadsheetml.sheet")),
    "ods": Kind(f"{_OPEN}spreadsheet", _open_document("spreadsheet")),
    "csv": Kind("text/csv", _text),
    "txt": Kind("text/plain", _text),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": Kind("image/png", _picture("PNG")),
    "webp": Kind("image/webp", _picture("WEBP")),
}
PICTURES = ("jpg", "jpeg", "png", "webp")
SCANS = ("pdf", *PICTURES)
SHEETS = ("xlsx", "ods", "csv")
ALL = tuple(KINDS)
