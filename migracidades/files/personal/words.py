"""Where a text names what a number is: “CPF”, “pasaporte”, “celular”."""

import re
from bisect import bisect_right
from collections.abc import Iterable

from .flat import flat

# How far a number may stand behind the word: in its line, or below it in a column. Or the word
# follows at once, in brackets.
BESIDE, BELOW, AFTER = 45, 110, 3
UNNAMED, OTHERWISE = 1000, 2000


_LABEL = re.compile(r"(?::|\bn[º°o.]{0,2}) ?$")
_ENDS = re.compile(r"[;,|\n]")


class Words:
    """Some words in a flat text."""

    def __init__(self, words: Iterable[str], text: str):
        named = "|".join(re.escape(flat(one)) for one in words)
        self._text = text
        self._pattern = re.compile(rf"(?<![a-z])(?:{named})s?(?![a-z])")
        self._ends = [one.end() for one in self._pattern.finditer(text)] if named else []

    def __bool__(self) -> bool:
        return bool(self._ends)

    def distance(self, start: int, end: int) -> int:
        """How far a place is from the word that names it; ``UNNAMED`` without one.

        A number belongs to its own label (“Protocolo:”, “Lei nº”) and to no other: with one it may
        be named ``OTHERWISE``.
        """
        near = self._text[max(start - BESIDE, 0) : start]
        labelled = bool(_LABEL.search(near))
        before = bisect_right(self._ends, start)
        last = self._ends[before - 1] if before else -UNNAMED
        reach = len(_ENDS.split(near)[-1]) if labelled else self._reach(last, start)
        if start - last <= reach:
            return start - last
        if self._ends and self._pattern.match(self._text, self._behind(end)):
            return AFTER
        return OTHERWISE if labelled else UNNAMED

    def _reach(self, last: int, start: int) -> int:
        return BELOW if "\n" in self._text[last:start][-BELOW:] else BESIDE

    def _behind(self, end: int) -> int:
        """Where the next word begins."""
        while end < len(self._text) and self._text[end] in " (":
            end += 1
        return end
