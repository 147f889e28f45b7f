"""Judgements about seats: who gives and takes which, and what speaks against a person in one."""

from collections.abc import Callable, Collection, Iterable

from django.utils.translation import gettext as _

from migracidades.kit.errors import Refused
from migracidades.tenancy.models import (
    GOVERNMENT_ROLES,
    STAFF_ROLES,
    Government,
    Membership,
    Role,
)

STAFF_INVITED = tuple(role for role in STAFF_ROLES if role != Role.OPERATOR)
INVITING: dict[str, tuple[str, ...]] = {
    Role.OPERATOR: (*STAFF_ROLES, *GOVERNMENT_ROLES),
    Role.ADMINISTRATOR: (*STAFF_INVITED, *GOVERNMENT_ROLES),
    # Who admits a government invites the people it named.
    Role.COORDINATOR: (Role.LEAD, Role.ALTERNATE, Role.SIGNATORY),
    Role.LEAD: GOVERNMENT_ROLES,
    Role.ALTERNATE: GOVERNMENT_ROLES,
}
# An alternate may invite a new lead, but not send the present one away.
ENDING = INVITING | {Role.ALTERNATE: (Role.ALTERNATE, Role.CONTRIBUTOR, Role.SIGNATORY)}

Objection = Callable[..., str]
_objections: list[Objection] = []


def invitable(roles: Iterable[str]) -> list[str]:
    """The roles that somebody who holds ``roles`` may invite people to, in their order."""
    return _granted(INVITING, roles)


def endable(roles: Iterable[str]) -> list[str]:
    """The roles whose seats somebody who holds ``roles`` may end."""
    return _granted(ENDING, roles)


def objection(judge: Objection) -> Objection:
    """Register ``judge(government=…, role=…, email=…)``: a sentence against the seat, or "".

    Upper rooms know rules that this one cannot ask for.
    """
    if judge not in _objections:
        _objections.append(judge)
    return judge


def demand_no_objection(*, government: Government | None, role: str, email: str) -> None:
    """Raise ``Refused`` with the first sentence against this person in this seat."""
    for judge in _objections:
        if sentence := judge(government=government, role=role, email=email):
            raise Refused(sentence)


def demand_successor(seat: Membership, others: Collection[Membership]) -> None:
    """Raise ``Refused`` when nobody among ``others``, the other active seats, could carry on."""
    if seat.role == Role.LEAD and not _any(others, Role.LEAD):
        raise Refused(
            _(
                "This is the government’s only reference person. Invite the successor first;"
                " once they have accepted, this seat can be ended."
            )
        )
    ruling = (Role.ADMINISTRATOR, Role.OPERATOR)
    if seat.role in ruling and not _any(others, *ruling):
        raise Refused(_("Somebody must be left who can invite people. Invite a successor first."))


def _any(seats: Iterable[Membership], *roles: str) -> bool:
    return any(seat.role in roles for seat in seats)


def _granted(table: dict[str, tuple[str, ...]], roles: Iterable[str]) -> list[str]:
    granted = {role for held in roles for role in table.get(held, ())}
    return [role for role in Role.values if role in granted]
