"""The owner's login, for the length of a block: migrations, walls, and the tests' clean-up."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def as_owner(alias: str = "default") -> Iterator[BaseDatabaseWrapper]:
    """Swap the login of the one connection. A second alias would be a second test database.

    Raises ``ImproperlyConfigured`` where the owner's login is not known: in whatever only runs.
    """
    if not settings.DB_OWNER:
        raise ImproperlyConfigured("Set DATABASE_OWNER_URL: only the owner of the tables may this.")
    connection = connections[alias]
    mine = {key: connection.settings_dict[key] for key in settings.DB_OWNER}
    connection.close()
    connection.settings_dict.update(settings.DB_OWNER)
    try:
        yield connection
    finally:
        connection.close()
        connection.settings_dict.update(mine)
