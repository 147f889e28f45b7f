"""Whether the database is as this version needs it."""

from django.db import connection
from django.db.migrations.loader import MigrationLoader

_complete = False


def unapplied() -> list[str]:
    """The migrations of this version that the database lacks.

    A newer database is no fault: the version before must live on it while it is replaced. Once
    complete it stays so for this process.
    """
    global _complete
    if _complete:
        return []
    loader = MigrationLoader(connection)
    missing = set(loader.disk_migrations) - set(loader.applied_migrations)
    _complete = not missing
    return sorted(f"{app}.{name}" for app, name in missing)
