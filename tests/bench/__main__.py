"""``make bench``: what the limits of the road cost on this machine, in CPU time and memory.

Wall time on a shared machine says little, so every row is CPU of a process of its own, or of a
loop in this one. Prints a table and writes ``var/bench.json``. Nothing here passes or fails.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from migracidades.kit import embedded

ROOT = Path(__file__).resolve().parents[2]
INSTANCE = os.environ["MC_INSTANCE"] = "bench"

FIRST_PAGE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "migracidades.settings"
from migracidades.wsgi import application
import io
status = []
environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/br/", "SERVER_NAME": "localhost",
           "SERVER_PORT": "80", "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http",
           "REMOTE_ADDR": "127.0.0.1", "wsgi.errors": io.StringIO(), "HTTP_HOST": "localhost"}
b"".join(application(environ, lambda code, headers: status.append(code)))
assert status == ["200 OK"], status
"""
SEALS = """
import os, resource, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "migracidades.settings"
import django; django.setup()
from tests.bench.drawing import draw_seals
for number, megabytes in draw_seals(int(sys.argv[1])):
    print(number, megabytes, flush=True)
"""


def child(*args: str) -> tuple[float, float, str]:
    """CPU seconds, peak megabytes and output of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *args], cwd=ROOT, check=True, capture_output=True, text=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, after.ru_maxrss / 1024, done.stdout


def loop(act: Callable[[], object], times: int) -> float:
    """Milliseconds of CPU one ``act`` takes in this process."""
    act()
    start = time.process_time()
    for _ in range(times):
        act()
    return (time.process_time() - start) / times * 1000


def measure() -> list[tuple[str, str, str]]:
    rows = []
    spent, _peak, _out = child("manage.py", "migrate", "--noinput", "-v0")
    rows.append(("migrate an empty database", f"{spent:.1f} s CPU", "10 s"))
    child("manage.py", "load_content")
    spent, peak, _out = child("-c", FIRST_PAGE)
    rows.append(("cold start to the first page", f"{spent:.2f} s CPU", "2 s"))
    rows.append(("memory of that web process", f"{peak:.0f} MiB", "120 MiB"))
    rows += in_process()
    spent, peak, out = child("-c", SEALS, "500")
    sizes = [float(line.split()[1]) for line in out.splitlines()]
    rows.append(("draw one seal (of 500)", f"{spent / 500 * 1000:.0f} ms CPU", ""))
    rows.append(
        ("memory after 50 and 500 seals", f"{sizes[0]:.0f}, {sizes[-1]:.0f} MiB", "300 MiB, flat")
    )
    return rows


def in_process() -> list[tuple[str, str, str]]:
    import django

    django.setup()
    from tests.bench.saving import saving_rows

    return saving_rows(loop)


def main() -> None:
    embedded.claim(INSTANCE)
    shutil.rmtree(embedded.folder(INSTANCE) / "postgres", ignore_errors=True)
    embedded.start(INSTANCE, durable=True, broker=False)
    try:
        rows = measure()
    finally:
        embedded.stop(INSTANCE)
    width = max(len(name) for name, _figure, _limit in rows)
    for name, figure, limit in rows:
        print(f"{name:<{width}}  {figure:<18} {limit and f'limit {limit}'}")
    (ROOT / "var" / "bench.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
