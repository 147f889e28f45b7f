"""What the worker is called for. The names stand in the schedule of ``migracidades.celery``."""

from migracidades.celery import app
from migracidades.tenancy.models import Programme

from . import audit, outbox, pulses


@app.task(name="ledger.deliver")
def deliver(programme_id: int, entry_id: str) -> None:
    outbox.deliver_entry(programme_id, entry_id)


# A beat nobody answered in time is followed by the next one.
@app.task(name="ledger.sweep", expires=30)
def sweep() -> None:
    outbox.sweep()


@app.task(name="ledger.extend_chain", expires=60)
def extend_chain() -> None:
    for programme in Programme.objects.all():
        while audit.extend_chain(programme) == audit.BATCH:
            pass


@app.task(name="ledger.pulse")
def pulse(queue: str) -> None:
    pulses.felt(pulses.of_queue(queue))
