"""What the beat asks of this room."""

from migracidades.celery import app
from migracidades.tenancy.models import Programme

from . import sweeping


# A beat nobody answered in time is followed by the next one.
@app.task(name="files.sweep", expires=1800)
def sweep() -> None:
    """Take off the disk what nobody will ask for again, in every programme."""
    sweeping.sweep_scratch()
    for programme in Programme.objects.all():
        sweeping.sweep(programme)
