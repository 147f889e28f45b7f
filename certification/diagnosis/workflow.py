"""How a diagnosis moves. The verbs of filling in stand in this room, those of judging in review."""

from django.utils.translation import gettext_lazy as _

from migracidades.ledger.workflow import SYSTEM, Transition, register
from migracidades.tenancy.models import Role
from migracidades.tenancy.rules import LEADING, REVIEWING

from .models import Diagnosis

State = Diagnosis.State
ANSWERABLE = (State.OPEN, State.RETURNED)
# What proves their answers is still gone by: the analysis has not said its last word.
UNDECIDED = (*ANSWERABLE, State.SUBMITTED, State.IN_REVIEW)

DIAGNOSIS = {
    "submit": Transition(
        sources=ANSWERABLE,
        target=State.SUBMITTED,
        roles=LEADING,
        events=("diagnosis.submitted",),
        label=_("Submit"),
    ),
    "take": Transition(
        sources=(State.SUBMITTED,),
        target=State.IN_REVIEW,
        roles=REVIEWING,
        label=_("Start the review"),
    ),
    "return": Transition(
        sources=(State.IN_REVIEW,),
        target=State.RETURNED,
        roles=REVIEWING,
        events=("diagnosis.returned",),
        reason_required=True,
        label=_("Return with requests"),
    ),
    "approve": Transition(
        sources=(State.IN_REVIEW,),
        target=State.APPROVED,
        roles=REVIEWING,
        events=("diagnosis.approved",),
        label=_("Approve"),
    ),
    "validate": Transition(
        sources=(State.APPROVED,),
        target=State.VALIDATED,
        roles=(Role.COORDINATOR,),
        events=("diagnosis.validated",),
        label=_("Validate"),
    ),
    "send_back": Transition(
        sources=(State.APPROVED,),
        target=State.IN_REVIEW,
        roles=(Role.COORDINATOR,),
        reason_required=True,
        label=_("Send back to the review"),
    ),
    "consent": Transition(
        sources=(State.VALIDATED,),
        target=State.CONSENTED,
        roles=(Role.ISSUER, Role.ADMINISTRATOR),
        events=("diagnosis.consented",),
        label=_("Consent"),
    ),
    "lapse": Transition(
        sources=ANSWERABLE,
        target=State.LAPSED,
        roles=(SYSTEM,),
        events=("diagnosis.lapsed",),
        label=_("Let lapse"),
    ),
    "reopen": Transition(
        sources=(State.LAPSED,),
        target=State.OPEN,
        roles=(SYSTEM,),
        label=_("Open again"),
    ),
    "ask_again": Transition(
        sources=(State.LAPSED,),
        target=State.RETURNED,
        roles=(SYSTEM,),
        label=_("Ask again"),
    ),
}
register("diagnosis", DIAGNOSIS)
