"""A workbook that came back, as what was filled in for each question.

Nothing in it is believed: it must be one of ours, of this diagnosis, with the questions it left
with. A formula is the text that it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import override

from dimensions import kinds
from dimensions.form import Indicator
from migracidades.kit.errors import Refused

from ..content import BadAnswer, Content, clean
from ..desk import Desk
from ..models import Standing
from . import identity, layout
from .identity import Identity

# A dimension of eighty questions with ten options each, and whoever wrote below it.
MOST_ROWS, MOST_COLUMNS = 2_000, 60

Cells = list[Any]


@dataclass(frozen=True)
class Filled:
    """What a row holds of one question: ``content``, or ``errors`` why it cannot be kept.

    ``typed`` is the answer as it stands in the file, for a page that says what is wrong with it.
    """

    indicator: Indicator
    typed: str
    content: Content | None
    errors: Mapping[str, str] = field(default_factory=dict)


def filled_in(file: BinaryIO, desk: Desk) -> tuple[Identity, list[Filled]]:
    """Whose workbook it is and what it says of each of its questions, in their order.

    Raises ``Refused`` when it is not a workbook, or not the one of this diagnosis.
    """
    rows, hidden = _sheets(file)
    whose = identity.read(hidden[layout.IDENTITY_AT] if hidden else ())
    identity.demand_here(whose, desk)
    lists = [tuple(map(str, cells[:3])) for cells in hidden[layout.LISTS_AT :] if len(cells) > 2]
    by_key = _by_key(rows, whose)
    _demand_untouched(by_key, lists, whose)
    asked = desk.form.dimension(whose.dimension).indicators
    with override(whose.language):
        reader = _Reader(by_key, lists)
        return whose, [reader.read(one) for one in asked if one.code in whose.versions]


def _sheets(file: BinaryIO) -> tuple[list[Cells], list[Cells]]:
    from openpyxl import load_workbook  # who reads no spreadsheet does not pay for it

    try:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        hidden = book[layout.HIDDEN] if layout.HIDDEN in book.sheetnames else None
        shown = next(one for one in book.worksheets if one is not hidden)
        return _cells(shown), _cells(hidden) if hidden else []
    except Exception as error:  # a forged workbook may fail in any way
        raise Refused(
            _(
                "This file cannot be read as a spreadsheet. Open it, save it as .xlsx and send it"
                " again."
            )
        ) from error


def _cells(sheet: Any) -> list[Cells]:
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    found = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
    return [_trimmed(row) for row in found]


def _trimmed(row: Iterable[Any]) -> Cells:
    cells = list(row)
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _by_key(rows: list[Cells], whose: Identity) -> dict[str, Cells]:
    found: dict[str, Cells] = {}
    for cells in rows[layout.HEADINGS_AT + 1 :]:
        key = str(cells[layout.KEY] or "") if cells else ""
        if not key:
            continue
        if key in found:
            _altered(_("the row of %(code)s stands there twice") % {"code": key})
        found[key] = cells
    if gone := [code for code in whose.versions if code not in found]:
        _altered(_("the row of %(code)s is missing") % {"code": gone[0]})
    return found


def _demand_untouched(
    by_key: dict[str, Cells], lists: list[tuple[str, ...]], whose: Identity
) -> None:
    rows = [(key, _text(cells, layout.QUESTION)) for key, cells in by_key.items()]
    if identity.frame_of(rows, lists) != whose.frame:
        _altered(_("a question or the list of its answers reads differently"))


def _altered(what: str) -> None:
    raise Refused(
        _(
            "This spreadsheet was changed beyond its answers: %(what)s. Download it again and copy"
            " the answers over."
        )
        % {"what": what}
    )


@dataclass(frozen=True)
class _Reader:
    by_key: Mapping[str, Cells]
    lists: list[tuple[str, ...]]

    def read(self, indicator: Indicator) -> Filled:
        cells = self.by_key[indicator.code]
        typed = "; ".join(self._ticked(indicator)) or _text(cells, layout.ANSWER)
        errors: dict[str, str] = {}
        raw, standing = self._raw(indicator, errors), self._standing(cells, errors)
        texts = {
            "reason": _text(cells, layout.REASON),
            "note": _text(cells, layout.NOTE),
            "department": _text(cells, layout.DEPARTMENT),
        }
        if standing != Standing.ANSWERED and raw:
            errors["standing"] = _("There is an answer and a reason for none: empty one of them.")
        try:
            content = clean(indicator, raw=raw, standing=standing, **texts)
        except BadAnswer as bad:
            errors = bad.errors | errors
        return Filled(indicator, typed, None if errors else content, errors)

    def _standing(self, cells: Cells, errors: dict[str, str]) -> str:
        said = _text(cells, layout.STANDING)
        if not said:
            return Standing.ANSWERED
        return self._chosen(layout.OF_STANDINGS, said, errors, "standing") or Standing.ANSWERED

    def _raw(self, indicator: Indicator, errors: dict[str, str]) -> list[str]:
        if layout.takes_several(indicator):
            return self._ticked_codes(indicator)
        cell = _cell(self.by_key[indicator.code], layout.ANSWER)
        text = _typed(indicator, cell)
        if not text or not self._offered(indicator.code):
            return [text] if text else []
        chosen = self._chosen(indicator.code, text, errors, "value")
        return [chosen] if chosen else []

    def _chosen(self, key: str, said: str, errors: dict[str, str], part: str) -> str:
        for label, code in self._offered(key).items():
            if label.casefold() == said.casefold():
                return code
        errors[part] = _("“%(answer)s” is not in the list of this cell. Choose from the list.") % {
            "answer": said
        }
        return ""

    def _offered(self, key: str) -> dict[str, str]:
        return {label: code for of, code, label in self.lists if of == key}

    def _ticked_codes(self, indicator: Indicator) -> list[str]:
        choices = kinds.of(indicator).codes(indicator)
        return [code for code in choices if self._is_ticked(indicator, code)]

    def _ticked(self, indicator: Indicator) -> Iterator[str]:
        if layout.takes_several(indicator):
            for one in kinds.of(indicator).choices(indicator):
                if self._is_ticked(indicator, one.code):
                    yield one.label

    def _is_ticked(self, indicator: Indicator, code: str) -> bool:
        """Whatever stands in the cell is a tick: an "x", a "sim", a "1"; only "no" is none."""
        key = f"{indicator.code}{layout.BETWEEN}{code}"
        said = _text(self.by_key.get(key, []), layout.ANSWER).casefold()
        return bool(said) and said not in {"no", "não", "nao", "n", "0", "false", "-"}


def _typed(indicator: Indicator, cell: Any) -> str:
    """A cell as a person would have typed it into the form."""
    if isinstance(cell, bool) or cell is None:
        return "" if cell is None else str(cell)
    if isinstance(cell, int | float):
        number = format(Decimal(repr(cell)), "f")
        numeric = indicator.kind == kinds.Number.code
        return kinds.of(indicator).typed(number, indicator)[0] if numeric else number
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return f"{day:%d/%m/%Y}"
    return str(cell).strip()


def _cell(cells: Cells, column: int) -> Any:
    return cells[column] if column < len(cells) else None


def _text(cells: Cells, column: int) -> str:
    cell = _cell(cells, column)
    return "" if cell is None else str(cell)
