"""A school's list becomes completions: first looked at, then applied exactly as it was shown."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dimensions.scoring import digest
from migracidades.accounts.models import User
from migracidades.files.models import StoredFile
from migracidades.files.storing import open_file
from migracidades.kit.errors import Refused
from migracidades.ledger import audit

from .models import Completion, Course
from .people import People
from .rules import IMPORTING
from .school import Entry, read_list

BATCH = 500
State, Origin = Completion.State, Completion.Origin


class Outcome(models.TextChoices):
    """What becomes of a line."""

    LINKED = "linked", gettext_lazy("added, for a person with a seat here")
    NEW = "new", gettext_lazy("added")
    WAITS = "waits", gettext_lazy("waits for a check: only the name is known here")
    ALREADY = "already", gettext_lazy("already there")
    FAULTY = "faulty", gettext_lazy("left out")


ADDED = (Outcome.LINKED, Outcome.NEW, Outcome.WAITS)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One line of the list and what would become of it."""

    entry: Entry
    outcome: Outcome
    note: str = ""
    user_id: int | None = None
    government_id: int | None = None


@dataclass(frozen=True)
class Preview:
    """A list as it would be applied now; ``seal`` changes with whatever would be written."""

    proposals: list[Proposal]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(one.outcome.value for one in self.proposals)
        return {outcome.value: found[outcome.value] for outcome in Outcome}

    @property
    def added(self) -> list[Proposal]:
        return [one for one in self.proposals if one.outcome in ADDED]

    @property
    def seal(self) -> str:
        return digest([_written(one) for one in self.added])


def preview(content: bytes, *, course: Course | None = None) -> Preview:
    """Look at a list: nothing is written. Three queries, however long it is.

    ``course`` is meant where the list names none. Raises ``kit.tables.Unreadable``.
    """
    entries = read_list(content, courses=list(Course.objects.all()), course=course)
    held, people = _held(), People()
    first: dict[tuple[str, str], int] = {}
    return Preview([_propose(entry, held, people, first) for entry in entries])


def preview_of(stored: StoredFile, *, course: Course | None = None) -> Preview:
    """``preview`` of a list that is kept."""
    with open_file(stored) as file:
        return preview(file.read(), course=course)


def apply(
    stored: StoredFile, *, course: Course | None, seal: str, actor: User, roles: Iterable[str]
) -> Preview:
    """Add what the preview with that ``seal`` showed, all of it or nothing; twice adds it once.

    Raises ``PermissionDenied`` for who may not import, ``Refused`` when something has changed.
    """
    if not set(roles) & set(IMPORTING):
        raise PermissionDenied
    list(Course.objects.select_for_update())  # one import at a time
    found = preview_of(stored, course=course)
    if not found.added:
        return found
    if found.seal != seal:
        _changed()
    try:
        with transaction.atomic():
            Completion.objects.bulk_create([_row(one, actor) for one in found.added], BATCH)
    except IntegrityError:  # somebody sent a certificate in this very moment
        _changed()
    audit.record("completion.import", stored, actor=actor, fields=found.counts)
    return found


def _changed() -> None:
    raise Refused(_("Something has changed since you looked. Look again and confirm what you see."))


def _held() -> dict[tuple[int, str], str]:
    """Whose completion of what stands here: by e-mail and by the e-mail of the person linked.

    A line that was refused once is not brought up again by the same list.
    """
    stands = ~models.Q(state=State.REFUSED) | models.Q(origin=Origin.IMPORT)
    rows = Completion.objects.filter(stands).order_by("created_at", "id")
    held = {}
    for course, state, *emails in rows.values_list("course_id", "state", "email", "user__email"):
        held.update({(course, email): state for email in emails if email})
    return held


def _propose(entry: Entry, held: dict, people: People, first: dict) -> Proposal:
    if entry.fault:
        return Proposal(entry, Outcome.FAULTY, entry.fault)
    key = (entry.course.pk, entry.email)
    if key in first:
        note = _("The same person and course stand on line %(line)s.") % {"line": first[key]}
        return Proposal(entry, Outcome.FAULTY, note)
    first[key] = entry.line
    if key in held:
        return Proposal(entry, Outcome.ALREADY, str(State(held[key]).label))
    return _match(entry, people)


def _match(entry: Entry, people: People) -> Proposal:
    if person := people.by_email.get(entry.email):
        return Proposal(entry, Outcome.LINKED, "", person.user.pk, person.only_government)
    if namesakes := people.named(entry.full_name):
        note = ", ".join(one.user.email for one in namesakes)
        return Proposal(entry, Outcome.WAITS, note)
    return Proposal(entry, Outcome.NEW)


def _written(one: Proposal) -> list:
    entry = one.entry
    return [
        entry.email,
        entry.full_name,
        entry.completed_on.isoformat(),
        entry.course.code,
        one.outcome.value,
        one.user_id,
        one.government_id,
    ]


def _row(one: Proposal, actor: User) -> Completion:
    waits = one.outcome == Outcome.WAITS
    return Completion(
        course=one.entry.course,
        email=one.entry.email,
        full_name=one.entry.full_name,
        completed_on=one.entry.completed_on,
        user_id=one.user_id,
        government_id=one.government_id,
        origin=Origin.IMPORT,
        state=State.PENDING if waits else State.ACCEPTED,
        state_changed_at=timezone.now(),
        decided_by=None if waits else actor,
    )
