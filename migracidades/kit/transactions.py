"""Transactions that cost no round trip of their own (``postgres.travelling``)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection


def opens_with(sql: str, values: Sequence[Any]) -> bool:
    """Let the transaction in force open with ``sql``, should nothing have been asked in it yet.

    Otherwise nothing is done, and it answers false.
    """
    session = connection.connection
    if session.is_to_begin:
        session.open_with(sql, values)
        return True
    return False


@contextmanager
def alone() -> Iterator[None]:
    """A statement in it is a transaction by itself, should none have begun: kept once it answers.

    It opens as the transaction would that is in force, and sees and holds nothing beyond itself.
    """
    session = connection.connection
    before, session.alone = session.alone, True
    try:
        yield
    finally:
        session.alone = before
