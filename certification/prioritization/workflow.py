"""How a plan moves."""

from django.utils.translation import gettext_lazy as _

from migracidades.ledger.workflow import Transition, register
from migracidades.tenancy.rules import LEADING, REVIEWING

from .models import Plan

State = Plan.State
WRITABLE = (State.DRAFT, State.RETURNED)

PLAN = {
    "propose": Transition(
        sources=WRITABLE,
        target=State.PROPOSED,
        roles=LEADING,
        events=("plan.proposed",),
        label=_("Propose the priorities"),
    ),
    "return": Transition(
        sources=(State.PROPOSED,),
        target=State.RETURNED,
        roles=REVIEWING,
        events=("plan.returned",),
        reason_required=True,
        label=_("Return"),
    ),
    "accept": Transition(
        sources=(State.PROPOSED,),
        target=State.ACCEPTED,
        roles=REVIEWING,
        events=("plan.accepted",),
        label=_("Accept"),
    ),
}
register("plan", PLAN)
