"""What the staff do with an event: set its day and place, record that it was held."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from certification.editions.calendar import clock
from certification.editions.models import Participation
from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.ledger import audit, outbox
from migracidades.ledger.workflow import advance

from .declared import declared
from .models import Event
from .workflow import EVENT, PLANNING

Roles = Iterable[str]


@transaction.atomic
def plan(
    *,
    participation: Participation,
    code: str,
    starts_at: datetime,
    place: str,
    actor: User,
    roles: Roles,
) -> Event:
    """Set the day and place of an event, or move it; the government's leads are told by mail.

    The same day and place again change nothing. Raises ``PermissionDenied`` for who may not,
    ``Refused`` when the government has left, the event was held, or the country declares none such.
    """
    acting = sorted(set(roles) & set(PLANNING))
    if not acting:
        raise PermissionDenied
    held = Participation.objects.select_for_update().get(pk=participation.pk)
    _demand(held, participation, code)
    event = Event.objects.filter(participation=held, code=code).first()
    if event and event.state == Event.State.HELD:
        raise Refused(_("This event was held already: its day and place stay as they are."))
    if event and (event.starts_at, event.place) == (starts_at, place):
        return event
    act = "move" if event else "plan"
    event = event or Event(
        participation=held, government_id=held.government_id, code=code, planned_by=actor
    )
    event.starts_at, event.place = starts_at, place
    event.save()
    fields = {"code": code, "starts_at": starts_at.isoformat()}
    role = ",".join(acting)
    entry = audit.record(f"event.{act}", event, actor=actor, role=role, fields=fields)
    outbox.emit(
        "event.planned",
        event_id=event.pk,
        entry_id=str(entry.pk),
        government_id=event.government_id,
    )
    return event


def _demand(held: Participation, participation: Participation, code: str) -> None:
    if held.withdrawn_at:
        raise Refused(_("This government has withdrawn from the edition."))
    if code not in [one.code for one in declared(participation.edition.programme)]:
        raise Refused(_("The programme declares no such event."))


@transaction.atomic
def hold(event: Event, *, actor: User, roles: Roles) -> bool:
    """Record that an event was held; ``False`` when it is recorded already.

    Raises ``Refused`` before its day and hour, ``PermissionDenied`` for who may not.
    """
    if clock() < event.starts_at and event.state != Event.State.HELD:
        raise Refused(_("This event has not begun yet. Move it if it was held earlier."))
    return advance(event, "hold", table=EVENT, actor=actor, roles=roles)


@transaction.atomic
def reopen(event: Event, *, actor: User, roles: Roles, reason: str) -> bool:
    """Take the record of an event back. Raises ``Refused`` without a reason."""
    return advance(event, "reopen", table=EVENT, actor=actor, roles=roles, reason=reason)
