"""Django's PostgreSQL, which asks the socket and not the server whether a kept connection holds.

Django sends a query of its own before the first of every request. A server that ended, was
restarted or threw the session out has closed the line, and that is read here without a word.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Whether the server is still there; one that said something unasked is asked."""
        if self.connection is None or self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection, select.POLLIN)
        return not line.poll(0) or super().is_usable()
