"""A connection that is kept: whether it still holds is read from its line, without a query."""

import select
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


@pytest.fixture
def kept(db) -> Iterator[BaseDatabaseWrapper]:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT 'its last words'")
    yield other
    other.close()


def asked(statement: str, kept: BaseDatabaseWrapper) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement, [kept.connection.info.backend_pid])
        return str(cursor.fetchone()[0])


def test_one_that_holds_is_asked_nothing(kept):
    assert kept.is_usable()
    said = asked("SELECT query FROM pg_stat_activity WHERE pid = %s", kept)
    assert said == "SELECT 'its last words'"


def test_one_that_the_server_ended_is_known_to_be(kept):
    assert asked("SELECT pg_terminate_backend(%s)", kept) == "True"
    assert select.select([kept.connection], [], [], 10)[0], "the server does not hang up"
    assert not kept.is_usable()


def test_one_that_was_only_told_something_holds(kept):
    """A notice lies in the line: then the server is asked."""
    with kept.cursor() as cursor:
        cursor.execute("LISTEN mc_test")
    teller = connection.copy()
    with closing(teller), teller.cursor() as cursor:
        cursor.execute("NOTIFY mc_test")
    assert select.select([kept.connection], [], [], 10)[0], "nothing was told"
    assert kept.is_usable()


def test_one_that_was_closed_here_is_none(kept):
    kept.connection.close()
    assert not kept.is_usable()
