"""psycopg2's connection and cursor, whose BEGIN travels with a transaction's first statement.

On its own it is a round trip in which nothing happens, and on a request that asks three things a
fifth of all there are. PostgreSQL takes several statements in one message, as psycopg sends them.
"""

from collections.abc import Sequence
from typing import Any

from psycopg2 import ProgrammingError, extensions

IDLE = extensions.TRANSACTION_STATUS_IDLE


class Cursor(extensions.cursor):
    def execute(self, query: Any, vars: Any = None) -> None:
        if isinstance(query, str) and not self.name:
            before = self.connection.to_begin_with()
            query = (before if vars is None else before.replace("%", "%%")) + query
        else:
            self.connection.begin()
        super().execute(query, vars)

    def executemany(self, query: Any, vars_list: Any) -> None:
        self.connection.begin()
        super().executemany(query, vars_list)

    def callproc(self, *args: Any, **kwargs: Any) -> Any:
        self.connection.begin()
        return super().callproc(*args, **kwargs)

    def copy_expert(self, *args: Any, **kwargs: Any) -> None:
        self.connection.begin()
        super().copy_expert(*args, **kwargs)

    def copy_from(self, *args: Any, **kwargs: Any) -> None:
        self.connection.begin()
        super().copy_from(*args, **kwargs)

    def copy_to(self, *args: Any, **kwargs: Any) -> None:
        self.connection.begin()
        super().copy_to(*args, **kwargs)


class Connection(extensions.connection):
    """To its user as psycopg2's own; to psycopg2 it is always in autocommit, and begins nothing.

    ``opening`` is what every transaction begins with until autocommit is set the next time, and
    what a statement begins with that is ``alone``, a transaction by itself.
    """

    opening = ""
    alone = False

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        extensions.connection.autocommit.__set__(self, True)
        self._in_transactions = True

    def cursor(self, name: str | None = None, **kwargs: Any) -> Any:
        """One of the server's where it has a ``name``, for rows to be fetched as they are needed.

        psycopg2 sees no transaction and would refuse it, unless it may outlive one; closed at its
        end, as Django does, it does not.
        """
        if name is None:
            return super().cursor(**kwargs)
        return super().cursor(name, **kwargs | {"withhold": True})

    @property
    def autocommit(self) -> bool:
        return not self._in_transactions

    @autocommit.setter
    def autocommit(self, wanted: bool) -> None:
        if self.get_transaction_status() != IDLE:
            raise ProgrammingError("autocommit cannot be set inside a transaction")
        self._in_transactions, self.opening = not wanted, ""

    @property
    def is_to_begin(self) -> bool:
        """Whether the next statement is the first of a transaction."""
        return self._in_transactions and self.get_transaction_status() == IDLE

    def open_with(self, query: str, vars: Sequence[Any]) -> None:
        """Let the transaction that has not begun yet open with a statement."""
        with extensions.cursor(self) as cursor:
            self.opening = f"{cursor.mogrify(query, vars).decode()};"

    def to_begin_with(self) -> str:
        """What goes before the next statement in its message."""
        if not self.is_to_begin:
            return ""
        return self.opening if self.alone else f"BEGIN;{self.opening}"

    def begin(self) -> None:
        """Send it now, for a statement that it cannot travel with."""
        if before := self.to_begin_with():
            self._say(before)

    def commit(self) -> None:
        self._end("COMMIT")

    def rollback(self) -> None:
        self._end("ROLLBACK")

    def _end(self, how: str) -> None:
        if self.get_transaction_status() != IDLE:
            self._say(how)

    def _say(self, words: str) -> None:
        with extensions.cursor(self) as cursor:
            cursor.execute(words)
