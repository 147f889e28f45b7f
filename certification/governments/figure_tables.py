"""The tables of a programme's folder ``figures``: what sources say of its governments, by year.

A table is a CSV with a line a government (``code``, ``value``), and beside it a YAML of the same
name that says which ``figure`` of ``programme.yaml`` it holds, of which ``year``, what the
``source`` is called, and in ``provenance`` where the numbers were taken from and under which terms.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from migracidades.kit import shapes
from migracidades.kit.tables import Row, Unreadable, read_table
from migracidades.tenancy.models import Government, Programme

from .models import Figure
from .registry import COLUMNS as REGISTRY

COLUMNS = {"code": REGISTRY["code"], "value": {"valor", "número", "number"}}
WHOLE = re.compile(r"[0-9]{1,15}")
BATCH = 1000


class FigureError(Exception):
    """A folder of figures that cannot be used; ``faults`` holds one sentence per fault."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class Counted:
    """How many figures were added, changed, and left as they stood."""

    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Told:
    """One line: what a source says of a government, and ``where`` that stands."""

    where: str
    code: str
    key: str
    year: int
    value: int
    source: dict[str, str]


def load(programme: Programme, folder: Path) -> Counted:
    """Bring the figures of the programme in scope in step with a folder. All of it or nothing.

    Twice changes nothing; a figure that no table names any more stays. Raises ``FigureError`` with
    every fault of every table.
    """
    faults: list[str] = []
    told = [one for path in _heads(folder, faults) for one in _table(programme, path, faults)]
    faults += [*_twice(told), *_strangers(told)]
    if faults:
        raise FigureError(faults)
    return write(told)


def write(told: Iterable[Told]) -> Counted:
    """Add and change figures as lines of known governments say, in few statements."""
    lines, here = list(told), dict(Government.objects.values_list("code", "pk"))
    standing = {
        (one.subject_id, one.key, one.year): (one.value, one.source)
        for one in Figure.objects.filter(key__in={one.key for one in lines})
    }
    before = [standing.get((here[one.code], one.key, one.year)) for one in lines]
    different = [
        (one, stood)
        for one, stood in zip(lines, before, strict=True)
        if stood != (one.value, one.source)
    ]
    Figure.objects.bulk_create(
        [_figure(one, here[one.code]) for one, _stood in different],
        BATCH,
        update_conflicts=True,
        unique_fields=["programme", "subject", "key", "year"],
        update_fields=["value", "source"],
    )
    created = sum(stood is None for _one, stood in different)
    return Counted(created, len(different) - created, len(lines) - len(different))


def _figure(one: Told, subject: int) -> Figure:
    return Figure(
        subject_id=subject, key=one.key, year=one.year, value=one.value, source=one.source
    )


def _heads(folder: Path, faults: list[str]) -> list[Path]:
    heads = sorted(folder.glob("*.yaml"))
    for path in sorted(folder.glob("*.csv")):
        if path.with_suffix(".yaml") not in heads:
            name = path.with_suffix(".yaml").name
            faults.append(
                _("%(file)s: nothing says what it is. Write %(head)s beside it.")
                % {"file": path.name, "head": name}
            )
    return heads


def _table(programme: Programme, path: Path, faults: list[str]) -> list[Told]:
    """The lines of a table, and its faults among the others."""
    try:
        head = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        faults.append(f"{path.name}: {error}")
        return []
    wrong = [f"{path.name}: {one}" for one in _shape(programme)(head, "")]
    faults += wrong
    return [] if wrong else _lines(path.with_suffix(".csv"), head, faults)


def _shape(programme: Programme) -> shapes.Shape:
    return shapes.fields(
        {
            "figure": shapes.one_of(programme.figures),
            "year": shapes.whole(1900, 2200),
            "source": shapes.texts(programme.languages),
            "provenance": shapes.word(r"(?s)\s*\S.*", "where the numbers were taken from"),
        }
    )


def _lines(path: Path, head: dict[str, Any], faults: list[str]) -> list[Told]:
    try:
        rows = read_table(path.read_bytes(), columns=COLUMNS)
    except OSError:
        faults.append(_("%(file)s is missing: it holds the numbers.") % {"file": path.name})
        return []
    except Unreadable as refusal:
        faults.append(f"{path.name}: {refusal.message}")
        return []
    faults += [f"{_at(path, row)}: {fault}" for row in rows if (fault := _fault(row))]
    return [_told(path, row, head) for row in rows if not _fault(row)]


def _at(path: Path, row: Row) -> str:
    return f"{path.name}, line {row.line}"


def _fault(row: Row) -> str:
    if row.ragged:
        return _("The line has more cells than the headings: check the separators.")
    if not row["value"]:
        return _("There is no number. Leave out the line of a government of which none is known.")
    if not WHOLE.fullmatch(row["value"]):
        return _("“%(text)s” is not a whole number. Write digits alone, like 112058.") % {
            "text": row["value"]
        }
    return ""


def _told(path: Path, row: Row, head: dict[str, Any]) -> Told:
    return Told(
        where=_at(path, row),
        code=row["code"].upper(),
        key=head["figure"],
        year=head["year"],
        value=int(row["value"]),
        source=head["source"],
    )


def _strangers(told: list[Told]) -> Iterator[str]:
    here = set(Government.objects.values_list("code", flat=True)) if told else set()
    for one in told:
        if one.code not in here:
            yield _("%(where)s: no government has the code %(code)s.") % {
                "where": one.where,
                "code": one.code,
            }


def _twice(told: Iterable[Told]) -> Iterator[str]:
    first: dict[tuple[str, str, int], str] = {}
    for one in told:
        before = first.setdefault((one.code, one.key, one.year), one.where)
        if before != one.where:
            yield _("%(where)s: the figure stands at %(first)s already.") % {
                "where": one.where,
                "first": before,
            }
