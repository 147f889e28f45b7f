"""Who is known here: the people with a seat in the programme, found by e-mail or by name.

Accounts are shared by all programmes; whoever has no seat in this one stays unknown to it.
"""

from dataclasses import dataclass, field

from migracidades.accounts.models import User
from migracidades.kit.text import fold
from migracidades.tenancy.models import Membership


@dataclass(slots=True)
class Person:
    """A user with the governments they hold a seat in."""

    user: User
    governments: set[int] = field(default_factory=set)

    @property
    def only_government(self) -> int | None:
        """The government, when there is exactly one."""
        return next(iter(self.governments)) if len(self.governments) == 1 else None


class People:
    """Everybody with a seat in the programme in scope. One query."""

    def __init__(self) -> None:
        self.by_email: dict[str, Person] = {}
        self.by_name: dict[str, list[Person]] = {}
        for seat in Membership.objects.filter(active=True).select_related("user"):
            person = self.by_email.setdefault(seat.user.email, Person(seat.user))
            if seat.government_id:
                person.governments.add(seat.government_id)
        for person in self.by_email.values():
            self.by_name.setdefault(fold(person.user.full_name), []).append(person)
        self.by_name.pop("", None)

    def named(self, full_name: str) -> list[Person]:
        """Those of that name, compared without case and accents."""
        return self.by_name.get(fold(full_name), [])
