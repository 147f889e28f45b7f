"""What the beat asks of the roof."""

from migracidades.celery import app
from migracidades.tenancy.models import Programme

from .reminders import remind


# A beat nobody answered in time is followed by the next one.
@app.task(name="pages.remind", expires=1800)
def send_reminders() -> None:
    """Mail the reminders that are due, in every programme."""
    for programme in Programme.objects.all():
        remind(programme)
