"""Link care: the addresses that prove something are visited before an analyst meets them dead.

A link is visited once a week, and a day later when it did not open. It is dead when the page says
that it is gone, or after three visits without an answer: a server may rest for a night. It leads to
something else when a page it once was has another name or stands elsewhere, or when a document has
other bytes; what stands inside a page may change every day and says nothing.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from html import unescape
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse

from migracidades.kit.fetching import Seen, Unreachable, look
from migracidades.ledger import mail, speaking
from migracidades.tenancy.models import Programme
from migracidades.tenancy.queries import team_of
from migracidades.tenancy.rules import LEADING
from migracidades.tenancy.scope import Side, enter

from .models import LinkVisit, PieceVersion
from .queries import newest

WEEK, DAY = timedelta(days=7), timedelta(days=1)
AT_ONCE = 50
GONE, PATIENCE = {404, 410}, 3
PAGES = ("text/html", "application/xhtml+xml")
State = LinkVisit.State
DEAD = (State.DEAD, State.CHANGED)

_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)

Look = Callable[[str], Seen]


def visit_links(programme: Programme, *, look_at: Look = look) -> int:
    """Visit the links of a programme whose turn it is. Returns how many were visited.

    Each is fetched outside of any transaction and noted in one of its own.
    """
    with enter(programme, side=Side.STAFF):
        due = list(_due()[:AT_ONCE])
    for version in due:
        found = _seen(version.link, look_at)
        with enter(programme, side=Side.STAFF):
            note(version, found)
    return len(due)


def note(version: PieceVersion, found: Seen | None) -> LinkVisit:
    """Keep what a visit found; ``None`` for no answer. The caller stands on the staff side."""
    kept = LinkVisit.objects.filter(version=version).first()
    before = kept or LinkVisit(version=version, government_id=version.government_id, state="")
    failures = 0 if _opened(found) else before.failures + 1
    state = _state(before, found, failures)
    lost = state in DEAD and state != before.state
    if state != before.state:
        before.state, before.since = state, Now()
    before.failures, before.visited_at = failures, Now()
    before.status = found.status if found else None
    if found and _opened(found) and not before.mark:
        before.mark = mark_of(found)
    before.save()
    before.refresh_from_db()
    if lost:
        _tell(before)
    return before


def mark_of(seen: Seen) -> str:
    """What a page or a document is known again by: its place and title, or its bytes."""
    if seen.content_type not in PAGES:
        return f"sha256:{seen.digest}"
    title = _TITLE.search(seen.body)
    words = " ".join(unescape(title[1].decode("utf-8", "replace")).split()) if title else ""
    return f"{_place(seen.address)} {sha256(words.encode()).hexdigest()}"[:200]


def dead_links(government: int) -> QuerySet[LinkVisit]:
    """The links of a government's pieces, in their newest version, that prove nothing any more."""
    current = newest().filter(government=government, piece__withdrawn_at=None)
    found = LinkVisit.objects.filter(version__in=current.values("pk"), state__in=DEAD)
    return found.order_by("version__title")


def _tell(visit: LinkVisit) -> None:
    """Those who lead the government learn of it, once for each time it is lost."""
    government = visit.government
    with speaking(government.programme):
        at = [government.code, visit.version.piece_id]
        page = mail.absolute(reverse("piece", args=at))
    for seat in team_of(government).filter(role__in=LEADING):
        mail.send(
            "link_lost",
            to=seat.user,
            context={"visit": visit, "government": government, "link": page},
            need=f"link-lost-{visit.pk}-{visit.since:%Y%m%d}-{seat.user_id}",
            government=government,
        )


def _due() -> QuerySet[PieceVersion]:
    """Links in use or kept, not withdrawn, whose last visit is long enough ago; oldest first."""
    rested = Q(visit=None) | Q(visit__visited_at__lt=Now() - WEEK)
    again = Q(visit__failures__gt=0, visit__visited_at__lt=Now() - DAY)
    current = newest().exclude(link="").filter(piece__withdrawn_at=None)
    return current.filter(rested | again).order_by("visit__visited_at", "pk")


def _seen(link: str, look_at: Look) -> Seen | None:
    try:
        return look_at(link)
    except Unreachable:
        return None


def _opened(found: Seen | None) -> bool:
    return found is not None and found.status < 400


def _state(before: LinkVisit, found: Seen | None, failures: int) -> State:
    if found is None or not _opened(found):
        gone = found is not None and found.status in GONE
        return State.DEAD if gone or failures >= PATIENCE else State.SHAKY
    moved = bool(before.mark) and before.mark != mark_of(found)
    return State.CHANGED if moved else State.ALIVE


def _place(address: str) -> str:
    """An address without what changes from visit to visit: scheme, port, query."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}"[:130]
