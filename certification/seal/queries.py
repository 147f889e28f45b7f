"""What pages ask about seals."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from certification.editions.models import Edition
from migracidades.tenancy.models import Government

from .codes import normalised
from .models import PublishedCertification, Seal

CERTIFYING = (Seal.State.ISSUED,)


def seal_with_code(typed: str) -> Seal | None:
    """The document with a code, however it was typed."""
    found = Seal.objects.filter(code=normalised(typed))
    return found.select_related("government", "edition", "file").first()


def seal_with_hash(sha256: str) -> Seal | None:
    """The document whose file has this hash."""
    found = Seal.objects.filter(sha256=sha256).exclude(sha256="")
    return found.select_related("government", "edition", "file").first()


def certified_by_platform(edition: Edition) -> QuerySet[Seal]:
    """The standing seals of an edition."""
    return Seal.objects.filter(edition=edition, kind=Seal.Kind.SEAL, state__in=CERTIFYING)


@dataclass(frozen=True)
class Certified:
    """A certified government of one year and how that is known."""

    edition: Edition
    government: Government
    seal: Seal | None
    source: str


def certified(edition: Edition) -> list[Certified]:
    """The certified governments of an edition by name: seals of ours, else published facts."""
    return _certified({"edition": edition}, {})


def certified_ever(*, year: int | None = None, level: str = "", state: str = "") -> list[Certified]:
    """The same of every published edition, the newest first; the arguments narrow it."""
    when = {"edition__published": True} | ({"edition__year": year} if year else {})
    who = {name: value for name, value in (("level", level), ("state", state)) if value}
    return _certified(when, who)


def _certified(when: dict[str, Any], who: dict[str, str]) -> list[Certified]:
    seals = Seal.objects.filter(kind=Seal.Kind.SEAL, state__in=CERTIFYING, **when)
    seals = seals.filter(**{f"government__{name}": value for name, value in who.items()})
    published = PublishedCertification.objects.filter(**when)
    published = published.filter(**{f"beneficiary__{name}": value for name, value in who.items()})
    rows = [
        Certified(seal.edition, seal.government, seal, "")
        for seal in seals.select_related("edition", "government")
    ]
    rows += [
        Certified(one.edition, one.beneficiary, None, one.source)
        for one in published.select_related("edition", "beneficiary")
    ]
    return sorted(rows, key=_in_order)


def _in_order(row: Certified) -> tuple[int, str, str, str]:
    government = row.government
    return (-row.edition.year, government.level, government.sort_name, government.code)


def certified_counts(editions: list[Edition]) -> dict[int, int]:
    """How many governments an edition names as certified, by edition. Two queries."""
    keys = [one.pk for one in editions]
    named = Count("published_certifications", distinct=True)
    sealed = Count(
        "seals", filter=Q(seals__kind=Seal.Kind.SEAL, seals__state__in=CERTIFYING), distinct=True
    )
    rows = Edition.objects.filter(pk__in=keys).annotate(named=named, sealed=sealed)
    return {row.pk: row.named + row.sealed for row in rows}


def years_of(government: Government) -> list[tuple[int, Seal | None, str]]:
    """The years in which a government was certified, newest first, with seal or source."""
    seals = Seal.objects.filter(government=government, kind=Seal.Kind.SEAL, state__in=CERTIFYING)
    published = PublishedCertification.objects.filter(beneficiary=government)
    rows = [(seal.edition.year, seal, "") for seal in seals.select_related("edition")]
    rows += [(one.edition.year, None, one.source) for one in published.select_related("edition")]
    return sorted(rows, key=lambda row: -row[0])
