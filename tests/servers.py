"""Servers for the tests, started before the settings are read (``-p tests.servers``).

The catalogs are compiled as well: on a fresh clone nobody has done it yet. Each run takes an
instance of its own, so two runs, or a run beside the site, never meet. Under xdist only the
controller does any of it: its workers inherit ``MC_INSTANCE``.
"""

import os

import pytest

from migracidades.kit import catalogs, embedded

EXTERNAL = "DATABASE_URL" in os.environ
CONTROLLER = "PYTEST_XDIST_WORKER" not in os.environ

os.environ["DEBUG"] = "off"
os.environ["DEMO"] = "on"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # ORM calls beside Playwright
if CONTROLLER:
    catalogs.compile_all()  # now: once Django is set up, it keeps the ones it found
    os.environ["MC_INSTANCE"] = "test-external" if EXTERNAL else embedded.claim_any("test")


def pytest_configure(config: pytest.Config) -> None:
    if CONTROLLER and not EXTERNAL:
        embedded.start(os.environ["MC_INSTANCE"], durable=False)


def pytest_unconfigure(config: pytest.Config) -> None:
    if CONTROLLER and not EXTERNAL:
        embedded.stop(os.environ["MC_INSTANCE"])
