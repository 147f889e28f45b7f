"""Texts as people type or paste them, made fit to be kept."""

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


def plain(text: str) -> str:
    """Return a text as it may be kept: NFC, one kind of line end, trimmed.

    Dropped are NUL and other control characters, halves of surrogate pairs, what is no character
    and no XML can say (U+FFFE, U+FFFF), and the marks that override the direction of writing (they
    can disguise what is read). The marks that Arabic and Hebrew need, and the joiners of emoji,
    stay.
    """
    lines = _LINE_ENDS.sub("\n", text)
    return unicodedata.normalize("NFC", _UNWANTED.sub("", lines)).strip()


def fold(text: str) -> str:
    """Return a name as it is compared and sorted: without case, accents, punctuation and doubled
    spaces.
    """
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(one for one in parts if not unicodedata.combining(one))
    return " ".join(re.findall(r"[^\W_]+", bare))
