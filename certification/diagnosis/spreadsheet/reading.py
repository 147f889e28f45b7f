"""A workbook that came back, as what was filled in for each question.

Nothing in it is believed: it must be one of ours, of this diagnosis, with the questions it left
with. A formula is the text that it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from dimensions import kinds
from dimensions.form import Indicator
from dimensions.kind import Choice
from migracidades.files.tabling import Cells
from migracidades.kit.errors import Refused

from ..content import BadAnswer, Content, clean
from ..desk import Desk
from ..models import Standing
from . import identity, layout
from .identity import Identity

TICKS = {"x", "✓", "✔", "sim", "sí", "si", "yes", "1"}
# As plain as a tick. Anything else is neither: nobody guesses what "?" means.
NO_TICKS = {"", "não", "nao", "no", "0"}
PARTS = {
    "value": layout.ANSWER,
    "standing": layout.STANDING,
    "reason": layout.REASON,
    "note": layout.NOTE,
    "department": layout.DEPARTMENT,
}


@dataclass(frozen=True)
class Filled:
    """What a row holds of one question: ``content``, or ``errors`` why it cannot be kept.

    ``typed`` is the answer as it stands in the file, for a page that says what is wrong with it;
    ``link`` and ``where`` are another proof as it was typed, in the row ``number``.
    """

    indicator: Indicator
    typed: str
    content: Content | None
    errors: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    where: str = ""
    number: int = 0


@dataclass(frozen=True)
class Line:
    """A row of the sheet, with the number that people see beside it."""

    number: int
    cells: list[Any]

    def said(self, column: int) -> str:
        """A cell as a text."""
        cell = self.cell(column)
        if isinstance(cell, dict):
            return f"{date.fromisoformat(cell['day']):%d/%m/%Y}"
        return "" if cell is None else str(cell)

    def cell(self, column: int) -> Any:
        return self.cells[column] if column < len(self.cells) else None


NOTHING = Line(0, [])


def filled_in(sheets: Cells, desk: Desk) -> tuple[Identity, list[Filled]]:
    """Whose workbook it is and what it says of each of its questions, in their order.

    Raises ``Refused`` when it is not the one of this diagnosis.
    """
    hidden = sheets["apart"]
    whose = identity.read(hidden[layout.IDENTITY_AT] if hidden else ())
    identity.demand_here(whose, desk)
    lists = [tuple(map(str, cells[:3])) for cells in hidden[layout.LISTS_AT :] if len(cells) > 2]
    by_key = _by_key(sheets["first"], whose)
    _demand_untouched(by_key, lists, whose)
    asked = desk.form.dimension(whose.dimension).indicators
    with override(whose.language):
        reader = _Reader(by_key, lists)
        return whose, [reader.read(one) for one in asked if one.code in whose.versions]


def _by_key(rows: list[list[Any]], whose: Identity) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for number, cells in enumerate(rows, start=1):
        key = str(cells[layout.KEY] or "") if cells else ""
        if not key or number <= layout.HEADINGS_AT + 1:
            continue
        if key in found:
            _altered(_("the row of %(code)s stands there twice") % {"code": key})
        found[key] = Line(number, cells)
    if gone := [code for code in whose.versions if code not in found]:
        _altered(_("the row of %(code)s is missing") % {"code": gone[0]})
    return found


def _demand_untouched(
    by_key: Mapping[str, Line], lists: Iterable[tuple[str, ...]], whose: Identity
) -> None:
    rows = [(key, line.said(layout.QUESTION)) for key, line in by_key.items()]
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
    by_key: Mapping[str, Line]
    lists: list[tuple[str, ...]]

    def read(self, indicator: Indicator) -> Filled:
        line = self.by_key[indicator.code]
        errors: dict[str, str] = {}
        raw, typed = self._raw(indicator, line, errors)
        content = self._content(indicator, line, raw, errors)
        return Filled(
            indicator,
            typed,
            None if errors else content,
            errors,
            line.said(layout.LINK),
            line.said(layout.WHERE),
            line.number,
        )

    def _content(
        self, indicator: Indicator, line: Line, raw: list[str], errors: dict[str, str]
    ) -> Content | None:
        wrong: dict[str, str] = {}
        standing = self._standing(line, wrong)
        if standing != Standing.ANSWERED and raw:
            wrong["standing"] = _("There is an answer and a reason for none: empty one of them.")
        texts = {part: line.said(PARTS[part]) for part in ("reason", "note", "department")}
        content = None
        try:
            content = clean(indicator, raw=raw, standing=standing, **texts)
        except BadAnswer as bad:
            wrong = bad.errors | wrong
        for part, sentence in wrong.items():
            errors[part] = layout.located(indicator.code, PARTS[part], line.number, sentence)
        return content

    def _standing(self, line: Line, wrong: dict[str, str]) -> str:
        said = line.said(layout.STANDING).strip()
        if not said:
            return Standing.ANSWERED
        chosen = self._chosen(layout.OF_STANDINGS, said)
        if not chosen:
            wrong["standing"] = _unlisted(said)
        return chosen or Standing.ANSWERED

    def _raw(
        self, indicator: Indicator, line: Line, errors: dict[str, str]
    ) -> tuple[list[str], str]:
        """What a form would have sent, and the answer as it stands in the file."""
        if layout.takes_several(indicator):
            return self._ticked(indicator, errors)
        text = _typed(indicator, line)
        if not text or not self._offered(indicator.code):
            return ([text] if text else []), text
        if chosen := self._chosen(indicator.code, text):
            return [chosen], text
        errors["choice"] = layout.located(
            indicator.code, layout.ANSWER, line.number, _unlisted(text)
        )
        return [], text

    def _chosen(self, key: str, said: str) -> str:
        found = (code for label, code in self._offered(key).items() if _same(label, said))
        return next(found, "")

    def _offered(self, key: str) -> dict[str, str]:
        return {label: code for of, code, label in self.lists if of == key}

    def _ticked(self, indicator: Indicator, errors: dict[str, str]) -> tuple[list[str], str]:
        codes, typed = [], []
        for one in kinds.of(indicator).choices(indicator):
            key = f"{indicator.code}{layout.BETWEEN}{one.code}"
            line = self.by_key.get(key, NOTHING)
            ticked = self._is_ticked(line)
            if ticked is None:
                errors[key] = _no_tick(indicator, one, line)
                typed.append(f"{one.label}: {line.said(layout.ANSWER)}")
            elif ticked:
                codes.append(one.code)
                typed.append(one.label)
        return codes, "; ".join(typed)

    def _is_ticked(self, line: Line) -> bool | None:
        """Whether an option is ticked; ``None`` when what stands in its cell says neither."""
        cell, said = line.cell(layout.ANSWER), line.said(layout.ANSWER).strip()
        if isinstance(cell, bool):
            return cell
        if isinstance(cell, float) and cell.is_integer():
            said = str(int(cell))
        if said.casefold() in TICKS or self._chosen(layout.OF_TICKS, said):
            return True
        return False if said.casefold() in NO_TICKS else None


def _no_tick(indicator: Indicator, option: Choice, line: Line) -> str:
    sentence = _(
        "“%(typed)s” beside “%(option)s” is no tick. Put an x there if it applies, or empty the"
        " cell."
    ) % {"typed": line.said(layout.ANSWER).strip(), "option": option.label}
    return layout.located(indicator.code, layout.ANSWER, line.number, sentence)


def _unlisted(said: str) -> str:
    return _("“%(answer)s” is not in the list of this cell. Choose from the list.") % {
        "answer": said
    }


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _typed(indicator: Indicator, line: Line) -> str:
    """The cell of an answer as a person would have typed it into the form."""
    cell = line.cell(layout.ANSWER)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return line.said(layout.ANSWER).strip()
    number = format(Decimal(repr(cell)), "f")
    numeric = indicator.kind == kinds.Number.code
    return kinds.of(indicator).typed(number, indicator)[0] if numeric else number
