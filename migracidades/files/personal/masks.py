"""A value so that whoever sent it knows it again, and nobody learns it."""

from .finding import EMAIL, TELEPHONE

HIDDEN = "*"
LAST = 4


def masked(kind: str, written: str) -> str:
    """``***.456.789-**``, ``m*****@gmail.com``, ``*****5432``."""
    written = " ".join(written.split()).upper()
    if kind == EMAIL:
        local, _at, domain = written.lower().rpartition("@")
        return f"{local[:1]}{HIDDEN * 5}@{domain}"
    if kind == TELEPHONE:
        return HIDDEN * 5 + "".join(filter(str.isdigit, written))[-LAST:]
    signs = sum(one.isalnum() for one in written)
    first, last = signs // 3, max(2, signs // 5)
    return _hide(_hide(written, 0, first), signs - last, signs)


def _hide(written: str, begin: int, end: int) -> str:
    """The letters and digits from one to another, counted without what is between them."""
    made, number = [], 0
    for sign in written:
        counts = sign.isalnum() or sign == HIDDEN
        made.append(HIDDEN if counts and begin <= number < end else sign)
        number += counts
    return "".join(made)
