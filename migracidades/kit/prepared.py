"""Statements that PostgreSQL plans once for a connection and not for every call.

Worth it where a statement is long and asked all the time: planning it costs more than running it.
A plan is made anew by itself when a table changes. Needs connections that keep their session,
which a pooler in transaction mode does not give.
"""

from collections.abc import Mapping
from typing import Any
from weakref import WeakSet

from django.db import connection
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
        session = connection.connection
        if session not in self._known:
            cursor.execute(self._prepare)
            self._known.add(session)
