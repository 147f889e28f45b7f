"""Editions before this platform: published facts about real governments, and nothing invented."""

from collections.abc import Iterator
from typing import Any

from certification.editions.models import Edition
from certification.seal.models import PublishedCertification
from migracidades.kit.text import fold
from migracidades.tenancy.models import Government, Programme
from migracidades.tenancy.scope import Side, enter

from .source import read

_STATES = ("state", "federal_district")

Registry = dict[tuple[str, str], Government]


def seed_past(programme: Programme) -> None:
    """Write each edition with its figures, and whom a source names as certified; once.

    Raises ``LookupError`` for a name that the registry does not have.
    """
    with enter(programme, side=Side.STAFF):
        registry = _registry()
        for told in read("past"):
            edition, _made = Edition.objects.get_or_create(
                year=told["year"], defaults={"published": True, "figures": told["figures"]}
            )
            _certify(edition, told["certified"], registry)


def _registry() -> Registry:
    """The governments by name and state; a state has its own letters for a name."""
    return {
        ("" if one.level in _STATES else one.sort_name, one.state): one
        for one in Government.objects.all()
    }


def _certify(edition: Edition, groups: list[dict[str, Any]], registry: Registry) -> None:
    found = [
        PublishedCertification(edition=edition, beneficiary=government, source=group["source"])
        for group in groups
        for government in _named(group, registry)
    ]
    PublishedCertification.objects.bulk_create(found, ignore_conflicts=True)


def _named(group: dict[str, Any], registry: Registry) -> Iterator[Government]:
    for state in group.get("states", []):
        yield _find("", state, registry)
    for written in group.get("municipalities", []):
        name, state = written.rsplit(" ", 1)
        yield _find(fold(name), state, registry)


def _find(name: str, state: str, registry: Registry) -> Government:
    if found := registry.get((name, state)):
        return found
    raise LookupError(f"The registry has no government called “{name or state}” in {state}.")
