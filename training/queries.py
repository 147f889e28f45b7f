"""What other rooms and pages ask about courses and completions."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from migracidades.accounts.models import User
from migracidades.tenancy.scope import Side, enter, required

from .models import Completion, Course


def completed(course: Course, person: User | str) -> bool:
    """Whether a person (a user, or an e-mail) has an accepted completion of a course."""
    email = person.email if isinstance(person, User) else person
    return bool(completed_emails(course, [email]))


def completed_emails(course: Course, emails: Iterable[str]) -> set[str]:
    """Which of ``emails`` have an accepted completion of a course, in lower case.

    A constant number of queries. It is asked as the programme, whoever asks: what the school tells
    of a person with seats in two governments belongs to neither. Only what was asked comes back.
    """
    asked = {email.strip().lower() for email in emails}
    with enter(required().programme_id, side=Side.STAFF):
        accepted = Completion.objects.filter(course=course, state=Completion.State.ACCEPTED)
        theirs = accepted.filter(Q(email__in=asked) | Q(user__email__in=asked))
        pairs = list(theirs.values_list("email", "user__email"))
    return asked & {email for pair in pairs for email in pair}


def courses_with(user_id: int | None) -> list[tuple[Course, Completion | None]]:
    """Every course, with the person's newest completion of it. At most two queries."""
    courses = list(Course.objects.all())
    if user_id is None:
        return [(course, None) for course in courses]
    newest: dict[int, Completion] = {}
    for one in Completion.objects.filter(user_id=user_id).order_by("created_at", "id"):
        newest[one.course_id] = one
    return [(course, newest.get(course.pk)) for course in courses]


def standing(course: Course, person: User) -> Completion | None:
    """The person's completion that waits or was accepted, as far as the scope sees it."""
    theirs = Completion.objects.filter(Q(user=person) | Q(email=person.email), course=course)
    return theirs.exclude(state=Completion.State.REFUSED).first()


def queue(*, state: str = "", course: str = "") -> QuerySet[Completion]:
    """The completions for the staff's list: what waits longest comes first."""
    found = Completion.objects.select_related("course", "government")
    if state:
        found = found.filter(state=state)
    if course:
        found = found.filter(course__code=course)
    return found.order_by("created_at", "id")
