"""What pages ask about seals."""

from dataclasses import dataclass

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

    government: Government
    seal: Seal | None
    source: str


def certified(edition: Edition) -> list[Certified]:
    """The certified governments of an edition by name: seals of ours, else published facts."""
    seals = certified_by_platform(edition).select_related("government")
    published = PublishedCertification.objects.filter(edition=edition)
    rows = [Certified(seal.government, seal, "") for seal in seals]
    rows += [
        Certified(one.beneficiary, None, one.source)
        for one in published.select_related("beneficiary")
    ]
    return sorted(rows, key=lambda row: (row.government.level, row.government.sort_name))


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
