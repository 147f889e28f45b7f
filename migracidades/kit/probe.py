"""How a container asks whether it is well: ``python -m migracidades.kit.probe web``, or a pulse.

Standard library and the database driver alone: it is asked every few seconds.
"""

import http.client
import os
import sys
from urllib.parse import urlsplit

from migracidades.kit import env

PATIENCE = 5
LATELY = "at > now() - interval '90 seconds'"


def main(what: str) -> int:
    """0 when ``web`` is ready, or when the pulse ``what`` (``beat``, ``queue:…``) was felt."""
    try:
        return 0 if (_web() if what == "web" else _felt(what)) else 1
    except (OSError, http.client.HTTPException):
        return 1


def _web() -> bool:
    # By the public name: the site answers to no other.
    host = urlsplit(env.text("SITE_URL", "", "")).netloc
    port = int(os.environ.get("GRANIAN_PORT", "8000"))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", "/health/ready", headers={"Host": host})
    return connection.getresponse().status == http.client.OK


def _felt(pulse: str) -> bool:
    import psycopg2

    try:
        connection = psycopg2.connect(env.text("DATABASE_URL", "", ""), connect_timeout=PATIENCE)
    except psycopg2.OperationalError:
        return False
    with connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT FROM ledger_pulse WHERE name = %s AND {LATELY}", [pulse])
        return cursor.fetchone() is not None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
