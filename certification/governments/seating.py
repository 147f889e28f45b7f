"""Seats are given and taken; a hand-over changes who sits there and nothing else."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from migracidades.accounts.models import User
from migracidades.ledger import audit
from migracidades.tenancy.models import STAFF_ROLES, Government, Membership

from .rules import demand_no_objection, demand_successor, endable


def give_seat(
    *, user: User, role: str, government: Government | None, actor: Any, department: str = ""
) -> Membership:
    """Seat a person, unless they sit there already. The caller has judged whether ``actor`` may.

    Raises ``Refused`` when a rule speaks against it.
    """
    held = Membership.objects.filter(user=user, role=role, government=government, active=True)
    if seat := held.first():
        return seat
    demand_no_objection(government=government, role=role, email=user.email)
    seat = Membership.objects.create(
        user=user, role=role, government=government, department=department
    )
    audit.record("membership.add", seat, actor=actor, fields={"role": role, "user": user.pk})
    return seat


def end_seat(*, seat: Membership, actor: Any, roles: Iterable[str]) -> Membership:
    """End a seat at once: its person may no longer enter by it. Ending it twice ends it once.

    Raises ``PermissionDenied`` for who may not, ``Refused`` when nobody could carry on. The
    programme's staff may end a government's last lead: they can invite the next one.
    """
    roles = set(roles)
    if seat.role not in endable(roles):
        raise PermissionDenied
    team = list(
        Membership.objects.select_for_update()
        .filter(government=seat.government_id, active=True)
        .order_by("id")
    )
    if seat not in team:
        return seat
    if seat.government_id is None or not roles & set(STAFF_ROLES):
        demand_successor(seat, [one for one in team if one != seat])
    seat.active, seat.ended_at = False, timezone.now()
    seat.save(update_fields=["active", "ended_at"])
    audit.record("membership.end", seat, actor=actor, fields={"role": seat.role})
    return seat
