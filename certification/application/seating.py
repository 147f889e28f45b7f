"""Who works for an admitted government: its lead, its alternate, who signs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from allauth.account.models import EmailAddress

from certification.governments.inviting import invite
from certification.governments.seating import give_seat
from migracidades.accounts.models import User
from migracidades.tenancy.models import Membership, Role

from .models import Application


@dataclass(frozen=True)
class Named:
    """A person that an application names for a role."""

    role: str
    email: str
    department: str = ""


def named(application: Application) -> Iterator[Named]:
    """The people of an application, by role."""
    yield Named(Role.LEAD, application.lead_email, application.lead_department)
    yield Named(Role.ALTERNATE, application.alternate_email, application.alternate_department)
    yield Named(Role.SIGNATORY, application.signatory_email)


def seat_people(application: Application, *, actor: User, roles: Iterable[str]) -> None:
    """Give or offer each named person their seat. Whoever sits there already keeps it.

    The applicant needs no invitation to a seat named with their own confirmed e-mail: they have
    signed in with it. Raises ``Refused`` when a rule speaks against a person in a seat.
    """
    for person in named(application):
        give: Callable[..., object]
        if _is_the_applicant(application, person):
            give = partial(give_seat, user=application.applicant, actor=actor)
        elif not _sits(application, person):
            give = partial(invite, email=person.email, actor=actor, roles=roles)
        else:
            continue
        give(role=person.role, government=application.government, department=person.department)


def _sits(application: Application, person: Named) -> bool:
    return Membership.objects.filter(
        government=application.government_id,
        role=person.role,
        active=True,
        user__email__iexact=person.email,
    ).exists()


def _is_the_applicant(application: Application, person: Named) -> bool:
    return EmailAddress.objects.filter(
        user=application.applicant_id, email__iexact=person.email, verified=True
    ).exists()
