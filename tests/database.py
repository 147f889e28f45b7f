"""The database of a test process: migrated once for the migrations as they are, then copied.

Migrating takes five seconds and copying a fifth of one. A copy is migrated as well, which finds
nothing to do and raises the walls, so that it need not be told what the models declare.

What a test has committed is taken away row by row: truncating a hundred tables and their indexes
takes a second, and hardly any of them holds anything.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import psycopg2
import psycopg2.errors
from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases

from migracidades.kit import embedded
from migracidades.kit.roles import OWNER
from migracidades.tenancy.owner import as_owner
from tests.servers import EXTERNAL


def set_up() -> None:
    """Make the database this process tests on, as the owner of its tables."""
    if EXTERNAL:
        _made()
        return
    with _one_at_a_time(), _superuser() as cursor:
        template = f"template_{_fingerprint()}"
        known = _templates(cursor)
        connection.settings_dict["TEST"]["TEMPLATE"] = template if template in known else None
        _made()
        if template not in known:
            _keep(cursor, template, known)


# What migrating fills, and no test changes.
MADE_BY_MIGRATING = {"django_migrations", "django_content_type", "auth_permission"}


def empty() -> None:
    """Take away every row that tests have committed; what migrating makes stays."""
    if EXTERNAL:
        with as_owner():
            call_command("flush", verbosity=0, interactive=False)
    else:
        with _superuser(connection.settings_dict["NAME"]) as cursor:
            _emptied(cursor)


def _emptied(cursor: Any, tries: int = 3) -> None:
    try:
        _empty(cursor)
    except psycopg2.errors.DeadlockDetected:
        # A browser's last request holds what we want: one of the two must yield.
        cursor.execute("ROLLBACK")
        if tries == 1:
            raise
        _emptied(cursor, tries - 1)


def _empty(cursor: Any) -> None:
    """A table of no size has no rows, also none that a wall hides or a request is about to write.

    Whoever is writing is waited for.
    """
    cursor.execute(
        "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relname = ANY(%s) AND pg_relation_size(oid) > 0 ORDER BY 1",
        [sorted({*connection.introspection.django_table_names()} - MADE_BY_MIGRATING)],
    )
    tables = [name for (name,) in cursor]
    if not tables:
        return
    deletes = "; ".join(f"DELETE FROM {one}" for one in tables)
    cursor.execute(
        f"BEGIN; SET LOCAL session_replication_role = replica;"
        f" LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE; {deletes}; COMMIT"
    )


def _made() -> None:
    setup_databases(verbosity=0, interactive=False, serialized_aliases=())


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """The first process migrates, and those beside it wait for what they can copy."""
    with (embedded.folder(os.environ["MC_INSTANCE"]) / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _superuser(database: str = "postgres") -> Iterator[Any]:
    session = psycopg2.connect(embedded.superuser_url(os.environ["MC_INSTANCE"]), dbname=database)
    session.autocommit = True
    try:
        yield session.cursor()
    finally:
        session.close()


def _fingerprint() -> str:
    """Of all that decides what migrating makes: our migrations, and the libraries with theirs."""
    ours = (*embedded.ROOT.glob("*/migrations/*.py"), *embedded.ROOT.glob("*/*/migrations/*.py"))
    told = sha256()
    for path in (embedded.ROOT / "requirements-dev.txt", *sorted(ours)):
        told.update(str(path).encode() + path.read_bytes())
    return told.hexdigest()[:12]


def _templates(cursor: Any) -> set[str]:
    cursor.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'template\_%'")
    return {name for (name,) in cursor}


def _keep(cursor: Any, name: str, old: set[str]) -> None:
    """Copy what was made, and let go of what earlier migrations had made."""
    made = connection.settings_dict["NAME"]
    connection.close()
    for one in old:
        cursor.execute(f"DROP DATABASE {one}")
    cursor.execute(f"CREATE DATABASE {name} TEMPLATE {made} OWNER {OWNER}")
