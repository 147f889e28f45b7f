"""Decisions, written down once and for ever, and chained so that a change would show.

No lock is taken in a request: a task numbers what has been committed. Each digest covers the
entry and the digest before it; whoever keeps the last digest elsewhere can prove the whole.
"""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models.functions import Now

from migracidades.tenancy.models import Programme
from migracidades.tenancy.scope import Side, enter, required

from .models import AuditEntry

CHAIN_LOCK = 0x6C656467
BATCH = 1000
COVERED = (
    "id",
    "programme_id",
    "government_id",
    "actor_id",
    "actor_role",
    "act",
    "object_label",
    "object_id",
    "fields",
    "reason",
    "number",
)


def record(
    act: str,
    obj: models.Model | None = None,
    *,
    actor: Any = None,
    role: str = "",
    government: Any = None,
    fields: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Write one decision into the transaction that is open.

    ``actor`` and ``government`` are instances or primary keys; without them the person in scope
    and the government of ``obj`` are meant. ``fields`` holds ids, field names and states, never
    personal values. Raises ``ScopeError`` without a scope.
    """
    if government is None:
        government = getattr(obj, "government_id", None)
    actor_id = required().user_id if actor is None else getattr(actor, "pk", actor)
    return AuditEntry.objects.create(
        act=act,
        object_label=obj._meta.label_lower if obj else "",
        object_id=str(obj.pk) if obj else "",
        actor_id=actor_id,
        actor_role=role,
        government_id=getattr(government, "pk", government),
        fields=fields or {},
        reason=reason,
        at=Now(),
    )


def extend_chain(programme: Programme) -> int:
    """Number and chain the committed entries that are not yet. Returns how many."""
    with enter(programme, side=Side.STAFF):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [CHAIN_LOCK, programme.pk])
        last = AuditEntry.objects.exclude(number=None).order_by("-number").first()
        number, digest = (last.number or 0, last.digest) if last else (0, "")
        fresh = list(AuditEntry.objects.filter(number=None).order_by("at", "id")[:BATCH])
        for entry in fresh:
            entry.number, entry.previous_digest = number + 1, digest
            entry.digest = digest_of(entry)
            number, digest = entry.number, entry.digest
        AuditEntry.objects.bulk_update(fresh, ["number", "previous_digest", "digest"], 200)
    return len(fresh)


def verify_chain(programme: Programme) -> int | None:
    """The number of the first entry that is missing or was changed; ``None`` when all is whole."""
    previous = ""
    with enter(programme, side=Side.STAFF):
        chained = AuditEntry.objects.exclude(number=None).order_by("number")
        for expected, entry in enumerate(chained.iterator(BATCH), start=1):
            if not _follows(entry, expected, previous):
                return expected
            previous = entry.digest
    return None


def _follows(entry: AuditEntry, number: int, previous: str) -> bool:
    fits = entry.number == number and entry.previous_digest == previous
    return fits and entry.digest == digest_of(entry)


def digest_of(entry: AuditEntry) -> str:
    """SHA-256 over the digest before and the entry as canonical JSON."""
    covered = {name: getattr(entry, name) for name in COVERED}
    covered["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(
        covered,
        cls=DjangoJSONEncoder,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256((entry.previous_digest + text).encode()).hexdigest()
