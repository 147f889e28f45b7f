"""The two logins of a database and the database itself, made by its superuser; twice equals once.

``make`` does it; ``python -m migracidades.kit.roles | psql …`` where only psql gets in, with
``MC_PASSWORD`` as the password of both logins.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

DATABASE, OWNER, APP = "migracidades", "mc_owner", "mc_app"


@dataclass(frozen=True)
class Login:
    name: str
    password: str = ""


def make(superuser: str, *, app: Login, owner: Login, database: str = DATABASE) -> None:
    """Make what is missing at ``superuser``, a libpq address. Raises ``psycopg2.Error``.

    ``owner`` owns and migrates, ``app`` runs the application and owns nothing.
    """
    import psycopg2  # a start that makes nothing should not pay for it

    connection = psycopg2.connect(superuser)
    connection.autocommit = True  # a database is made outside of transactions
    try:
        with connection.cursor() as cursor:
            for statement, writes_sql in _statements(app, owner, database):
                cursor.execute(statement)
                for (written,) in cursor.fetchall() if writes_sql else ():
                    cursor.execute(written)
    finally:
        connection.close()


def as_psql(*, app: Login, owner: Login, database: str = DATABASE) -> str:
    """The same as psql runs it."""
    return "".join(
        statement + (" \\gexec\n" if writes_sql else ";\n")
        for statement, writes_sql in _statements(app, owner, database)
    )


def _statements(app: Login, owner: Login, database: str) -> Iterator[tuple[str, bool]]:
    """Each with whether it answers SQL to be run in turn: names cannot be parameters."""
    for login, right in ((owner, "CREATEDB"), (app, "NOCREATEDB")):
        yield (
            f"SELECT 'CREATE ROLE {login.name}' WHERE NOT EXISTS"  # noqa: S608 - ours
            f" (SELECT FROM pg_roles WHERE rolname = {_literal(login.name)})",
            True,
        )
        secret = f"PASSWORD {_literal(login.password)}" if login.password else ""
        yield (
            f"ALTER ROLE {login.name} {right} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE"
            f" NOREPLICATION {secret}",
            False,
        )
    yield (
        f"SELECT $$CREATE DATABASE {database} OWNER {owner.name} TEMPLATE template0"  # noqa: S608
        " ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'$$ WHERE NOT EXISTS"
        f" (SELECT FROM pg_database WHERE datname = {_literal(database)})",
        True,
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


if __name__ == "__main__":
    password = os.environ.get("MC_PASSWORD", "")
    sys.stdout.write(as_psql(app=Login(APP, password), owner=Login(OWNER, password)))
