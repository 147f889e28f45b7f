"""How a dimension lies in a workbook: one row a question, one more for each option to tick.

What writes and what reads go by the same rows and columns. The first column, hidden, says which
question a row is; the last sheet, hidden, says whose workbook it is and which answers are offered.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dimensions import kinds
from dimensions.form import Dimension, Indicator
from dimensions.kind import Choice

from ..models import Standing

# Another number whenever the columns are others: a workbook of before is refused, not misread.
LAYOUT = 2
KEY, CODE, QUESTION, GUIDANCE, ANSWER, STANDING, REASON, NOTE, DEPARTMENT = range(9)
ATTACHED, LINK, WHERE = range(9, 12)
HEADINGS_AT = 4
HIDDEN = "_migracidades"
IDENTITY_AT, LISTS_AT = 0, 2
TICK = "x"
# The lists that several cells share; no question has such a code.
OF_STANDINGS, OF_TICKS = "(standing)", "(tick)"
# In the middle of a text, so that no program takes it for a formula or a date.
BETWEEN = "/"


@dataclass(frozen=True)
class Row:
    """A question, or one ``option`` of a question that takes several."""

    indicator: Indicator
    option: Choice | None = None

    @property
    def key(self) -> str:
        return self.indicator.code + (f"{BETWEEN}{self.option.code}" if self.option else "")

    @property
    def text(self) -> str:
        return f"– {self.option.label}" if self.option else str(self.indicator.text)


def rows_of(dimension: Dimension) -> Iterator[Row]:
    """Every row of a dimension, in the order in which its questions are asked."""
    for one in dimension.indicators:
        yield Row(one)
        if takes_several(one):
            yield from (Row(one, choice) for choice in kinds.of(one).choices(one))


def takes_several(indicator: Indicator) -> bool:
    return indicator.kind == kinds.Multiple.code


def offered(indicator: Indicator) -> dict[str, str]:
    """What the cell of an answer offers, by label; nothing where one writes, or ticks rows."""
    if takes_several(indicator):
        return {}
    return {one.label: one.code for one in kinds.of(indicator).choices(indicator)}


def standings() -> dict[str, str]:
    """What the cell beside the answer offers, by label: why there is no answer."""
    without = (Standing.NOT_APPLICABLE, Standing.NO_DATA)
    return {str(one.label): one.value for one in without}


def headings() -> list[str]:
    return [
        "",
        _("No."),
        _("Question"),
        _("What is asked, and what proves it"),
        _("Answer"),
        _("If there is no answer"),
        _("Why it does not apply, or why there are no data"),
        _("Detail"),
        _("Answered by (department)"),
        _("Evidence attached already"),
        _("Another proof: its link"),
        _("Where to look (page, section)"),
    ]


def located(code: str, column: int, row: int, sentence: str) -> str:
    """A sentence about a cell, with the question and the place where a person finds it."""
    return _("%(code)s, column “%(column)s” (cell %(cell)s): %(sentence)s") % {
        "code": code,
        "column": headings()[column],
        "cell": f"{chr(ord('A') + column)}{row}",
        "sentence": sentence,
    }
