"""How a monitoring report moves."""

from django.utils.translation import gettext_lazy as _

from migracidades.ledger.workflow import Transition, register
from migracidades.tenancy.models import Role
from migracidades.tenancy.rules import LEADING, REVIEWING

from .models import MonitoringReport

State = MonitoringReport.State

MONITORING = {
    "report": Transition(
        sources=(State.OPEN,),
        target=State.REPORTED,
        roles=LEADING,
        events=("monitoring.reported",),
        label=_("Send the report"),
    ),
    "answer": Transition(
        sources=(State.REPORTED,),
        target=State.ANSWERED,
        roles=REVIEWING,
        events=("monitoring.answered",),
        reason_required=True,
        label=_("Answer the report"),
    ),
    "reopen": Transition(
        sources=(State.ANSWERED,),
        target=State.OPEN,
        roles=REVIEWING,
        events=("monitoring.reopened",),
        reason_required=True,
        label=_("Ask for more"),
    ),
    "close": Transition(
        sources=(State.REPORTED, State.ANSWERED),
        target=State.CLOSED,
        roles=(Role.COORDINATOR, Role.ADMINISTRATOR),
        events=("monitoring.closed",),
        label=_("Close"),
    ),
}
register("monitoring", MONITORING)
