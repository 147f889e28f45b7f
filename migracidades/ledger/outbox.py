"""How work leaves a verb: as rows in the verb's own transaction.

A row is the truth of a job, the broker only a doorbell: who does not hear it is found by the
sweep. A handler runs in one transaction with the row that says it is done, so its effects in the
database happen exactly once, also when the worker is killed in the middle. What a handler does
outside the database (sending mail, writing files) may happen again and must bear it.
"""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from migracidades.kit import logs
from migracidades.tenancy.models import Programme
from migracidades.tenancy.scope import Side, enter, required

from . import pulses
from .models import OutboxEntry
from .voice import speaking

logger = logging.getLogger(__name__)

PENDING, DONE, PARKED = OutboxEntry.State.PENDING, OutboxEntry.State.DONE, OutboxEntry.State.PARKED
MAX_ATTEMPTS = 8
FIRST_DELAY, LONGEST_DELAY = 5.0, 600.0
# How long a claimed entry is left alone before it counts as abandoned; one that still runs is
# protected by its lock, however long it takes.
LEASE = timedelta(seconds=20)
POSTPONED = timedelta(seconds=60)
SWEEP_AFTER = timedelta(seconds=5)
RING_AGAIN_AFTER = timedelta(seconds=60)
SWEEP_LIMIT = 500
QUIET_SECONDS = 5.0


Hook = Callable[..., None] | None


@dataclass(frozen=True)
class Handler:
    """``run`` does the work. ``failed`` is told of each failure, in a transaction of its own;
    ``again`` when somebody gives it a fresh start after it was given up.
    """

    name: str
    topic: str
    queue: str
    run: Callable[..., None]
    failed: Hook = None
    again: Hook = None


_handlers: dict[str, Handler] = {}
_silent_until = 0.0


class Postponed(Exception):
    """Raised by a handler that cannot work yet, for a reason people mend: no try is counted."""


def on(
    topic: str, *, name: str, queue: str = "default", failed: Hook = None, again: Hook = None
) -> Callable:
    """Register a handler of ``topic``: ``def handler(*, programme, **payload)``.

    It runs in the worker on the staff side, in the programme's language, time zone and address
    prefix. ``failed(programme=…, error=…, parked=…, **payload)`` is called after it raised,
    ``again(**payload)`` when it starts anew. The database keeps ``name``. ``ValueError`` if taken.
    """

    def register(run: Callable[..., None]) -> Callable[..., None]:
        if name in _handlers:
            raise ValueError(f"Two outbox handlers are called {name!r}.")
        _handlers[name] = Handler(name, topic, queue, run, failed, again)
        return run

    return register


def emit(topic: str, **payload: Any) -> list[OutboxEntry]:
    """Write one entry per handler of ``topic`` into the transaction that is open.

    ``payload`` holds ids and states only; ``government_id`` in it also says whose entry it is.
    The workers' doorbell is rung after commit; a broker that is down costs nothing but time.
    """
    heard_by = [one for one in _handlers.values() if one.topic == topic]
    entries = [
        OutboxEntry(
            topic=topic,
            handler=handler.name,
            payload=payload,
            government_id=payload.get("government_id"),
            created_at=Now(),
            available_at=Now(),
        )
        for handler in heard_by
    ]
    OutboxEntry.objects.bulk_create(entries)
    programme_id = required().programme_id
    for entry in entries:
        transaction.on_commit(partial(ring, programme_id, entry.pk, entry.handler), robust=True)
    return entries


def ring(programme_id: int | None, entry_id: Any, handler: str) -> bool:
    """Tell a worker about an entry. ``False``, and a few quiet seconds, when the broker is down."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return False
    known = _handlers.get(handler)
    try:
        _bell().send_task(
            "ledger.deliver",
            args=[programme_id, str(entry_id)],
            queue=known.queue if known else "default",
            retry=False,
        )
    except _broker_errors() as error:
        _silent_until = time.monotonic() + QUIET_SECONDS
        logger.warning("The broker does not answer (%s); the sweep will deliver.", error)
        return False
    return True


def _bell() -> Any:
    """Loaded by the first job of a process: a first page should not pay for it."""
    from migracidades.celery import app

    return app


def _broker_errors() -> tuple[type[Exception], ...]:
    from kombu.exceptions import KombuError
    from redis.exceptions import RedisError

    return KombuError, RedisError, OSError


def deliver_entry(programme_id: int, entry_id: Any, *, only_due: bool = True) -> bool:
    """Run one entry's handler. ``True`` when its work was done and committed by this call.

    ``False`` when another worker holds it, it is done or not due, or the handler failed: then the
    failure is written down, and it will be tried again, later each time, ``MAX_ATTEMPTS`` times.
    """
    programme = Programme.objects.get(pk=programme_id)
    with logs.bound(programme=programme.slug, job=str(entry_id)):
        try:
            return _claim(programme, entry_id, only_due) and _run(programme, entry_id)
        except Postponed as reason:
            logger.warning("Outbox entry %s of %s waits: %s", entry_id, programme.slug, reason)
            _postpone(programme, entry_id, reason)
            return False
        except Exception as error:
            logger.exception("Outbox entry %s of %s failed.", entry_id, programme.slug)
            _write_down(programme, entry_id, error)
            return False


def _claim(programme: Programme, entry_id: Any, only_due: bool) -> bool:
    # Committed before the work starts: an entry that kills its workers is given up in the end.
    due = Q(available_at__lte=Now()) if only_due else Q()
    with enter(programme, side=Side.STAFF):
        entry = _free(entry_id).filter(due).first()
        if entry is None:
            return False
        return _give_up(programme, entry) if entry.attempts >= MAX_ATTEMPTS else _take(entry)


def _take(entry: OutboxEntry) -> bool:
    changed = {"attempts": F("attempts") + 1, "available_at": Now() + LEASE, "rung_at": None}
    return bool(OutboxEntry.objects.filter(pk=entry.pk).update(**changed))


def _give_up(programme: Programme, entry: OutboxEntry) -> bool:
    logger.error("Outbox entry %s (%s) is given up: its workers died.", entry.pk, entry.handler)
    entry.state = PARKED
    entry.error = entry.error or "The worker ended before the work was done."
    entry.save(update_fields=["state", "error"])
    _tell(programme, entry)
    return False


def _run(programme: Programme, entry_id: Any) -> bool:
    with enter(programme, side=Side.STAFF):
        entry = _free(entry_id).first()
        if entry is None:
            return False
        began = time.monotonic()
        with speaking(programme):
            _handler_of(entry).run(programme=programme, **entry.payload)
        took = time.monotonic() - began
        changed = {"state": DONE, "done_at": Now(), "error": ""}
        OutboxEntry.objects.filter(pk=entry.pk).update(**changed)
    pulses.job_done(entry.handler, seconds=took)
    return True


def _free(entry_id: Any):
    pending = OutboxEntry.objects.filter(pk=entry_id, state=PENDING)
    return pending.select_for_update(skip_locked=True)


def _handler_of(entry: OutboxEntry) -> Handler:
    try:
        return _handlers[entry.handler]
    except KeyError:
        raise LookupError(f"No outbox handler is called {entry.handler!r}.") from None


def _postpone(programme: Programme, entry_id: Any, reason: Postponed) -> None:
    changed = {"attempts": F("attempts") - 1, "available_at": Now() + POSTPONED}
    with enter(programme, side=Side.STAFF):
        OutboxEntry.objects.filter(pk=entry_id, state=PENDING).update(error=str(reason), **changed)


def _write_down(programme: Programme, entry_id: Any, error: Exception) -> None:
    with enter(programme, side=Side.STAFF):
        entry = OutboxEntry.objects.select_for_update().get(pk=entry_id)
        if entry.state != PENDING:
            return
        entry.error = f"{type(error).__name__}: {error}"[:2000]
        entry.state = PARKED if entry.attempts >= MAX_ATTEMPTS else PENDING
        entry.available_at = Now() + timedelta(seconds=delay_after(entry.attempts))
        entry.save(update_fields=["error", "state", "available_at"])
        _tell(programme, entry)


def _tell(programme: Programme, entry: OutboxEntry) -> None:
    handler = handler_called(entry.handler)
    if handler and handler.failed:
        parked = entry.state == PARKED
        handler.failed(programme=programme, error=entry.error, parked=parked, **entry.payload)


def delay_after(attempts: int) -> float:
    """Seconds until the next try: doubled each time, bounded, and never all at one moment."""
    doubled = FIRST_DELAY * 2 ** max(attempts - 1, 0)
    return min(doubled * random.uniform(0.8, 1.2), LONGEST_DELAY)  # noqa: S311


def handler_called(name: str) -> Handler | None:
    return _handlers.get(name)


def sweep() -> int:
    """Ring again for every entry that should have run by now. Returns how many."""
    return sum(_sweep_one(programme) for programme in Programme.objects.all())


def _sweep_one(programme: Programme) -> int:
    # Marked and committed before ringing: a worker passes over a row that somebody still holds.
    with enter(programme, side=Side.STAFF):
        due = OutboxEntry.objects.filter(
            Q(rung_at=None) | Q(rung_at__lt=Now() - RING_AGAIN_AFTER),
            state=PENDING,
            available_at__lt=Now() - SWEEP_AFTER,
        )
        found = list(due.values_list("pk", "handler")[:SWEEP_LIMIT])
        OutboxEntry.objects.filter(pk__in=[pk for pk, _ in found]).update(rung_at=Now())
    return sum(ring(programme.pk, pk, handler) for pk, handler in found)


def drain(programme: Programme, *, queue: str = "") -> list[OutboxEntry]:
    """Run here and now whatever is pending, and what that work causes in turn.

    Each entry is tried once, due or not; with ``queue`` only what that queue's worker would do.
    Returns those that are not done: empty means all well.
    """
    tried: list[Any] = []
    while (entry_id := _next(programme, tried, queue)) is not None:
        tried.append(entry_id)
        deliver_entry(programme.pk, entry_id, only_due=False)
    with enter(programme, side=Side.STAFF):
        return list(OutboxEntry.objects.filter(pk__in=tried).exclude(state=DONE))


def _next(programme: Programme, tried: list[Any], queue: str) -> Any:
    with enter(programme, side=Side.STAFF):
        pending = OutboxEntry.objects.filter(state=PENDING).exclude(pk__in=tried)
        if queue:
            named = [one.name for one in _handlers.values() if one.queue == queue]
            pending = pending.filter(handler__in=named)
        return pending.values_list("pk", flat=True).first()
