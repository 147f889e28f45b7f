"""What the beat asks of this room."""

from django.conf import settings

from certification.evidence.links import visit_links
from certification.evidence.telling import tell_lost
from migracidades.celery import app
from migracidades.tenancy.models import Programme

from .lapsing import lapse_overdue
from .losses import versions_read
from .paper.blank import ask_for_blank_forms

# Beyond the time of a round and of its last link, within which the broker believes it is at work.
LONGEST_ROUND = 270


# A beat nobody answered in time is followed by the next one.
@app.task(name="diagnosis.lapse", expires=300)
def lapse() -> None:
    """Let what was not submitted in time lapse, in every programme."""
    for programme in Programme.objects.all():
        lapse_overdue(programme)


@app.task(name="diagnosis.visit_links", expires=1800)
def visit() -> None:
    """Have the links visited, each programme's by itself. A demonstration calls on nobody."""
    if settings.DEMO:
        return
    for pk in Programme.objects.values_list("pk", flat=True):
        visit_programme.delay(pk)


@app.task(name="diagnosis.visit_links_of", expires=1800, time_limit=LONGEST_ROUND)
def visit_programme(pk: int) -> None:
    """Visit the links of a programme whose turn it is, and tell those who lead what is lost."""
    programme = Programme.objects.get(pk=pk)
    visit_links(programme, versions_read)
    tell_lost(programme, versions_read)


@app.task(name="diagnosis.blank_forms", expires=300)
def blank_forms() -> None:
    """Let every programme have the blank forms of what it asks now."""
    for programme in Programme.objects.all():
        ask_for_blank_forms(programme)
