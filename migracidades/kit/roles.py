"""The two logins of a database, as SQL for its superuser.

``python -m migracidades.kit.roles | psql …`` prepares an installed server; ``MC_PASSWORD`` is then
the password of both logins.
"""

import os
import sys

DATABASE, OWNER, APP = "migracidades", "mc_owner", "mc_app"


def roles_sql(*, password: str = "", database: str = DATABASE) -> str:
    """What psql runs as superuser to make both logins and the database; twice equals once.

    ``mc_owner`` owns and migrates, ``mc_app`` runs the application and owns nothing.
    """
    secret = f"PASSWORD {_literal(password)}" if password else ""
    common = f"LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION {secret}"
    return f"""
SELECT 'CREATE ROLE ' || r FROM unnest(ARRAY['{OWNER}', '{APP}']) r
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) \\gexec
ALTER ROLE {OWNER} CREATEDB {common};
ALTER ROLE {APP} NOCREATEDB {common};
SELECT $$CREATE DATABASE {database} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8'
LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'$$
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = {_literal(database)}) \\gexec
"""  # noqa: S608 - role and database names cannot be parameters


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


if __name__ == "__main__":
    sys.stdout.write(roles_sql(password=os.environ.get("MC_PASSWORD", "")))
