"""What the beat asks of this room."""

from migracidades.celery import app
from migracidades.tenancy.models import Programme

from .lapsing import lapse_overdue


# A beat nobody answered in time is followed by the next one.
@app.task(name="diagnosis.lapse", expires=300)
def lapse() -> None:
    """Let what was not submitted in time lapse, in every programme."""
    for programme in Programme.objects.all():
        lapse_overdue(programme)
