"""Link care: the addresses that prove something are visited before an analyst meets them dead.

A link is visited once a week, and a day later when it was not there. It is dead when the page says
that it is gone, or when three visits in a row found no such name or no server: a server may rest
for a night. It leads to something else when it is known again by another mark (see ``marks``).
What cannot be looked into from here (a wall against machines, another port, a certificate this
machine cannot trace, an error of theirs) may open for people: nobody is alarmed.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from time import monotonic
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from migracidades.kit.errors import Refused
from migracidades.kit.fetching import Missing, Seen, Unreachable, look
from migracidades.ledger import audit
from migracidades.tenancy.models import Programme
from migracidades.tenancy.scope import Side, enter

from .keeping import demand
from .marks import alike, joined, mark_of
from .models import LinkVisit, PieceVersion
from .queries import watched

WEEK, DAY = timedelta(days=7), timedelta(days=1)
# How many links a round visits, and for how many seconds it begins with another one.
AT_ONCE, ROUND = 50, 180.0
GONE, PATIENCE = {404, 410}, 3
State = LinkVisit.State

Look = Callable[[str], Seen]
Read = Callable[[], QuerySet[Any]]

logger = logging.getLogger(__name__)


def visit_links(programme: Programme, read: Read, *, look_at: Look = look) -> int:
    """Visit the links of a programme whose turn it is. Returns how many were visited.

    ``read`` asks for the keys of the versions that are gone by, see ``queries.watched``. Each link
    is fetched outside of any transaction and noted in one of its own; nothing about one of them
    keeps the others from their turn.
    """
    until = monotonic() + ROUND
    with enter(programme, side=Side.STAFF):
        due = list(_due(watched(read()))[:AT_ONCE])
    visited = 0
    for version in due:
        if monotonic() > until:
            break
        _visit(programme, version, look_at)
        visited += 1
    return visited


def _visit(programme: Programme, version: PieceVersion, look_at: Look) -> None:
    try:
        found = _seen(version.link, look_at)
        with enter(programme, side=Side.STAFF):
            note(version, found)
    except Exception:  # loud, and of this link alone: the round goes on
        logger.exception("Link of version %s of %s: not noted.", version.pk, programme.slug)


def _seen(link: str, look_at: Look) -> Seen | Unreachable:
    try:
        return look_at(link)
    except Unreachable as reason:
        return reason
    except Exception as error:  # what strangers answer may break anything that reads it
        logger.exception("A link broke the visitor.")
        return Unreachable(type(error).__name__)


def note(version: PieceVersion, found: Seen | Unreachable) -> LinkVisit:
    """Keep what a visit found, or why it found nothing. The caller stands on the staff side."""
    kept = LinkVisit.objects.filter(version=version).first()
    visit = kept or LinkVisit(version=version, government_id=version.government_id, state="")
    status = found.status if isinstance(found, Seen) else None
    mark = mark_of(found) if isinstance(found, Seen) and found.status < 400 else ""
    absent = isinstance(found, Missing) or status in GONE
    visit.failures = _failures(visit, mark, absent=absent)
    if mark and alike(visit.mark or mark, mark):
        visit.mark = joined(visit.mark, mark)
    state = _state(visit, mark, absent=absent, gone=status in GONE)
    if state != visit.state:
        visit.state, visit.since = state, Now()
    visit.status, visit.found, visit.visited_at = status, mark or visit.found, Now()
    visit.save()
    visit.refresh_from_db()
    return visit


def _failures(visit: LinkVisit, mark: str, *, absent: bool) -> int:
    """A visit that could not look counts neither way; what it brings back to life begins anew."""
    if absent:
        return visit.failures + 1
    return 0 if mark or visit.state == State.DEAD else visit.failures


def _state(visit: LinkVisit, mark: str, *, absent: bool, gone: bool) -> State:
    """How a link stands after a visit. One that was seen to lead elsewhere does so until it is seen
    again: not to look proves nothing.
    """
    if mark:
        return State.ALIVE if alike(visit.mark, mark) else State.CHANGED
    if absent and (gone or visit.failures >= PATIENCE or visit.state == State.DEAD):
        return State.DEAD
    if visit.state == State.CHANGED:
        return State.CHANGED
    return State.SHAKY if absent else State.UNCHECKED


def settle(version: PieceVersion, *, actor: Any, roles: Iterable[str]) -> None:
    """Somebody has looked: what a link leads to now is what it is meant to lead to. Twice is once.

    Raises ``PermissionDenied`` for a wrong role, ``Refused`` for a link that is not seen to open.
    """
    demand(roles)
    visits = LinkVisit.objects.filter(version=version)
    changed = visits.filter(state=State.CHANGED)
    if changed.update(state=State.ALIVE, since=Now(), mark=F("found"), failures=0):
        fields = {"version": version.number}
        audit.record("evidence.settle_link", version.piece, actor=actor, fields=fields)
    elif not visits.filter(state=State.ALIVE).exists():
        raise Refused(_("This link was not seen to open: give its new address, or send a file."))


def _due(links: QuerySet[PieceVersion]) -> QuerySet[PieceVersion]:
    """Those whose last visit is long enough ago; the one that waits longest first."""
    rested = Q(visit=None) | Q(visit__visited_at__lt=Now() - WEEK)
    again = Q(visit__failures__gt=0, visit__visited_at__lt=Now() - DAY)
    in_turn = F("visit__visited_at").asc(nulls_first=True)
    return links.filter(rested | again).order_by(in_turn, "pk")
