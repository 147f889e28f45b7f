"""The session engine: Django's own in the database, read with a statement planned once."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from migracidades.kit.prepared import by_key, made


class SessionStore(db.SessionStore):
    """Every request of somebody signed in reads one."""

    def _get_session_from_db(self) -> Any:
        row = by_key(Session).row(key=self.session_key)
        found = made(Session, row) if row else None
        if found and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None
