"""How an event moves: planned, then held; a slip of the pen is taken back with its reason."""

from django.utils.translation import gettext_lazy as _

from migracidades.ledger.workflow import Transition, register
from migracidades.tenancy.models import Role

from .models import Event

State = Event.State

PLANNING = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.OPERATOR)

EVENT = {
    "hold": Transition(
        sources=(State.PLANNED,),
        target=State.HELD,
        roles=PLANNING,
        events=("event.held",),
        label=_("Record as held"),
    ),
    "reopen": Transition(
        sources=(State.HELD,),
        target=State.PLANNED,
        roles=PLANNING,
        reason_required=True,
        label=_("It was not held"),
    ),
}
register("event", EVENT)
