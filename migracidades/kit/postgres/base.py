"""Django's PostgreSQL with fewer round trips: every request pays for each of them.

Before the first of every request Django asks the server whether a kept connection holds. A server
that ended, was restarted or threw the session out has closed the line, and that is read here
without a word. And BEGIN is sent along with what it begins (``travelling``).
"""

import select
from typing import Any

from django.db.backends.postgresql import base

from .travelling import IDLE, Connection, Cursor


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        ours = {"connection_factory": Connection, "cursor_factory": Cursor}
        return super().get_connection_params() | ours

    def is_usable(self) -> bool:
        """Whether the server is still there and would answer.

        It is asked where it said something unasked, and within a transaction, which may be broken.
        """
        if self.connection is None or self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection, select.POLLIN)
        idle = self.connection.get_transaction_status() == IDLE
        return (idle and not line.poll(0)) or super().is_usable()
