"""How an application moves, from its draft to the decision."""

from django.utils.translation import gettext_lazy as _

from migracidades.ledger.workflow import Transition, register
from migracidades.tenancy.models import Role

from .models import Application

State = Application.State

APPLICANT = "applicant"
DECIDING = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.OPERATOR)

APPLICATION = {
    "submit": Transition(
        sources=(State.DRAFT,),
        target=State.SUBMITTED,
        roles=(APPLICANT,),
        events=("application.submitted",),
        label=_("Send the application"),
    ),
    "admit": Transition(
        sources=(State.SUBMITTED, State.WAITING),
        target=State.ADMITTED,
        roles=DECIDING,
        events=("application.admitted",),
        label=_("Admit"),
    ),
    "wait": Transition(
        sources=(State.SUBMITTED,),
        target=State.WAITING,
        roles=DECIDING,
        label=_("Put on the waiting list"),
    ),
    "refuse": Transition(
        sources=(State.SUBMITTED, State.WAITING),
        target=State.REFUSED,
        roles=DECIDING,
        reason_required=True,
        label=_("Refuse"),
    ),
    "withdraw": Transition(
        sources=(State.DRAFT, State.SUBMITTED, State.WAITING),
        target=State.WITHDRAWN,
        roles=(APPLICANT,),
        reason_required=True,
        label=_("Withdraw the application"),
    ),
    "reopen": Transition(
        sources=(State.REFUSED,),
        target=State.SUBMITTED,
        roles=DECIDING,
        reason_required=True,
        label=_("Open again"),
    ),
}
register("application", APPLICATION)
