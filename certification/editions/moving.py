"""The calendar of an edition that governments stand in: what of it may move, and who is told.

A step that has opened keeps its dates: more time is an extension, which has its reason and is
mailed. A step still to come may move, with a reason that everybody taking part reads.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from migracidades.accounts.models import User
from migracidades.ledger import audit, outbox

from .models import Edition, Participation


@dataclass(frozen=True)
class Dates:
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class Move:
    """What a step's dates were, and what they become."""

    step: str
    was: Dates
    becomes: Dates


def has_begun(edition: Edition) -> bool:
    """Whether governments apply to it or take part in it: from then on they count on it."""
    return bool(
        edition.pk
        and (
            Participation.objects.filter(edition=edition).exists() or edition.applications.exists()
        )
    )


def places_taken(edition: Edition) -> int:
    """How many governments were admitted and have not left."""
    return Participation.objects.filter(edition=edition, withdrawn_at=None).count()


def objections(move: Move, now: datetime) -> Mapping[str, str]:
    """What speaks against a move at a moment, by the field it is about."""
    found = {}
    if move.was.opens_at <= now:
        if move.becomes.opens_at != move.was.opens_at:
            found["opens_at"] = _("This step has opened: its opening stays as it is.")
        if move.becomes.closes_at != move.was.closes_at:
            found["closes_at"] = _(
                "This step has opened and governments count on its closing. Give more time under"
                " “Extensions”: with a reason, and everybody is told."
            )
    elif move.becomes.opens_at <= now:
        found["opens_at"] = _("Choose a day to come: governments have to hear of it before.")
    return found


def record_moves(edition: Edition, moves: Iterable[Move], *, reason: str, actor: User) -> None:
    """Write down that steps moved, and let those who take part be told. The dates are saved."""
    told = [
        {
            "step": str(one.step),
            "was": [one.was.opens_at.isoformat(), one.was.closes_at.isoformat()],
            "becomes": [one.becomes.opens_at.isoformat(), one.becomes.closes_at.isoformat()],
        }
        for one in moves
    ]
    fields = {"moves": told}
    entry = audit.record("edition.move", edition, actor=actor, fields=fields, reason=reason)
    outbox.emit("edition.moved", edition_id=edition.pk, entry_id=str(entry.pk))
