"""The shared ground of the tests: real servers, the runtime role, a world of three programmes."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from migracidades.kit import embedded
from tests import chromium

pytest_plugins = ["tests.world"]

# A clock asserts nothing: on a busy machine any example may take long.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


# Folders whose files build nothing together and take long: each file may go its own way.
APART = ("tests/journey",)


class ByRoom(LoadScopeScheduling):
    """A room's folder, or a file of its own, stays in one process: what it builds is built once.

    The mark ``xdist_group`` says the same, and pytest 9.2 no longer hears it.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        room = "/".join(file.split("/")[:2])
        return file if room in APART else room


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByRoom | None:
    return ByRoom(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_blocker, django_db_modify_db_settings
) -> None:
    """Make the test database as its owner; what follows runs as the role that owns nothing.

    It is left where it is: a thread of the live server may still hold a connection, and the next
    run on this server makes it anew.
    """
    from migracidades.tenancy.owner import as_owner
    from tests import database

    with django_db_blocker.unblock(), as_owner():
        database.set_up()


@pytest.fixture(scope="session", autouse=True)
def emptied_in_our_way() -> Iterator[None]:
    """After a test that commits, the rows go as ``database.empty`` takes them."""
    from django.test import TransactionTestCase

    from tests import database

    before = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda _self: database.empty()
    yield
    TransactionTestCase._fixture_teardown = before


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    return chromium.how_to_launch()


@pytest.fixture
def instance() -> Iterator[str]:
    """The name of servers of this test's own; they end with it."""
    name = f"up-{os.getpid()}"
    yield name
    embedded.stop(name)
    shutil.rmtree(embedded.folder(name), ignore_errors=True)
    shutil.rmtree(embedded.sockets(name), ignore_errors=True)
