"""Statements that PostgreSQL plans once for a connection and not for every call.

Worth it where a statement is long and asked all the time: planning it costs more than running it.
A plan is made anew by itself when a table changes. Needs connections that keep their session,
which a pooler in transaction mode does not give.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any
from weakref import WeakSet

from django.db import connection, models
from django.db.backends.utils import CursorWrapper


class Prepared:
    """``sql`` with ``%(name)s`` for each of ``types``, which says PostgreSQL's type by name."""

    def __init__(self, name: str, sql: str, types: Mapping[str, str]):
        self._known: WeakSet[Any] = WeakSet()
        numbered = {one: f"${number}" for number, one in enumerate(types, start=1)}
        self._prepare = f"PREPARE {name} ({', '.join(types.values())}) AS {sql % numbered}"
        self._call = f"EXECUTE {name} ({', '.join(f'%({one})s' for one in types)})"
        self.call = f"EXECUTE {name} ({', '.join('%s' for _one in types)})"

    def execute(self, cursor: CursorWrapper, values: Mapping[str, Any]) -> None:
        """Run it with a value for each name; ``cursor`` holds the rows."""
        self.make_ready(cursor)
        cursor.execute(self._call, values)

    def make_ready(self, cursor: CursorWrapper) -> None:
        """Plan it on this connection, unless that was done: for who embeds ``call``, which wants
        the values in their order.
        """
        session = cursor.db.connection
        if session not in self._known:
            cursor.execute(self._prepare)
            self._known.add(session)

    def row(self, **values: Any) -> tuple[Any, ...] | None:
        """The first row it finds."""
        with connection.cursor() as cursor:
            self.execute(cursor, values)
            return cursor.fetchone()


_at_hand: ContextVar[models.Model | None] = ContextVar("at_hand", default=None)


@contextmanager
def at_hand(read: models.Model | None) -> Iterator[None]:
    """Within it a manager ``ByKey`` that is asked for this row, read just now, asks nobody."""
    token = _at_hand.set(read)
    try:
        yield
    finally:
        _at_hand.reset(token)


class ByKey(models.Manager[Any]):
    """Answers ``get(pk=…)``, and nothing else, with a statement planned once."""

    def get(self, *args: Any, **kwargs: Any) -> Any:
        model: Any = self.model
        if args or kwargs.keys() != {"pk"}:
            return super().get(*args, **kwargs)
        read = _at_hand.get()
        if read and type(read) is model and read.pk == kwargs["pk"]:
            return read
        row = by_key(model).row(key=model._meta.pk.get_prep_value(kwargs["pk"]))
        if row is None:
            raise model.DoesNotExist
        return made(model, row)


@cache
def by_key(model: Any) -> Prepared:
    """The statement that finds a row of ``model`` by its ``key``, in the order of ``columns``."""
    table, key = model._meta.db_table, model._meta.pk
    find = f'SELECT {columns(model)} FROM "{table}" WHERE "{key.column}" = %(key)s'  # noqa: S608 - names of ours
    return Prepared(f"mc_{table}", find, {"key": str(key.cast_db_type(connection))})


@cache
def columns(model: Any, of: str = "") -> str:
    """Its columns as SQL names them, for ``made``; ``of`` is what the table is called there."""
    table = of or f'"{model._meta.db_table}"'
    return ", ".join(f'{table}."{one.column}"' for one in model._meta.concrete_fields)


def made(model: Any, row: Sequence[Any]) -> Any:
    """The instance of a row of ``columns``, as the ORM would make it.

    For models whose values need no translation on their way out of the database.
    """
    return model.from_db("default", _names(model), row)


@cache
def _names(model: Any) -> list[str]:
    return [one.attname for one in model._meta.concrete_fields]
