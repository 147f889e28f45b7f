"""How a request comes in: its scope, its person with their seats, and its side, in one round trip.

Every request pays for this, so PostgreSQL is asked once: it is told the public side and the
person, names them and the seats these let it see, and moves to the side that the address wants if
one of the seats opens it. It says as well whether the programme is still as this process keeps it.
"""

import threading
from dataclasses import replace
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from migracidades.accounts.models import User
from migracidades.kit.prepared import Prepared, columns, made

from .models import Government, Membership, Programme
from .scope import TELLING, Scope, Side, tellings

# Two statements in one message, which psycopg sends as they are. A policy asks for the settings
# once in a statement, before its first row, so the second may move the side while it reads: for a
# transaction that goes on, which is a test's.
KNOCK = """SELECT {state},
    CASE
        WHEN g.code = %(desk)s THEN set_config('mc.side', 'government', true)
            || set_config('mc.government', g.id::text, true)
        WHEN %(staff)s AND m.government_id IS NULL THEN set_config('mc.side', 'staff', true)
    END IS NOT NULL AND m.id IS NOT NULL,
    {person}, {seat}, {government}
FROM tenancy_programme
LEFT JOIN accounts_user u ON u.id = %(user)s
LEFT JOIN tenancy_membership m
    ON m.programme_id = tenancy_programme.id AND m.active AND m.user_id = %(user)s
LEFT JOIN tenancy_government g ON g.id = m.government_id
WHERE tenancy_programme.id = %(programme)s
ORDER BY m.id"""
# Who wrote the row and where it lies: no two states of a row have both in common.
STATE = "tenancy_programme.xmin::text || tenancy_programme.ctid::text"

_STATE = RawSQL(STATE, [])  # noqa: S611 - nothing of it comes from outside


class Unknown(Exception):
    """There is no such programme (any more)."""


_kept: dict[str, Programme] = {}
_lock = threading.Lock()


def programme_at(slug: str) -> Programme | None:
    """Unscoped read 1: address → programme, as this process last saw it.

    Whether it is still so is found out at the ``Door``.
    """
    return _kept.get(slug) or _look_up(slug)


def forget(slug: str) -> None:
    """Let the next ``programme_at`` look again."""
    _kept.pop(slug, None)


def _look_up(slug: str) -> Programme | None:
    found = Programme.objects.annotate(seen=_STATE).filter(slug=slug).first()
    if found is not None:
        with _lock:
            _kept[slug] = found
    return found


class Door:
    """One request's way in. ``open`` is what ``scope.enter`` tells PostgreSQL with.

    ``desk`` is the code of the government whose desk the address names; ``staff`` says that it is
    one of the staff's. Afterwards ``person`` is whom the scope names, if there is such a person,
    ``seats`` are their active ones in ``programme``, which is the row as it stands now, and
    ``opened`` is the seat that moved the request to its side.
    """

    def __init__(self, programme: Programme, *, desk: str = "", staff: bool = False):
        self.programme, self.seats = programme, list[Membership]()
        self.person: User | None = None
        self.opened: Membership | None = None
        self._desk, self._staff = desk, staff

    def open(self, scope: Scope) -> Scope:
        """Tell PostgreSQL ``scope`` and return the one in force. Raises ``Unknown``."""
        asked = [self._desk, self._staff, scope.user_id, scope.programme_id]
        with connection.cursor() as cursor:
            _KNOCK.make_ready(cursor)
            cursor.execute(f"{TELLING};{_KNOCK.call}", [*tellings(scope), *asked])
            rows = cursor.fetchall()
        self._recognise(rows)
        if rows and rows[0][_PERSON.start] is not None:
            self.person = made(User, rows[0][_PERSON])
        for row in rows:
            if row[_SEAT.start] is not None:
                self._sit(row)
        return self._side(scope)

    def _recognise(self, rows: list[tuple[Any, ...]]) -> None:
        if rows and rows[0][0] == getattr(self.programme, "seen", None):
            return
        slug = self.programme.slug
        forget(slug)
        found = _look_up(slug)
        if found is None or found.pk != self.programme.pk:
            raise Unknown(slug)
        self.programme = found

    def _sit(self, row: tuple[Any, ...]) -> None:
        seat, held = made(Membership, row[_SEAT]), row[_SEAT.stop :]
        seat.programme = self.programme
        seat.government = made(Government, held) if held[0] is not None else None
        self.seats.append(seat)
        if row[1] and self.opened is None:
            self.opened = seat

    def _side(self, scope: Scope) -> Scope:
        if self.opened is None:
            return scope
        if self.opened.government_id is None:
            return replace(scope, side=Side.STAFF)
        return replace(scope, side=Side.GOVERNMENT, government_id=self.opened.government_id)


# Where a row of the answer holds what, behind what is seen of the programme and what opens.
_PERSON = slice(2, 2 + len(User._meta.concrete_fields))
_SEAT = slice(_PERSON.stop, _PERSON.stop + len(Membership._meta.concrete_fields))
_KNOCK = Prepared(
    "mc_knock",
    KNOCK.format(
        state=STATE,
        person=columns(User, "u"),
        seat=columns(Membership, "m"),
        government=columns(Government, "g"),
    ),
    {"desk": "text", "staff": "boolean", "user": "bigint", "programme": "bigint"},
)
