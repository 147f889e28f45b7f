"""What a file really is that is not what its name says, as far as its first bytes tell."""

from typing import IO

import puremagic

from .ends import head

PROGRAMS = (
    *(b"MZ", b"\x7fELF", b"#!", b"dex\n", b"L\x00\x00\x00\x01\x14\x02\x00"),
    *(b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"),
)
WEB = (b"<html", b"<!doctype html", b"<script", b"<body", b"<iframe", b"<?php")
FAMILIAR = {
    *("pdf", "docx", "odt", "xlsx", "ods", "csv", "txt", "jpg", "jpeg", "png", "webp", "heic"),
    *("zip", "rar", "7z", "gif", "tif", "doc", "xls", "ppt", "pptx", "rtf", "mp4", "mp3"),
}
_PRINTED = 1024


def reason(file: IO[bytes]) -> str:
    """The word of ``files.sentences`` for what it is; empty when it is nothing of note."""
    start = head(file, _PRINTED)
    if start.startswith(PROGRAMS):
        return "program"
    text = start.replace(b"\x00", b"").lower()  # also of two bytes a letter
    if b"<svg" in text:
        return "drawing"
    return "web" if holds_markup(text) else ""


def holds_markup(text: bytes) -> bool:
    """Whether a browser that looks at the first bytes would take them for a page."""
    return any(mark in text.lower() for mark in WEB)


def extension(file: IO[bytes], said: str) -> str:
    """The ending that its content has by right, when people know it and it is not ``said``."""
    try:
        matches = puremagic.magic_string(head(file, 4096))
    except (puremagic.PureError, ValueError):
        return ""
    endings = (match.extension.lstrip(".").lower() for match in matches)
    return next((one for one in endings if one in FAMILIAR and one != said), "")
