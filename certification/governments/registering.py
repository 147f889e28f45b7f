"""Governments are written: those that are new or differ, in one statement a thousand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from migracidades.kit.text import fold
from migracidades.tenancy.models import Government, Programme
from migracidades.tenancy.scope import required

COLUMNS = (
    *("code", "level", "name", "name_of", "sort_name", "state", "region"),
    *("time_zone", "seat_name", "lat", "lon", "valid_from"),
)
BATCH = 1000

Values = dict[str, Any]


@dataclass(frozen=True)
class Registered:
    """How many governments were added, changed, and left as they stood."""

    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Change:
    """What a line does to the registry: the whole row as it would stand, and as it stands."""

    after: Values
    before: Values | None

    @property
    def created(self) -> bool:
        return self.before is None

    @property
    def differs(self) -> bool:
        return self.after != self.before

    @property
    def columns(self) -> list[str]:
        """The names of the columns that change, but for those that follow from another."""
        before = self.before or {}
        changed = [one for one in COLUMNS if self.after[one] != before.get(one)]
        return [one for one in changed if one != "sort_name"]


def changes(lines: Iterable[Values]) -> list[Change]:
    """What the lines would change, in the programme in scope. Two queries, however many lines.

    A column that a line leaves out keeps what stands there, or takes the programme's default.
    """
    programme = Programme.objects.get(pk=required().programme_id)
    standing = {row["code"]: row for row in Government.objects.values(*COLUMNS)}
    return [
        Change(_completed(line, standing.get(line["code"]), programme), standing.get(line["code"]))
        for line in lines
    ]


def register(lines: Iterable[Values], *, source: str) -> Registered:
    """Add and change governments as the lines say. ``source`` is noted with each one written."""
    found = changes(lines)
    return write(found, source=source)


def write(found: list[Change], *, source: str) -> Registered:
    """Write what ``changes`` found."""
    different = [one for one in found if one.differs]
    Government.objects.bulk_create(
        [Government(**one.after, source=source[:200]) for one in different],
        BATCH,
        update_conflicts=True,
        unique_fields=["programme", "code"],
        update_fields=[*COLUMNS[1:], "source"],
    )
    created = sum(one.created for one in different)
    return Registered(created, len(different) - created, len(found) - len(different))


def _completed(line: Values, before: Values | None, programme: Programme) -> Values:
    empty = dict.fromkeys(COLUMNS, "") | {"lat": None, "lon": None, "valid_from": None}
    after = (before or empty | {"time_zone": programme.time_zone}) | line
    if "name_of" not in line and (before is None or before["name"] != line["name"]):
        after["name_of"] = f"{programme.config.get('preposition', '')} {line['name']}".strip()
    return after | {"sort_name": fold(line["name"])}
