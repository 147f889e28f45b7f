from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest

from migracidades.tenancy.scope import Side, enter

from .counting import Counted
from .models import Edition, Participation

JOINED = ("programme", "questionnaire", "application_questionnaire", "course")


@dataclass(frozen=True)
class Counts:
    """Three counts that are never mixed; ``None`` where nothing is known here."""

    enrolled: int | None = None
    admitted: int | None = None
    certified: int | None = None
    source: str = ""


def current_edition() -> Edition | None:
    """The newest published edition with a calendar: the one people mean by "this year's"."""
    running = Edition.objects.filter(published=True, windows__isnull=False).distinct()
    return running.select_related(*JOINED).first()


def edition_or_404(year: int) -> Edition:
    return _or_404(Edition.objects.filter(year=year).select_related(*JOINED).first())


def participation_or_404(request: HttpRequest, year: int) -> Participation:
    """The participation of the desk's government in the edition of ``year``."""
    mine = Participation.objects.filter(government=request.government, edition__year=year)
    return _or_404(
        mine.select_related(
            "government", "edition__programme", "edition__questionnaire", "edition__course"
        ).first()
    )


def counts(edition: Edition) -> Counts:
    """Enrolled and admitted governments of an edition, as ``Counted`` defines them.

    Editions before this platform are told by their published figures. Who is certified, upper
    rooms know. Nobody outside sees who has applied, and a desk sees only itself, so they are
    counted on the staff side: a number, never a row.
    """
    if edition.figures:
        known = {key.value: edition.figures.get(key) for key in Counted}
        return Counts(**known, source=edition.figures.get("source", ""))
    return Counts(enrolled([edition]).get(edition.pk, 0), admitted([edition]).get(edition.pk, 0))


def enrolled(editions: Collection[Edition]) -> dict[int, int]:
    """How many governments sent an application to each edition, by key. One query."""
    sent = Q(applications__submitted_at__isnull=False)
    return _counted(editions, Count("applications__government", filter=sent, distinct=True))


def admitted(editions: Collection[Edition]) -> dict[int, int]:
    """How many governments were admitted to each edition, by key. One query."""
    return _counted(editions, Count("participations"))


def _counted(editions: Collection[Edition], number: Count) -> dict[int, int]:
    if not editions:
        return {}
    keys = [one.pk for one in editions]
    with enter(next(iter(editions)).programme_id, side=Side.STAFF):
        rows = Edition.objects.filter(pk__in=keys).order_by().annotate(n=number)
        return dict(rows.values_list("pk", "n"))


def taking_part(edition: Edition) -> QuerySet[Participation]:
    """The governments admitted to an edition, those that have left among them, by name."""
    found = Participation.objects.filter(edition=edition)
    return found.select_related("government", "withdrawal").order_by("government__sort_name", "id")


def _or_404(thing):
    if thing is None:
        raise Http404
    return thing
