"""Processes from nothing: migrating, the first page, a worker at rest."""

import resource
import subprocess
import sys
import time
from statistics import median

from migracidades.kit import embedded, processes
from migracidades.kit.supervisor import commands
from tests.bench.clock import Row, cpu_of, peak_of, trees

FIRST_PAGE = """
import io, sys
from {module} import application
status = []
environ = {{"REQUEST_METHOD": "GET", "PATH_INFO": "{path}", "SERVER_NAME": "127.0.0.1",
           "SERVER_PORT": "80", "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http",
           "REMOTE_ADDR": "127.0.0.1", "wsgi.errors": io.StringIO(), "HTTP_HOST": "127.0.0.1"}}
b"".join(application(environ, lambda code, headers: status.append(code)))
assert status == ["200 OK"], status
"""
PRODUCT = FIRST_PAGE.format(module="migracidades.wsgi", path="/br/")
FLOOR = FIRST_PAGE.format(module="tests.bench.floor_wsgi", path="/page/15000")
ROUNDS = 5


def child(*args: str) -> float:
    """Seconds of CPU of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *args], cwd=embedded.ROOT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def migrate(postgres: int) -> Row:
    """From an empty database; what is left afterwards is the bench's own."""
    before = cpu_of(postgres)
    spent = child("manage.py", "migrate", "--noinput", "-v0")
    both = spent + cpu_of(postgres) - before
    note = f"{both:.1f} s with the database's"
    return Row("migrate an empty database", spent, "s", limit="≤ 10 s", note=note)


def first_page() -> Row:
    """A fresh process until its first page, beside a bare Django's."""
    child("-c", PRODUCT)  # compiles what is not compiled
    pairs = [(child("-c", PRODUCT), child("-c", FLOOR)) for _ in range(ROUNDS)]
    ratios = [one / other for one, other in pairs]
    spent, floor = (median(one) for one in zip(*pairs, strict=True))
    spread = (min(ratios), max(ratios))
    return Row("cold start to the first page", spent, "s", floor, median(ratios), spread, "≤ 2 s")


def worker() -> Row:
    """A worker that waits, with the two processes that would work."""
    command = list(commands(name="bench", port=0)["worker"])
    with embedded.log("bench", "worker").open("wb") as log:
        process = processes.spawn(command, log=log, mark=embedded.mark("bench"))
    try:
        deadline = time.monotonic() + 60
        while len(trees(process.pid)) < 3:  # itself and the two that work
            assert time.monotonic() < deadline, "the worker does not start"
            time.sleep(0.2)
        return Row("worker at rest, its largest process", peak_of(process.pid), "MiB")
    finally:
        processes.end(process)
