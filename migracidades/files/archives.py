"""Documents that are archives inside: of an office program, and nothing else besides.

Sizes are believed as they are declared: what unpacks such a file later reads no more than that.
What only a reading of the whole document shows, the workshop looks for (``workshop.office``).
"""

import re
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import IO
from xml.parsers import expat

from .disguises import PROGRAMS
from .ends import head, tail
from .faults import Mismatch, Unfit

MAX_UNPACKED = 200 * 1024 * 1024
MAX_MEMBERS = 5000
MAX_CONTENT_TYPES = 1024 * 1024
MAX_PROLOGUE = 64 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # a password makes this of a new document, too
_END = b"PK\x05\x06"
_TAIL = 22 + 0xFFFF
_MACROS = re.compile(r"vbaproject.*\.bin$|/activex/|^(basic|scripts)/", re.IGNORECASE)
# What points outside and waits for a person: a link is followed by a click, and a spreadsheet asks
# before it reads another one. Pictures, templates and objects are fetched at once.
_ASKED_FOR = ("/hyperlink", "/externalLinkPath")
# A chart brings the table it was drawn from along; anything else in there is opened by a click.
_PACKED = re.compile(r"/embeddings/(?!.*\.(xlsx|docx|pptx)$)", re.IGNORECASE)
_STARTED = {
    *(".exe", ".dll", ".com", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".lnk", ".hta", ".jar"),
    *(".js", ".jse", ".vbs", ".vbe", ".wsf", ".docm", ".xlsm", ".pptm", ".dotm", ".xlsb"),
}
_DRAWN = (".xml", ".rels", ".odttf", ".fntdata", ".ttf")  # fonts may begin with any bytes


def office(part: str) -> Callable[[IO[bytes]], None]:
    """The check of a Word or Excel document of today."""
    main = f"{OFFICE}{part}.main+xml".encode()

    def check(file: IO[bytes]) -> None:
        with opened(file) as archive:
            types = _member(archive, "[Content_Types].xml")
            if b"macroEnabled" in types:
                raise Unfit("macros")
            if main not in types:
                raise Mismatch
            _demand_quiet(archive)

    return check


def open_document(part: str) -> Callable[[IO[bytes]], None]:
    """The check of a LibreOffice document."""

    def check(file: IO[bytes]) -> None:
        with opened(file) as archive:
            if _member(archive, "mimetype").strip() != f"{OPEN}{part}".encode():
                raise Mismatch
            listed = "META-INF/manifest.xml"
            if listed in archive.namelist() and b"encryption-data" in _member(archive, listed):
                raise Unfit("locked")
            _demand_quiet(archive)

    return check


def opened(file: IO[bytes]) -> zipfile.ZipFile:
    """The archive, whose members are few and small. Raises ``Mismatch`` or ``Unfit``."""
    if head(file, 8) == _OLD:
        raise Unfit("locked")
    if head(file, 4) != b"PK\x03\x04":
        raise Mismatch
    try:
        archive = zipfile.ZipFile(file)
    except Exception as error:  # a forged archive may fail in any way
        raise Mismatch from error
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_UNPACKED:
        raise Unfit("unpacked")
    return archive


def demand_none(file: IO[bytes]) -> None:
    """Refuse a file that is an archive as well, for a reader that starts from its end."""
    end = tail(file, _TAIL)
    at = end.find(_END)
    while at >= 0:
        comment = int.from_bytes(end[at + 20 : at + 22], "little")
        if at + 22 + comment == len(end):
            raise Unfit("two_at_once")
        at = end.find(_END, at + 1)


def _demand_quiet(archive: zipfile.ZipFile) -> None:
    """No macros, nothing fetched by itself, no entities, no other files: in none of its parts."""
    for one in archive.infolist():
        if _MACROS.search(one.filename):
            raise Unfit("macros")
        if one.flag_bits & 1:
            raise Unfit("locked")
        _demand_none_packed(archive, one)
        if one.filename.endswith((".xml", ".rels")) and one.file_size:
            _demand_plain(archive, one)
        if one.filename.endswith(".rels") and one.file_size:
            _demand_nothing_fetched(archive, one)


def _demand_none_packed(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> None:
    ending = PurePosixPath(one.filename.lower()).suffix
    if ending in _STARTED or _PACKED.search(f"/{one.filename}"):
        raise Unfit("packed")
    if ending not in _DRAWN and _member(archive, one.filename, 8).startswith(PROGRAMS):
        raise Unfit("packed")


def _demand_nothing_fetched(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> None:
    if one.file_size > MAX_CONTENT_TYPES:
        raise Unfit("unpacked")

    def related(_name: str, told: dict[str, str]) -> None:
        outside = told.get("TargetMode", "").lower() == "external"
        if outside and not told.get("Type", "").endswith(_ASKED_FOR):
            raise Unfit("fetches")

    parser = expat.ParserCreate()
    parser.StartElementHandler = related
    try:
        parser.Parse(_member(archive, one.filename), True)
    except expat.ExpatError as error:
        raise Mismatch from error


def _member(archive: zipfile.ZipFile, name: str, most: int = MAX_CONTENT_TYPES) -> bytes:
    try:
        with archive.open(name) as member:
            return member.read(most)
    except Exception as error:  # a forged archive may fail in any way
        raise Mismatch from error


class _Begun(Exception):
    """The first element: what could declare something lies behind us."""


def _demand_plain(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> None:
    """The XML begins without declaring anything. Read up to its first element."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _declared
    parser.StartElementHandler = _begun
    try:
        with archive.open(one) as member:
            parser.Parse(member.read(MAX_PROLOGUE), False)
    except _Begun:
        return
    except Unfit:
        raise
    except Exception as error:  # neither XML nor an honest archive
        raise Mismatch from error
    raise Mismatch


def _begun(*_: object) -> None:
    raise _Begun


def _declared(_name: str, system: str | None, _public: str | None, inner: int) -> None:
    # OpenOffice of old names the rules of its manifest by a bare file name.
    if inner or (system and re.search(r"[:/\\]", system)):
        raise Unfit("entity")
