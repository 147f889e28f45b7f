"""What a page or a document at a link is known again by.

A page by its place and its title: what stands inside it may change every day and says nothing. A
document by its bytes: the digest of its beginning, its length and the digest of all of it, as far
as a visit could tell them. Two marks of a document are compared by what both know, so that a slow
day changes nothing.
"""

import re
from hashlib import sha256
from html import unescape
from itertools import zip_longest
from urllib.parse import urlsplit

from migracidades.kit.fetching import Seen

PAGES = ("text/html", "application/xhtml+xml")
BYTES = "sha256:"

_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


def mark_of(seen: Seen) -> str:
    """The mark of what was seen, of at most 200 characters."""
    if seen.content_type not in PAGES:
        return f"{BYTES}{seen.digest}:{seen.length or ''}:{seen.whole}"
    title = _TITLE.search(seen.body)
    words = " ".join(unescape(title[1].decode("utf-8", "replace")).split()) if title else ""
    return f"{_place(seen.address)} {sha256(words.encode()).hexdigest()}"[:200]


def alike(one: str, other: str) -> bool:
    """Whether two marks may be of the same thing."""
    if not (one.startswith(BYTES) and other.startswith(BYTES)):
        return one == other
    return all(a == b for a, b in _told(one, other) if a and b)


def joined(one: str, other: str) -> str:
    """All that two marks of the same thing know of it."""
    if not (one.startswith(BYTES) and other.startswith(BYTES)):
        return other
    return BYTES + ":".join(a or b for a, b in _told(one, other))


def _told(one: str, other: str) -> list[tuple[str, str]]:
    first, second = (mark.removeprefix(BYTES).split(":") for mark in (one, other))
    return list(zip_longest(first, second, fillvalue=""))


def _place(address: str) -> str:
    """An address without what changes from visit to visit: scheme, port, query."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}"[:130]
