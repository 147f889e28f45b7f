"""A department says that its part is ready, and takes that back."""

from collections.abc import Iterable
from typing import Any

from django.db.models.functions import Now

from migracidades.ledger import audit, outbox

from .. import rules
from ..models import Part
from ..queries import answers_of, sheet_of, with_context
from ..saving import refuse
from ..workflow import ANSWERABLE
from .shares import share_of


def mark_ready(part: Part, *, actor: Any, roles: Iterable[str]) -> None:
    """Say that a part is ready, or once more after answers changed; whoever leads is told.

    What still has no answer is left to whoever leads. Twice is once. Raises ``PermissionDenied``
    for who neither sits there nor leads, ``Refused`` when the diagnosis is handed in.
    """
    locked = _locked(part, actor, roles)
    if locked.ended_at or (locked.ready_at and not _changed(locked)):
        return
    Part.objects.filter(pk=locked.pk).update(ready_at=Now(), ready_by=actor)
    audit.record("part.ready", locked, actor=actor)
    outbox.emit("part.ready", part_id=locked.pk, government_id=locked.government_id)


def take_back(part: Part, *, actor: Any, roles: Iterable[str]) -> None:
    """Say that a part is not ready after all. Raises as ``mark_ready`` does."""
    locked = _locked(part, actor, roles)
    if locked.ready_at:
        Part.objects.filter(pk=locked.pk).update(ready_at=None, ready_by=None)
        audit.record("part.not_ready", locked, actor=actor)


def _locked(part: Part, actor: Any, roles: Iterable[str]) -> Part:
    found = Part.objects.select_for_update(of=("self",)).select_related("seat")
    locked = found.get(pk=part.pk)
    rules.demand(rules.may_mark(locked, actor, roles))
    diagnosis = with_context().get(pk=locked.diagnosis_id)
    if diagnosis.state not in ANSWERABLE or diagnosis.participation.withdrawn_at:
        refuse(diagnosis)
    locked.diagnosis = diagnosis
    return locked


def _changed(part: Part) -> bool:
    answers = answers_of(part.diagnosis)
    return bool(share_of(part, sheet_of(part.diagnosis, answers), answers).changed)
