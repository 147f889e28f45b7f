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

KEY, CODE, QUESTION, ANSWER, STANDING, REASON, NOTE, DEPARTMENT, GUIDANCE = range(9)
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
        _("Answer"),
        _("If there is no answer"),
        _("Why it does not apply, or why there are no data"),
        _("Detail"),
        _("Answered by (department)"),
        _("What is asked, and what proves it"),
    ]
