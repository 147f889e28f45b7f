"""The session engine: Django's own in the database, read with a statement planned once."""

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from migracidades.kit.prepared import Prepared

_FIND = Prepared(
    "mc_session",
    "SELECT session_data, expire_date FROM django_session WHERE session_key = %(key)s",
    {"key": "varchar"},
)


class SessionStore(db.SessionStore):
    """Every request of somebody signed in reads one."""

    def load(self) -> dict[str, Any]:
        found = _FIND.row(key=self.session_key)
        if found and found[1] > timezone.now():
            return self.decode(found[0])
        self._session_key = None
        return {}
