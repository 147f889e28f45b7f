"""The figures of an edition as tables: the same for the page and for the spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from migracidades.tenancy.models import Programme, in_language

from .figures import STAGES

Figures = dict[str, Any]
Cell = str | int


@dataclass(frozen=True)
class Table:
    """``name`` names the sheet, ``caption`` says what is counted; ``words`` columns lead a row."""

    name: str
    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    words: int = 1

    @property
    def labelled(self) -> list[list[tuple[str, Cell]]]:
        """The rows, each cell with the name of its column."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


def percent(n: int, of: int) -> Cell:
    """How many of a hundred, rounded half up; nothing where a share would say nothing."""
    # An admission can be recorded without an application: more than all is no share.
    return (200 * n + of) // (2 * of) if 0 < of >= n else ""


def tables_of(figures: Figures, programme: Programme) -> list[Table]:
    """The tables of a report, in the language in force."""
    return [
        _funnel(figures),
        _split(figures, "levels", _("By level"), programme.level_plural),
        _split(figures, "regions", _("By region"), lambda code: _region(programme, code)),
        _dimensions(figures, programme),
    ]


def list_of_governments(figures: Figures, programme: Programme) -> Table:
    """Who came how far, by name: for the spreadsheet of the staff."""
    return Table(
        name=_("Governments"),
        caption=_("Governments by name, with the steps each has reached"),
        columns=[
            _("Government"),
            _("Official code"),
            _("Level"),
            programme.state_word,
            _("Region"),
            *_stage_names(),
        ],
        rows=[
            [
                one["name"],
                one["code"],
                programme.level_name(one["level"]),
                one["state"],
                _region(programme, one["region"]),
                *(_("yes") if stage in one["reached"] else "" for stage in STAGES),
            ]
            for one in figures["governments"]
        ],
    )


def _stage_names() -> list[str]:
    return [str(name) for name, _definition in STAGES.values()]


def _funnel(figures: Figures) -> Table:
    counts = figures["stages"]
    first = counts["enrolled"]
    return Table(
        name=_("Steps"),
        caption=_("How far the governments of the edition came"),
        words=2,
        columns=[_("Step"), _("What is counted"), *_share_columns(_("Governments"))],
        rows=[
            [str(name), str(definition), counts[stage], first, percent(counts[stage], first)]
            for stage, (name, definition) in STAGES.items()
        ],
    )


def _share_columns(counted: str) -> list[str]:
    return [counted, _("Of"), _("Share (%)")]


def _split(figures: Figures, key: str, name: str, said: Any) -> Table:
    captions = {
        "levels": _("The steps by level of government"),
        "regions": _("The steps by region"),
    }
    return Table(
        name=name,
        caption=captions[key],
        columns=[_("Level") if key == "levels" else _("Region"), *_stage_names()],
        # The database keeps no order of keys.
        rows=sorted(
            [said(code), *(counts[stage] for stage in STAGES)]
            for code, counts in figures[key].items()
        ),
    )


def _region(programme: Programme, code: str) -> str:
    names = programme.config.get("regions", {}).get(code)
    return in_language(names, programme.default_language) or code or _("not given")


def _dimensions(figures: Figures, programme: Programme) -> Table:
    chosen = figures["dimensions"]
    total, plans = sum(one["priorities"] for one in chosen), figures["stages"]["planned"]
    return Table(
        name=_("Priorities"),
        caption=_("Priorities of the accepted plans by dimension"),
        columns=[
            _("Dimension"),
            *_share_columns(_("Priorities")),
            *_share_columns(_("Governments")),
        ],
        rows=[_chosen(one, total, plans, programme) for one in chosen],
    )


def _chosen(one: Figures, total: int, plans: int, programme: Programme) -> list[Cell]:
    name = in_language(one["name"], programme.default_language)
    priorities, governments = one["priorities"], one["governments"]
    return [
        f"{one['code']} {name}",
        priorities,
        total,
        percent(priorities, total),
        governments,
        plans,
        percent(governments, plans),
    ]
