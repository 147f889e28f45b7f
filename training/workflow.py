"""How the check of a completion moves."""

from django.utils.translation import gettext_lazy as _

from migracidades.ledger.workflow import Transition, register
from migracidades.tenancy.models import Role

from .models import Completion

State = Completion.State
CHECKING = (Role.ANALYST, Role.COORDINATOR, Role.ADMINISTRATOR)

COMPLETION = {
    "accept": Transition(
        sources=(State.PENDING,),
        target=State.ACCEPTED,
        roles=CHECKING,
        events=("completion.accepted",),
        label=_("Accept"),
    ),
    "refuse": Transition(
        sources=(State.PENDING,),
        target=State.REFUSED,
        roles=CHECKING,
        events=("completion.refused",),
        reason_required=True,
        label=_("Refuse"),
    ),
    "reopen": Transition(
        sources=(State.ACCEPTED, State.REFUSED),
        target=State.PENDING,
        roles=CHECKING,
        events=("completion.reopened",),
        reason_required=True,
        label=_("Open again"),
    ),
}
register("completion", COMPLETION)
