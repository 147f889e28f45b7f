"""Jobs given up after several tries: somebody looks, mends the cause, starts them anew."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from . import audit, outbox
from .models import OutboxEntry

PENDING, PARKED = OutboxEntry.State.PENDING, OutboxEntry.State.PARKED
AT_ONCE = 500


def parked(**which: Any) -> QuerySet[OutboxEntry]:
    """The jobs of the programme in scope that were given up, oldest first."""
    return OutboxEntry.objects.filter(state=PARKED, **which)


def retry(entries: Iterable[OutboxEntry], *, actor: Any = None) -> int:
    """Give parked entries a fresh start. Returns how many there were; the rest was no more parked.

    Handlers that noted the failure elsewhere are told (``outbox.on(…, again=…)``), and the act is
    written down.
    """
    return sum(_retry(entry, actor) for entry in entries)


def _retry(entry: OutboxEntry, actor: Any) -> bool:
    begun = {"state": PENDING, "attempts": 0, "available_at": Now(), "rung_at": None}
    if not parked(pk=entry.pk).update(**begun):
        return False
    handler = outbox.handler_called(entry.handler)
    if handler and handler.again:
        handler.again(**entry.payload)
    audit.record(
        "job.retry",
        entry,
        actor=actor,
        government=entry.government_id,
        fields={"handler": entry.handler},
    )
    call = partial(outbox.ring, entry.programme_id, entry.pk, entry.handler)
    transaction.on_commit(call, robust=True)
    return True
