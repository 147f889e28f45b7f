"""A text as it is looked through: plain letters, plain dashes, nothing that cannot be seen."""

import unicodedata

_UNSEEN = dict.fromkeys(
    [0x0D, 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF]
)
_DASHES = dict.fromkeys([0x02, 0xFFFE, *range(0x2010, 0x2016), 0x2212], "-")
_SPACES = dict.fromkeys([0x09, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x3000], " ")


def _bare(code: int) -> str:
    letter = unicodedata.normalize("NFD", chr(code))[0].lower()
    return letter if len(letter) == 1 else chr(code)


_LETTERS = {code: _bare(code) for code in (*range(0x41, 0x5B), *range(0xC0, 0x250))}
_FLAT = _UNSEEN | _DASHES | _SPACES | _LETTERS  # a reader of PDFs gives a dash at a line's end as 2


def flat(text: str) -> str:
    """The text without case, accents and marks, with one kind of dash and of space."""
    return unicodedata.normalize("NFC", text).translate(_FLAT)
