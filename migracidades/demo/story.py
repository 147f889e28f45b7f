"""One invented government on its way through the edition: who acts, and from where."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from certification.diagnosis.models import Diagnosis
from certification.diagnosis.queries import with_context
from certification.editions.models import Edition, Participation
from migracidades.accounts.models import User
from migracidades.tenancy.models import Government, Membership, Programme
from migracidades.tenancy.scope import Scope, Side, enter

from .people import ROLES, email_of, person
from .source import read


@dataclass(frozen=True)
class Story:
    """What a country's ``stories.yaml`` tells of a government, with the people and rows of it."""

    programme: Programme
    edition: Edition
    government: Government
    told: dict[str, Any]
    staff: dict[str, Membership]
    people: dict[str, User] = field(default_factory=dict)

    def at_home(self, role: str) -> AbstractContextManager[Scope]:
        """The public side, for a person who has no seat yet or needs none."""
        return enter(self.programme, side=Side.PUBLIC, user=self.people[role])

    def at_desk(self, role: str) -> AbstractContextManager[Scope]:
        """The government's side."""
        user = self.people[role]
        return enter(self.programme, side=Side.GOVERNMENT, government=self.government, user=user)

    def in_office(self, role: str) -> AbstractContextManager[Scope]:
        """The programme's side."""
        return enter(self.programme, side=Side.STAFF, user=self.staff[role].user)

    def by(self, role: str) -> dict[str, Any]:
        """Who acts, as verbs ask it."""
        user = self.people[role] if role in self.people else self.staff[role].user
        return {"actor": user, "roles": {role}}

    def read(self, name: str) -> Any:
        """A data file of the story's country."""
        return read(self.programme.slug, name)

    @property
    def participation(self) -> Participation:
        found = Participation.objects.select_related("government", "edition__programme")
        return found.get(edition=self.edition, government=self.government)

    @property
    def diagnosis(self) -> Diagnosis:
        mine = {"participation__edition": self.edition, "government": self.government}
        return with_context().get(**mine)


def cast(programme: Programme, told: dict[str, Any]) -> dict[str, User]:
    """The people of a story, by role."""
    return {
        role: person(email_of(programme.slug, role, told["slug"]), told[role]["name"])
        for role in ROLES
        if role in told
    }
