"""A dimension's workbook: its questions with the answers that stand, lists to choose from, help.

Texts are written as texts, so no answer is ever a formula. Only what a department fills in can be
changed in it; the protection has no password, for it guards against slips alone.
"""

from datetime import date
from io import BytesIO
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dimensions import kinds
from dimensions.form import Dimension, Indicator
from dimensions.kind import Value
from migracidades.kit.workbook import OPTIONS, in_language, sheet_name

from ..content import EMPTY, Content, content_of
from ..desk import Desk
from . import checking, identity, layout
from .helping import attached, guidance, prompt
from .layout import Row

WIDTHS = (0, 8, 44, 44, 30, 20, 28, 32, 22, 28, 30, 22)
# In points, of eleven-point text; no program draws a row higher than that.
LINE, HIGHEST = 15, 409
A4 = 9
TEXTS = ((layout.REASON, "reason"), (layout.NOTE, "note"), (layout.DEPARTMENT, "department"))


def workbook_of(desk: Desk, dimension: Dimension) -> bytes:
    """The workbook of a dimension as ``desk`` sees it, in the language in force."""
    from xlsxwriter import Workbook  # who makes no spreadsheet does not pay for it

    out = BytesIO()
    with Workbook(out, OPTIONS | {"in_memory": True}) as book:
        _Writing(book, desk, dimension).write()
    return in_language(out.getvalue(), get_language() or "")


class _Writing:
    def __init__(self, book: Any, desk: Desk, dimension: Dimension):
        self.desk, self.dimension = desk, dimension
        book.set_properties({"title": f"{desk.diagnosis.government} {desk.year}: {dimension.name}"})
        self.page = book.add_worksheet(sheet_name(str(dimension.short or dimension.name)))
        self.hidden = book.add_worksheet(layout.HIDDEN)
        self.lists: list[tuple[str, str, str]] = []
        base = {"text_wrap": True, "valign": "top", "font_size": 11}
        self.title = book.add_format({"bold": True, "font_size": 15})
        self.plain = book.add_format(base)
        self.quiet = book.add_format(base | {"font_color": "#555555", "text_wrap": False})
        self.heading = book.add_format(
            base | {"bold": True, "bottom": 1, "bg_color": "#1f3d5c", "font_color": "#ffffff"}
        )
        fill = base | {"locked": False, "border": 1, "border_color": "#9aa5b1"}
        fill |= {"bg_color": "#fffdf0"}
        self.number = book.add_format(fill)
        self.day = book.add_format(fill | {"num_format": "dd/mm/yyyy"})
        # A text format keeps "10/12" and "=B2" what they are.
        self.fill = book.add_format(fill | {"num_format": "@"})

    def write(self) -> None:
        self._head()
        for at, row in enumerate(layout.rows_of(self.dimension), start=layout.HEADINGS_AT + 1):
            self._option(at, row) if row.option else self._question(at, row)
        self._hide()
        self._arrange()

    def _head(self) -> None:
        desk, page = self.desk, self.page
        moment = formats.date_format(timezone.localtime(desk.now), "DATETIME_FORMAT")
        page.write_string(0, layout.CODE, f"{self.dimension.position}", self.title)
        page.write_string(0, layout.QUESTION, str(self.dimension.name), self.title)
        told = f"{desk.diagnosis.government} · {desk.year} · {desk.deadline} · {moment}"
        page.write_string(1, layout.QUESTION, told, self.quiet)
        fill = _(
            "Fill in the yellow cells alone, save and send the file back. Where there is no"
            " answer, choose why in the next cell and write the reason."
        )
        page.write_string(2, layout.QUESTION, fill, self.quiet)
        files = _("Files are attached on the site, at the question; here you can give links.")
        page.write_string(3, layout.QUESTION, files, self.quiet)
        page.set_row(layout.HEADINGS_AT, 3 * LINE + 4)
        for column, text in enumerate(layout.headings()):
            page.write_string(layout.HEADINGS_AT, column, text, self.heading)

    def _question(self, at: int, row: Row) -> None:
        indicator, content = row.indicator, self._content(row.indicator)
        help_, there = guidance(self.desk, indicator), attached(self.desk, indicator)
        self._frame(at, row)
        self._write(at, layout.GUIDANCE, help_, self.plain)
        self._answer(at, indicator, content.value, help_)
        shown = {code: label for label, code in layout.standings().items()}
        self._write(at, layout.STANDING, shown.get(content.standing, ""), self.fill)
        self._offer(at, layout.STANDING, layout.OF_STANDINGS, layout.standings(), "")
        for column, name in TEXTS:
            self._write(at, column, getattr(content, name), self.fill)
        self._write(at, layout.ATTACHED, there, self.plain)
        for column in (layout.LINK, layout.WHERE):
            self._write(at, column, "", self.fill)
        texts = {layout.QUESTION: row.text, layout.GUIDANCE: help_, layout.ATTACHED: there}
        self.page.set_row(at, _height(texts | {layout.NOTE: content.note}))

    def _option(self, at: int, row: Row) -> None:
        held = kinds.of(row.indicator).answers(self._content(row.indicator).value)
        self._frame(at, row)
        ticked = row.option is not None and row.option.code in held
        self._write(at, layout.ANSWER, layout.TICK if ticked else "", self.fill)
        self._offer(at, layout.ANSWER, layout.OF_TICKS, {layout.TICK: layout.TICK}, _tell_ticks())

    def _frame(self, at: int, row: Row) -> None:
        self.page.write_string(at, layout.KEY, row.key)
        code = "" if row.option else row.indicator.code
        self.page.write_string(at, layout.CODE, code, self.plain)
        self.page.write_string(at, layout.QUESTION, row.text, self.plain)

    def _answer(self, at: int, indicator: Indicator, value: Value | None, help_: str) -> None:
        if layout.takes_several(indicator):
            self.page.write_string(at, layout.ANSWER, _tell_ticks(), self.plain)
        elif choices := layout.offered(indicator):
            labels = {code: label for label, code in choices.items()}
            self._write(at, layout.ANSWER, labels.get(str(value), ""), self.fill)
            self._offer(at, layout.ANSWER, indicator.code, choices, help_, indicator.code)
        else:
            self._value(at, indicator, value)
            told = checking.written(indicator) | prompt(indicator.code, help_)
            if told != {"validate": "any"}:
                self.page.data_validation(at, layout.ANSWER, at, layout.ANSWER, told)

    def _value(self, at: int, indicator: Indicator, value: Value | None) -> None:
        if indicator.kind == kinds.Number.code:
            if value is None:
                self.page.write_blank(at, layout.ANSWER, None, self.number)
            else:
                self.page.write_number(at, layout.ANSWER, float(str(value)), self.number)
        elif indicator.kind == kinds.Day.code:
            self._day(at, value and date.fromisoformat(str(value)))
        else:
            self._write(at, layout.ANSWER, str(value or ""), self.fill)

    def _day(self, at: int, day: Any) -> None:
        if day and day >= checking.FIRST_DAY:
            self.page.write_datetime(at, layout.ANSWER, day, self.day)
        else:
            self._write(at, layout.ANSWER, f"{day:%d/%m/%Y}" if day else "", self.day)

    def _write(self, at: int, column: int, text: str, style: Any) -> None:
        if text:
            self.page.write_string(at, column, text, style)
        else:
            self.page.write_blank(at, column, None, style)

    def _offer(
        self, at: int, column: int, key: str, choices: dict[str, str], help_: str, title: str = ""
    ) -> None:
        """A drop-down: its list lies in the hidden sheet, for in the cell it could not be long."""
        new = [(key, code, label) for label, code in choices.items()]
        if new[0] in self.lists:
            begins = self.lists.index(new[0])
        else:
            begins = len(self.lists)
            self.lists += new
        first, last = layout.LISTS_AT + begins + 1, layout.LISTS_AT + begins + len(new)
        told = checking.listed(f"={layout.HIDDEN}!$C${first}:$C${last}") | prompt(title, help_)
        self.page.data_validation(at, column, at, column, told)

    def _content(self, indicator: Indicator) -> Content:
        answer = self.desk.answers.get(indicator.id)
        return content_of(answer) if answer else EMPTY

    def _hide(self) -> None:
        rows = [(row.key, row.text) for row in layout.rows_of(self.dimension)]
        mine = identity.of(self.desk, self.dimension, identity.frame_of(rows, self.lists))
        for column, text in enumerate(identity.signed(mine)):
            self.hidden.write_string(layout.IDENTITY_AT, column, text)
        for at, cells in enumerate(self.lists, start=layout.LISTS_AT):
            for column, text in enumerate(cells):
                self.hidden.write_string(at, column, text)
        self.hidden.very_hidden()

    def _arrange(self) -> None:
        page = self.page
        for column, width in enumerate(WIDTHS):
            page.set_column(column, column, width, None, {"hidden": column == layout.KEY})
        page.freeze_panes(layout.HEADINGS_AT + 1, layout.GUIDANCE)
        page.set_paper(A4)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(layout.HEADINGS_AT)
        page.set_footer("&L&A&R&P/&N")
        page.protect("", {"format_rows": True, "format_columns": True})


def _tell_ticks() -> str:
    return _("Put an x beside each that applies.")


def _height(texts: dict[int, str]) -> float:
    """How high a row must be to be read whole: not every program finds out by itself."""
    lines = max(
        sum(1 + len(line) // WIDTHS[column] for line in text.split("\n"))
        for column, text in texts.items()
    )
    return min(lines * LINE + 4, HIGHEST)
