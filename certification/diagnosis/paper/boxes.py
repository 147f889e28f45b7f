"""A question on paper: what is ticked, and how many lines are left to write on."""

from collections.abc import Container
from dataclasses import dataclass

from dimensions import kinds
from dimensions.form import Dimension, Form, Indicator

from ..questions import only_if

# In letters: what a line of boxes holds, and what a box with its distance takes.
ROW, BOX = 90, 8


@dataclass(frozen=True)
class Asked:
    """A question on paper: its words, what is ticked, and how many lines the answer has."""

    indicator: Indicator
    only_if: str
    choices: tuple[str, ...]
    several: bool
    lines: int
    unit: str

    @property
    def in_a_row(self) -> bool:
        """Whether its boxes fit beside one another."""
        return sum(len(one) + BOX for one in self.choices) <= ROW

    @property
    def more_lines(self) -> range:
        """The lines after the first, to be drawn."""
        return range(1, self.lines)


Chapters = list[tuple[Dimension, list[Asked]]]


def boxes(form: Form, codes: Container[str]) -> Chapters:
    """The questions of some codes under their dimensions, in the language in force."""
    chapters = form.among(codes)
    return [(dimension, [_asked(form, one) for one in asked]) for dimension, asked in chapters]


def _asked(form: Form, one: Indicator) -> Asked:
    kind = kinds.of(one)
    choices = tuple(choice.label for choice in kind.choices(one))
    return Asked(one, only_if(form, one), choices, kind.several, kind.lines, str(one.unit))
