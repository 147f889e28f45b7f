"""What is wrong with a questionnaire: a sentence that waits for its reader, and where it belongs.

The loader, the form of a draft and an imported file find the same faults. They are said in English
to whoever runs a command, and in their own language to an administrator.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from dimensions.tongues import language_said

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Said:
    """A sentence with its words; ``str()`` gives it in the language in force."""

    message: Promise | str
    words: Mapping[str, Any]

    def __str__(self) -> str:
        return str(self.message) % self.words


def say(message: Promise | str, **words: Any) -> Said:
    return Said(message, words)


@dataclass(frozen=True)
class Fault:
    """One fault: the sentence, the object it speaks of ("D3.2"), its place and its line.

    ``place`` leads to the value from the top of the questionnaire:
    ``("dimensions", 2, "indicators", 0, "weight")``. Only what was read from a file has ``file``
    and ``line``.
    """

    said: Said
    place: Place = ()
    label: str = ""
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        sentence = f"{self.label}: {self.said}" if self.label else str(self.said)
        where = {"file": self.file, "line": self.line, "sentence": sentence}
        return _("%(file)s, line %(line)s: %(sentence)s") % where if self.line else sentence

    def worded(self, names: Mapping[str, Promise | str]) -> str:
        """The sentence as a form says it: key and language by their names, no object, no line.

        ``names`` are by the way to a value: "dimensions.indicators.weight".
        """
        name = names.get(".".join(step for step in self.place if isinstance(step, str)))
        words = dict(self.said.words)
        if name and "key" in words:
            words["key"] = f"“{name}”"
        if "language" in words:
            words["language"] = language_said(words["language"])
        return str(Said(self.said.message, words))


class ContentError(Exception):
    """Content that cannot be used. ``found`` holds its faults, ``faults`` their English words."""

    def __init__(self, found: Iterable[Fault]):
        self.found = list(found)
        with override("en"):
            self.faults = [str(one) for one in self.found]
        super().__init__("\n".join(self.faults))
