"""A part waits for whom it was promised to: accepting the invitation gives them seat and part."""

from certification.governments import inviting
from migracidades.tenancy.models import Invitation, Membership
from migracidades.tenancy.rules import ANSWERING

from ..models import Part


@inviting.accepted
def take_part(*, invitation: Invitation, seat: Membership) -> None:
    """Let the parts that wait for the address of an invitation be those of the seat.

    A seat has one part of a diagnosis: one more goes on waiting, and the lead sees that.
    """
    if seat.role not in ANSWERING:
        return
    open_ones = Part.objects.filter(government=seat.government_id, ended_at=None)
    busy = open_ones.filter(seat=seat).values("diagnosis")
    mine = open_ones.filter(seat=None, email=invitation.email).exclude(diagnosis__in=busy)
    mine.update(seat=seat, email="")
