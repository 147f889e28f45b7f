"""Editions before this platform: published facts about real governments, and nothing invented."""

import re
from collections.abc import Iterator
from typing import Any

from certification.editions.models import Edition, Participation
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
        for told in read(programme.slug, "past"):
            edition, _made = Edition.objects.get_or_create(
                year=told["year"], defaults={"published": True, "figures": told["figures"]}
            )
            _certify(edition, told.get("certified", []), registry)
            _admit(edition, told.get("admitted", []), registry)


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


def _admit(edition: Edition, written: list[str], registry: Registry) -> None:
    """Whom a source names as taking part. The day is not known, and no page tells one."""
    for name, state in map(_parted, written):
        Participation.objects.get_or_create(
            edition=edition, government=_find(name, state, registry)
        )


def _parted(written: str) -> tuple[str, str]:
    """ "Recife PE" and "La Quiaca (Jujuy)" as name and state."""
    name, state = re.fullmatch(r"(.+?) (?:\((.+)\)|(\S+))", written).group(1, 2)
    return fold(name), state or written.rsplit(" ", 1)[1]


def _named(group: dict[str, Any], registry: Registry) -> Iterator[Government]:
    for state in group.get("states", []):
        yield _find("", state, registry)
    for written in group.get("municipalities", []):
        yield _find(*_parted(written), registry)


def _find(name: str, state: str, registry: Registry) -> Government:
    if found := registry.get((name, state)):
        return found
    raise LookupError(f"The registry has no government called “{name or state}” in {state}.")
