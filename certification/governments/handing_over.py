"""A seat changes hands: what hangs on it goes along, and the old access ends in the same act.

Answers, assignments and open invitations belong to the seat or to the government, so nothing else
is moved; only where a person gives up one seat for another, what hung on the first follows.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.ledger import audit, mail, outbox, speaking
from migracidades.tenancy.models import Invitation, Membership, Role

from .rules import demand_no_objection, endable

# Nobody stands in for themselves.
GIVEN_UP = {Role.LEAD: (Role.ALTERNATE,), Role.ALTERNATE: (Role.LEAD,)}


def hand_over(seat: Membership, *, to: User, actor: User, roles: Iterable[str]) -> Membership:
    """Put ``to`` into the seat, now: whoever sat there enters by it no more.

    Handing it to the same person twice does it once. The new lead's seat as alternate ends, and
    the other way round. Open invitations to this very seat are withdrawn.
    Raises ``PermissionDenied`` for who may not, ``Refused`` when the seat has ended or a rule
    speaks against the person.
    """
    if seat.role not in endable(roles):
        raise PermissionDenied
    return pass_on(seat, to=to, actor=actor)


def pass_on(seat: Membership, *, to: User, actor: User) -> Membership:
    """``hand_over`` for a caller who has judged that it may be, such as an accepted invitation."""
    locked = Membership.objects.select_for_update().get(pk=seat.pk)
    if not locked.active:
        raise Refused(_("This seat has ended: invite somebody to a new one."))
    if locked.user_id == to.pk:
        return locked
    _demand_free(locked, to)
    demand_no_objection(government=locked.government, role=locked.role, email=to.email)
    before, locked.user, locked.bounced_at = locked.user, to, None
    locked.department = _department_of(to, locked)
    locked.save(update_fields=["user", "bounced_at", "department"])
    _give_up(locked)
    Invitation.objects.filter(seat=locked, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    people = {"from": before.pk, "to": to.pk, "role": locked.role}
    audit.record("membership.hand_over", locked, actor=actor, fields=people)
    _tell(locked, before, actor)
    return locked


def _demand_free(seat: Membership, to: User) -> None:
    same = Membership.objects.filter(
        user=to, role=seat.role, government=seat.government, active=True
    )
    if same.exists():
        raise Refused(
            _("%(person)s already sits here as %(role)s: end this seat instead.")
            % {"person": to, "role": seat.get_role_display()}
        )


def _department_of(person: User, seat: Membership) -> str:
    """Where a colleague works, by the seat they have already; else where the seat was."""
    theirs = Membership.objects.filter(user=person, government=seat.government, active=True)
    named = theirs.exclude(pk=seat.pk).exclude(department="").order_by("id")
    return named.values_list("department", flat=True).first() or seat.department


def _give_up(seat: Membership) -> None:
    """End the other seat of who now leads; upper floors move to this one what hangs on it."""
    others = Membership.objects.filter(
        user=seat.user,
        government=seat.government,
        role__in=GIVEN_UP.get(Role(seat.role), ()),
        active=True,
    )
    for one in others:
        one.active, one.ended_at = False, timezone.now()
        one.save(update_fields=["active", "ended_at"])
        here = {"government_id": seat.government_id}
        outbox.emit("seat.joined", ended_id=one.pk, seat_id=seat.pk, **here)


def _tell(seat: Membership, before: User, actor: Any) -> None:
    """Both learn of it, unless they did it themselves."""
    with speaking(seat.programme):
        link = mail.absolute(reverse("desk"))
    for person in {seat.user, before} - {actor}:
        mail.send(
            "handed_over",
            to=person,
            context={"seat": seat, "before": before, "mine": person == seat.user, "link": link},
            need=f"handed-over-{seat.pk}-{before.pk}-{seat.user_id}-{person.pk}",
            government=seat.government,
        )
