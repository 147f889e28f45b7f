"""Looks for personal data in a file. Only counts leave the workshop, and a few masked values for
the person who sent it: what was found is not written down anywhere.
"""

import time
from bisect import bisect_right
from typing import Any

from ..personal.finding import Document, Finding, Mobiles, Wanted, find
from ..personal.flat import flat
from ..personal.masks import masked
from . import tables, writings
from .pages import pages
from .texts import MOST, Piece, Pieces

SHOWN = 3
SECONDS = 2.0
READERS = {
    "pdf": pages,
    "docx": writings.docx,
    "odt": writings.odt,
    "txt": writings.txt,
    "xlsx": tables.xlsx,
    "ods": tables.ods,
    "csv": tables.csv,
}


def look(source: str, extension: str, documents: list[Any], mobiles: Any) -> dict[str, Any]:
    """What a file holds: ``read`` says whether it could be read whole, in part or not at all,
    ``found`` counts by kind what was found, ``shown`` says of the first of each where it stands.
    """
    wanted = Wanted([Document(**one) for one in documents], Mobiles(**mobiles))
    text, places, whole = collected(READERS[extension](source))
    if not text.strip():
        return {"read": "no", "found": {}, "shown": {}}
    found, shown = _told(find(text, wanted), text, places)
    return {"read": "whole" if whole else "part", "found": found, "shown": shown}


def collected(pieces: Pieces) -> tuple[str, list[tuple[int, Piece]], bool]:
    """The flat text with where each piece of it begins, and whether that is all there is."""
    parts, places, length, silent = [], [], 0, False
    until = time.process_time() + SECONDS
    try:
        for piece in pieces:
            read = flat(piece.text)[: MOST - length]
            silent = silent or (piece.paper and not read.strip())
            places.append((length, piece))
            parts.append(read + "\n")
            length += len(read) + 1
            if piece.last or length >= MOST or time.process_time() > until:
                return "".join(parts), places, False
    except MemoryError:
        raise
    except Exception:  # a forged document may fail in any way; what was read is looked through
        return "".join(parts), places, False
    return "".join(parts), places, not silent


def _told(
    findings: list[Finding], text: str, places: list[tuple[int, Piece]]
) -> tuple[dict[str, int], dict[str, Any]]:
    """Each value counts once, where it stands first."""
    values: dict[str, set[str]] = {}
    shown: dict[str, list[Any]] = {}
    begins = [begin for begin, _piece in places]
    for one in findings:
        known = values.setdefault(one.kind, set())
        listed = shown.setdefault(one.kind, [])
        if one.value not in known and len(listed) < SHOWN:
            _begin, piece = places[bisect_right(begins, one.start) - 1]
            listed.append([masked(one.kind, text[one.start : one.end]), piece.place])
        known.add(one.value)
    return {kind: len(held) for kind, held in values.items()}, shown
