"""What the beat asks of this room."""

from django.conf import settings

from migracidades.celery import app
from migracidades.tenancy.models import Programme

from .links import visit_links


# A beat nobody answered in time is followed by the next one.
@app.task(name="evidence.visit_links", expires=1800)
def visit() -> None:
    """Visit the links whose turn it is, in every programme. A demonstration calls on nobody."""
    if settings.DEMO:
        return
    for programme in Programme.objects.all():
        visit_links(programme)
