"""What the holder of a guest's link finds behind it: its questions, and what they suggested.

Whoever holds it is nobody, so it is found on the staff side, by its digest alone, like an
invitation. All that follows happens on the side of its government, behind that wall.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from certification.editions.calendar import clock, in_both_zones
from dimensions.form import Form, Indicator
from migracidades.tenancy.scope import Side, enter, required

from .models import Diagnosis, GuestLink, Suggestion
from .queries import verdicts_of, with_period
from .requests import open_now
from .sharing import digest_of
from .sheet import form_for
from .suggestions import newest_of


class Access(StrEnum):
    """Why a link opens its questions, or does not."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CLOSED = "closed"


@dataclass(frozen=True)
class Guest:
    """A link as its holder finds it at one moment. ``suggested`` is the newest by question."""

    link: GuestLink
    diagnosis: Diagnosis
    suggested: Mapping[str, Suggestion]
    opened: frozenset[str]
    now: datetime

    @cached_property
    def form(self) -> Form:
        return form_for(self.diagnosis)

    @property
    def questions(self) -> list[Indicator]:
        """Its questions in the order of the questionnaire."""
        return [one for one in self.form.indicators if one.code in self.link.indicators]

    @property
    def access(self) -> Access:
        if self.link.withdrawn_at:
            return Access.WITHDRAWN
        if self.link.expires_at <= self.now:
            return Access.EXPIRED
        return Access.OPEN if self.opened else Access.CLOSED

    @property
    def taken(self) -> frozenset[str]:
        """The questions in whose answer somebody with a seat has taken a suggestion over."""
        return frozenset(code for code, one in self.suggested.items() if one.taken)

    @property
    def until(self) -> str:
        """Until when the link is valid, where the government is and at the programme's seat."""
        edition, government = self.diagnosis.participation.edition, self.diagnosis.government
        return in_both_zones(self.link.expires_at, government, edition.programme)


@contextmanager
def visit(token: str, *, lock: bool = False) -> Iterator[Guest]:
    """What is behind a link, inside its government's wall. Raises ``LookupError`` for none.

    With ``lock`` nobody else suggests by it, or settles what it brought, until the end.
    """
    link, scope = _found(token), required()
    with enter(scope.programme_id, side=Side.GOVERNMENT, government=link.government_id):
        if lock:
            GuestLink.objects.select_for_update().get(pk=link.pk)
        yield _guest(GuestLink.objects.select_related("made_by").get(pk=link.pk))


def _found(token: str) -> GuestLink:
    with enter(required().programme_id, side=Side.STAFF):
        link = GuestLink.objects.filter(digest=digest_of(token)).first()
    if link is None:
        raise LookupError("No link has this token.")
    return link


def _guest(link: GuestLink) -> Guest:
    diagnosis = with_period(link.diagnosis_id)
    form, now = form_for(diagnosis), clock()
    opened = open_now(diagnosis, form, verdicts_of(diagnosis), at=now)
    codes = {one.id: one.code for one in form.indicators}
    suggested = {codes[pk]: one for pk, one in newest_of(link).items() if pk in codes}
    return Guest(link, diagnosis, suggested, opened & set(link.indicators), now)
