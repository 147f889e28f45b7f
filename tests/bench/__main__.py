"""``make bench``: what the limits of the road cost on this machine, beside a floor.

Each row is CPU time of the application and the whole PostgreSQL tree, the product and its floor in
turn (``tests.bench.clock``). Prints a table and writes ``var/bench.json``. Nothing here passes or
fails; what can be counted is asserted by the ordinary tests.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import fields

from migracidades.kit import embedded

INSTANCE = os.environ["MC_INSTANCE"] = "bench"
HEADS = ("what", "product", "floor", "ratio", "spread", "limit", "")


def main() -> None:
    embedded.claim(INSTANCE)
    shutil.rmtree(embedded.folder(INSTANCE) / "postgres", ignore_errors=True)
    embedded.start(INSTANCE, durable=True)
    try:
        rows = measure()
    finally:
        embedded.stop(INSTANCE)
    _print(rows)
    found = {"rows": [one.data() for one in rows], "load": os.getloadavg()}
    path = embedded.ROOT / "var" / "bench.json"
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")


def measure():
    from tests.bench import starting

    postgres = int((embedded.folder(INSTANCE) / "postgres/postmaster.pid").read_text().split()[0])
    migrated = starting.migrate(postgres)
    _say("Loading the registry and a country's answers …")
    starting.child("manage.py", "compile_messages")  # a fresh clone has none, and speaks slower
    starting.child("manage.py", "load_content")
    starting.child("manage.py", "collectstatic", "--noinput", "-v0")
    scene = _scene()
    _say("Measuring pages …")
    from tests.bench import pages

    found = pages.rows(scene, postgres)
    _say("Measuring scores …")
    found += _child("scoring", scene.country_year, postgres)
    _say("Measuring documents …")
    found += _child("drawing", scene.country_year, postgres)
    return [*found, starting.first_page(), migrated, starting.worker()]


def _scene():
    os.environ["DJANGO_SETTINGS_MODULE"] = "migracidades.settings"
    import django

    django.setup()
    from django.db import connection

    from migracidades.tenancy.owner import as_owner
    from tests.bench import floor, scene, scoring

    with as_owner(), connection.cursor() as cursor:
        cursor.execute(floor.TABLE)
        cursor.execute(scoring.TABLES)
    built = scene.build()
    from migracidades.tenancy.models import Programme
    from migracidades.tenancy.scope import Side, enter

    with enter(Programme.objects.get(slug="br"), side=Side.STAFF), connection.cursor() as cursor:
        cursor.execute(scoring.WORTH)
    _settle()
    return built


def _settle() -> None:
    """What is measured is the work, not the housekeeping after a load that no country has."""
    import psycopg2

    connection = psycopg2.connect(embedded.database_url(INSTANCE, user="postgres"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in (
            "ALTER SYSTEM SET autovacuum = off",
            "SELECT pg_reload_conf()",
            "VACUUM ANALYZE",
            "CHECKPOINT",
        ):
            cursor.execute(statement)
    connection.close()


def _child(module: str, *words: object):
    from tests.bench.clock import Row

    command = [sys.executable, "-m", f"tests.bench.{module}", *map(str, words)]
    done = subprocess.run(command, cwd=embedded.ROOT, check=True, capture_output=True, text=True)
    known = {one.name for one in fields(Row)}
    return [
        Row(**{name: value for name, value in one.items() if name in known})
        for one in json.loads(done.stdout.splitlines()[-1])
    ]


def _print(rows) -> None:
    table = [HEADS, *(one.columns() for one in rows)]
    widths = [max(len(line[at]) for line in table) for at in range(len(HEADS))]
    for line in table:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
