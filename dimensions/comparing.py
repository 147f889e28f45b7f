"""What a new version changes against the one it was begun from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dimensions import rows
from dimensions.form import Form, Indicator

# What makes a question another question: answers of two years could no longer be compared.
MEANING = ("kind", "options", "bands", "source")
IGNORED = ("position", *rows.CORRECTABLE)


@dataclass(frozen=True)
class Change:
    """One question that differs: ``before`` or ``after`` is ``None`` where it is not asked."""

    code: str
    before: Indicator | None
    after: Indicator | None
    columns: tuple[str, ...] = ()

    @property
    def reworded(self) -> bool:
        """Whether the source text differs under the same code."""
        return bool(self.before and self.after) and "source" in self.columns

    @property
    def meaning(self) -> bool:
        """Whether it may mean something else under the same code."""
        return bool(set(self.columns) & set(MEANING))


@dataclass(frozen=True)
class Changes:
    """The questions that a version adds, drops and changes."""

    every: tuple[Change, ...] = ()

    @property
    def added(self) -> list[Change]:
        return [one for one in self.every if one.before is None]

    @property
    def removed(self) -> list[Change]:
        return [one for one in self.every if one.after is None]

    @property
    def changed(self) -> list[Change]:
        return [one for one in self.every if one.before and one.after]

    @property
    def to_ponder(self) -> list[Change]:
        """Those whose meaning may have changed under the same code."""
        return [one for one in self.changed if one.meaning]


def compare(before: Form | None, after: Form) -> Changes:
    """What differs between two versions, translations and places left aside."""
    if before is None:
        return Changes()
    old, new = rows.rows_of(before).indicators, rows.rows_of(after).indicators
    found = [
        Change(code, before.by_code.get(code), after.by_code.get(code), _columns(old, new, code))
        for code in {**old, **new}
    ]
    return Changes(tuple(one for one in found if _differs(one)))


def _differs(one: Change) -> bool:
    return bool(one.columns) or one.before is None or one.after is None


def _columns(old: dict[str, Any], new: dict[str, Any], code: str) -> tuple[str, ...]:
    if code not in old or code not in new:
        return ()
    names = (name for name in old[code] if name not in IGNORED)
    return tuple(name for name in names if old[code][name] != new[code][name])
