"""Where a photograph inside of a document was taken: left out, its points untouched.

A document is not drawn anew, so a JPEG in it keeps its very bytes but for what is told beside them:
the place, the device and the words of its maker, and whatever follows its end.
"""

import re
from collections.abc import Iterator

from PIL import ExifTags, Image

_TOLD, _SCAN, _END = 0xE1, 0xDA, 0xD9
_ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length
_NEXT = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_EXIF = b"Exif\x00\x00"


def without_place(jpeg: bytes) -> bytes | None:
    """The picture without what tells where it was taken; ``None`` when nothing does."""
    try:
        segments = list(_segments(jpeg))
    except IndexError:  # cut short: nobody shows it either
        return None
    if not any(map(_tells, segments)) and not _tells_behind(jpeg, segments):
        return None
    kept = [one for one in segments if one[1] != _TOLD]
    return b"\xff\xd8" + _upright(segments) + b"".join(kept)


def _segments(jpeg: bytes) -> Iterator[bytes]:
    """Its parts from behind the first mark to the last, a scan with the points that follow it."""
    at = 2
    while jpeg[at] == 0xFF and jpeg[at + 1] != _END:
        marker = jpeg[at + 1]
        end = at + 2 if marker in _ALONE else at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        if marker == _SCAN:
            following = _NEXT.search(jpeg, end)
            end = following.start() if following else len(jpeg)
        yield jpeg[at:end]
        at = end
    yield b"\xff\xd9"


def _tells(segment: bytes) -> bool:
    if segment[1] != _TOLD:
        return False
    exif = _exif(segment)
    return bool(exif.get_ifd(ExifTags.IFD.GPSInfo)) if exif else b"GPS" in segment


def _tells_behind(jpeg: bytes, segments: list[bytes]) -> bool:
    """Telephones put a second picture behind the first, with a place of its own."""
    return _EXIF in jpeg[2 + sum(map(len, segments)) :]


def _upright(segments: list[bytes]) -> bytes:
    """What says which way up the picture is, alone."""
    held = next((exif for one in segments if (exif := _exif(one))), None)
    turn = held.get(ExifTags.Base.Orientation, 1) if held else 1
    if turn not in range(2, 9):
        return b""
    told = Image.Exif()
    told[ExifTags.Base.Orientation] = turn
    content = _EXIF + told.tobytes().removeprefix(_EXIF)
    return b"\xff\xe1" + (len(content) + 2).to_bytes(2) + content


def _exif(segment: bytes) -> Image.Exif | None:
    if segment[1] != _TOLD or not segment[4:].startswith(_EXIF):
        return None
    held = Image.Exif()
    try:
        held.load(segment[4:])
    except Exception:  # forged, or a device's own: then its bytes are asked
        return None
    return held
