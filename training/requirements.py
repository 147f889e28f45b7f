"""Which course must be completed, by whom and until when.

An edition decides it, and editions stand a floor above: they register here what to ask them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from migracidades.tenancy.models import Role


@dataclass(frozen=True, slots=True)
class Requirement:
    """One edition's mandatory course. ``roles``: of whom; ``by``: until when, if it says so."""

    course_id: int
    edition: str
    roles: tuple[str, ...]
    by: datetime | None

    @property
    def role_names(self) -> list[str]:
        return [str(Role(role).label) for role in self.roles]


Ask = Callable[[], Iterable[Requirement]]
_askers: list[Ask] = []


def told_by(ask: Ask) -> Ask:
    """Register who answers which courses are mandatory now."""
    _askers.append(ask)
    return ask


def in_force() -> dict[int, Requirement]:
    """What is mandatory now in the programme in scope, by course."""
    return {one.course_id: one for ask in _askers for one in ask()}
