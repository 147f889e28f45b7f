"""What becomes of a part whose seat was given up for another one of the same person."""

from django.db.models.functions import Now

from migracidades.ledger import outbox

from ..models import Part


@outbox.on("seat.joined", name="diagnosis.join_parts")
def join_parts(*, ended_id: int, seat_id: int, **_payload: object) -> None:
    """Let the open parts of a seat that has ended be the other seat's. Twice is once.

    A seat has one part of a diagnosis: where the other one has its own already, it grows by these
    questions.
    """
    for part in Part.objects.filter(seat=ended_id, ended_at=None):
        held = Part.objects.filter(diagnosis=part.diagnosis_id, seat=seat_id, ended_at=None).first()
        if held is None:
            Part.objects.filter(pk=part.pk).update(seat=seat_id)
        else:
            _grow(held, part)


def _grow(held: Part, part: Part) -> None:
    held.dimensions = [*dict.fromkeys([*held.dimensions, *part.dimensions])]
    held.indicators = [*dict.fromkeys([*held.indicators, *part.indicators])]
    held.ready_at = held.ready_by = None
    held.save(update_fields=["dimensions", "indicators", "ready_at", "ready_by"])
    Part.objects.filter(pk=part.pk).update(ended_at=Now())
