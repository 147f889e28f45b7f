"""On whose behalf a query runs: one scope, told to Python and to PostgreSQL in one move.

A scope is (programme, side, government, person). Sides: *public* sees what is published and what
is the person's own; *government* its own rows and the programme's shared ones; *staff* the
programme. Without a scope every walled read or write raises ``ScopeError`` in Python and finds
nothing in PostgreSQL.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection, transaction

from migracidades.kit.transactions import alone, opens_with


class ScopeError(RuntimeError):
    """A walled row was asked for, or written, outside the scope it belongs to."""


class Side(StrEnum):
    PUBLIC = "public"
    GOVERNMENT = "government"
    STAFF = "staff"


@dataclass(frozen=True)
class Scope:
    programme_id: int | None
    side: Side
    government_id: int | None = None
    user_id: int | None = None


_current: ContextVar[Scope | None] = ContextVar("scope", default=None)

TELLING = (
    "SELECT set_config('mc.programme', %s, true), set_config('mc.side', %s, true),"
    " set_config('mc.government', %s, true), set_config('mc.user', %s, true)"
)
Tell = Callable[[Scope], Scope]


def current() -> Scope | None:
    return _current.get()


def required() -> Scope:
    """The scope in force. Raises ``ScopeError`` when there is none."""
    scope = _current.get()
    if scope is None:
        raise ScopeError("No scope: open one with tenancy.scope.enter(programme, side=…).")
    return scope


@contextmanager
def enter(
    programme: Any,
    *,
    side: Side,
    government: Any = None,
    user: Any = None,
    tell: Tell | None = None,
) -> Iterator[Scope]:
    """Open a transaction and run its body for one programme, side, government and person.

    ``programme``, ``government`` and ``user`` are instances or primary keys. The scope ends with
    the block; an outer one comes back. ``tell`` is who asks PostgreSQL which scope is in force, and
    tells it: within a transaction that began before, for good.
    """
    scope = Scope(_pk(programme), side, _pk(government), _pk(user))
    if side is Side.GOVERNMENT and scope.government_id is None:
        raise ScopeError("The government side needs a government.")
    with _within(scope, tell) as told:
        yield told


@contextmanager
def knocking(user_id: int) -> Iterator[Scope]:
    """The unscoped read of signing in: a person's own seats, in every programme."""
    with _within(Scope(None, Side.PUBLIC, None, user_id)) as scope:
        yield scope


@contextmanager
def _within(scope: Scope, tell: Tell | None = None) -> Iterator[Scope]:
    outer, nested = _current.get(), connection.in_atomic_block
    with transaction.atomic():
        scope = _told(scope, tell)
        token = _current.set(scope)
        try:
            yield scope
        finally:
            _current.reset(token)
            # A setting made in a savepoint outlives its RELEASE, so the outer scope is told again.
            if nested and not connection.needs_rollback:
                _tell_postgres(outer)


def _told(scope: Scope, tell: Tell | None) -> Scope:
    """The scope in force, of which PostgreSQL hears with the first statement to come."""
    if tell:
        with alone():
            scope = tell(scope)
    if not opens_with(TELLING, tellings(scope)) and not tell:
        _tell_postgres(scope)
    return scope


def carried(make: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
    """What ``make`` yields, made later in the scope, language and time zone that hold now.

    For a body that is sent once its request is over. The transaction lasts until the last piece is
    taken or the iterator is closed. Raises ``ScopeError`` without a scope, at once.
    """
    return _carried(make, required(), copy_context())


def _carried(
    make: Callable[[], Iterator[bytes]], scope: Scope, context: Context
) -> Iterator[bytes]:
    def inside() -> Generator[bytes]:
        with _within(scope):
            yield from make()

    # Between two pieces the thread is somebody else's: the scope stays in a context of its own.
    context.run(_current.set, current())
    pieces = inside()
    try:
        while (piece := context.run(next, pieces, None)) is not None:
            yield piece
    finally:
        context.run(pieces.close)


def _tell_postgres(scope: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(TELLING, tellings(scope))
    return scope


def tellings(scope: Scope | None) -> list[str]:
    """What ``TELLING`` says of a scope, or of none."""
    if scope is None:
        return ["", "", "", ""]
    values = (scope.programme_id, scope.side.value, scope.government_id, scope.user_id)
    return ["" if value is None else str(value) for value in values]


def _pk(thing: Any) -> int | None:
    return getattr(thing, "pk", thing)
