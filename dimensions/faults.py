"""What is wrong with a questionnaire: a sentence that waits for its reader, and where it belongs.

The loader, the form of a draft and an imported file find the same faults. They are said in English
to whoever runs a command, and in their own language to an administrator.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import override

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
        return f"{self.file}, line {self.line}: {sentence}" if self.line else sentence

    def worded(self, names: Mapping[str, Promise | str]) -> str:
        """The sentence with the key called as a form calls it, without object and line.

        ``names`` are by the way to a value: "dimensions.indicators.weight".
        """
        name = names.get(".".join(step for step in self.place if isinstance(step, str)))
        called = {"key": f"“{name}”"} if name and "key" in self.said.words else {}
        return str(Said(self.said.message, {**self.said.words, **called}))


class ContentError(Exception):
    """Content that cannot be used. ``found`` holds its faults, ``faults`` their English words."""

    def __init__(self, found: Iterable[Fault]):
        self.found = list(found)
        with override("en"):
            self.faults = [str(one) for one in self.found]
        super().__init__("\n".join(self.faults))
