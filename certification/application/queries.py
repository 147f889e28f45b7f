"""The named reads of applications. Drafts are the applicant's alone: staff see what was sent."""

from dataclasses import dataclass

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.shortcuts import get_object_or_404

from certification.editions.models import Edition, Participation
from migracidades.accounts.models import User
from migracidades.kit.text import fold
from migracidades.tenancy.models import Government, Membership, Role

from .models import Application

State = Application.State
LIVE = (State.SUBMITTED, State.WAITING, State.ADMITTED)
PEOPLE = (
    *("edition__programme", "edition__application_questionnaire__programme"),
    *("government", "applicant", "document", "decided_by"),
)
FOUND = 30


def own(user: User) -> QuerySet[Application]:
    """A person's applications, the newest first."""
    mine = Application.objects.filter(applicant=user).select_related("edition", "government")
    return mine.order_by("-edition__year", "-id")


def own_or_404(user: User, pk: int, *, lock: bool = False) -> Application:
    """One of the person's applications; locked, so that a double click waits for the first."""
    mine = Application.objects.filter(applicant=user).select_related(*PEOPLE)
    return get_object_or_404(mine.select_for_update(of=("self",)) if lock else mine, pk=pk)


def sent() -> QuerySet[Application]:
    """What was ever sent, whatever became of it."""
    return Application.objects.exclude(submitted_at=None)


def queue(edition: Edition, *, state: str = "", level: str = "") -> QuerySet[Application]:
    """What was sent to an edition; ``several`` tells that the government has more than one."""
    live = sent().filter(state__in=LIVE, edition=edition, government=OuterRef("government"))
    narrowed = {"state": state, "government__level": level}
    found = sent().filter(edition=edition, **{key: one for key, one in narrowed.items() if one})
    return (
        found.annotate(several=Exists(live.exclude(pk=OuterRef("pk"))))
        .select_related("government", "applicant")
        .order_by("government__sort_name", "government__code", "submitted_at", "id")
    )


def sent_or_404(pk: int) -> Application:
    return get_object_or_404(sent().select_related(*PEOPLE), pk=pk)


def side_by_side(application: Application) -> list[Application]:
    """The live applications of the same government and edition, and the one asked for."""
    same = sent().filter(edition=application.edition_id, government=application.government_id)
    shown = same.filter(Q(state__in=LIVE) | Q(pk=application.pk))
    return list(shown.select_related(*PEOPLE).order_by("submitted_at", "id"))


def sitting_leads(government_id: int) -> list[Membership]:
    """Who leads for a government now, with their people."""
    seats = Membership.objects.filter(government=government_id, role=Role.LEAD, active=True)
    return list(seats.select_related("user").order_by("id"))


def places_taken(edition: Edition) -> int:
    """How many governments take part in an edition and have not left it."""
    return Participation.objects.filter(edition=edition, withdrawn_at=None).count()


@dataclass(frozen=True)
class Places:
    """Where a call with limited places stands."""

    quota: int
    taken: int
    waiting: int


def places(edition: Edition) -> Places:
    """How many places are taken and how many applications wait for one. Two queries."""
    waiting = sent().filter(edition=edition, state=State.WAITING).count()
    return Places(edition.quota or 0, places_taken(edition), waiting)


def governments_like(typed: str, levels: list[str]) -> list[Government]:
    """Governments of some levels by name, state or code, however it is typed; at most ``FOUND``.

    Every word must be found; names that start with the text come first.
    """
    words = fold(typed).split()
    if not words:
        return []
    found = Government.objects.filter(level__in=levels)
    for word in words:
        found = found.filter(
            Q(sort_name__contains=word) | Q(state__iexact=word) | Q(code__startswith=word)
        )
    nearest = Case(When(sort_name__startswith=" ".join(words), then=0), default=1)
    return list(found.order_by(nearest, "sort_name", "code")[:FOUND])


def admitted(edition: Edition) -> QuerySet[Participation]:
    """The governments of an edition by level, state and name; those that left it stay listed."""
    taking_part = Participation.objects.filter(edition=edition).select_related("government")
    return taking_part.order_by(
        "government__level", "government__state", "government__sort_name", "government__code"
    )


def admitted_by_level(edition: Edition) -> dict[str, int]:
    """How many governments of each level were admitted."""
    counted = Participation.objects.filter(edition=edition).values_list("government__level")
    return dict(counted.annotate(number=Count("id")).order_by("government__level"))
