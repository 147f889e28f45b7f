"""The product and its floor, each behind a server like the site's own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from migracidades.kit import processes
from tests.web import Server


@contextmanager
def servers() -> Iterator[tuple[Server, Server]]:
    """The product and the floor, side by side."""
    os.environ["DEBUG"] = "off"
    started = []
    try:
        started.append(Server("product", instance="bench"))
        started[0].wait("/health/live")
        floor = "tests.bench.floor_wsgi:application"
        started.append(Server("floor", instance="bench", application=floor))
        started[1].wait("/page/1")
        yield started[0], started[1]
    finally:
        processes.end(*(one.process for one in started))
