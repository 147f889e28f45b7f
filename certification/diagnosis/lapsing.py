"""A diagnosis nobody submitted lapses once its time is over; more time opens it again.

The database's clock decides, extensions and the edition's days of grace counted in.
"""

from django.db.models.functions import Now

from certification.editions.models import Edition, Extension, Participation, Step
from migracidades.ledger.workflow import SYSTEM, advance
from migracidades.tenancy.models import Programme
from migracidades.tenancy.scope import Side, enter

from .models import Diagnosis
from .queries import overdue, timed
from .workflow import DIAGNOSIS, State

WORKER = (SYSTEM,)


def lapse_overdue(programme: Programme) -> int:
    """Let every diagnosis of a programme lapse that is overdue. Returns how many."""
    with enter(programme, side=Side.STAFF):
        return sum(_lapse(edition) for edition in _editions())


def _editions() -> list[int]:
    late = overdue().order_by("participation__edition")
    return list(late.values_list("participation__edition", flat=True).distinct())


def _lapse(edition: int) -> int:
    # Whoever gives more time holds the edition: those overdue are asked for once it is ours.
    Edition.objects.select_for_update().get(pk=edition)
    late = overdue().filter(participation__edition=edition).order_by("pk")
    held = late.select_for_update(of=("self",), skip_locked=True)
    return sum(advance(one, "lapse", table=DIAGNOSIS, roles=WORKER) for one in held)


def reopen(extension: Extension) -> int:
    """Open those lapsed diagnoses again that an extension gives time to. Returns how many.

    One that had been returned opens for what was asked about, as before.
    """
    if extension.step != Step.DIAGNOSIS:
        return 0
    taking_part = Participation.objects.filter(edition=extension.edition_id, withdrawn_at=None)
    if extension.beneficiary_id:
        taking_part = taking_part.filter(government=extension.beneficiary_id)
    lapsed = Diagnosis.objects.filter(state=State.LAPSED, participation__in=taking_part)
    in_time = timed(lapsed).filter(closes_at__gte=Now()).order_by("pk")
    return sum(
        advance(one, _way_back(one), table=DIAGNOSIS, roles=WORKER, reason=extension.reason)
        for one in in_time
    )


def _way_back(diagnosis: Diagnosis) -> str:
    return "ask_again" if diagnosis.rounds.exists() else "reopen"
