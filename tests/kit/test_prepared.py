"""A statement planned once for a connection."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from migracidades.kit.prepared import Prepared

pytestmark = pytest.mark.django_db(transaction=True)
ADD = "SELECT %(one)s + %(other)s"


def asked(statement: Prepared, one: int, other: int) -> tuple[int, list[str]]:
    with CaptureQueriesContext(connection) as queries, connection.cursor() as cursor:
        statement.execute(cursor, {"one": one, "other": other})
        found = cursor.fetchone()[0]
    return found, [query["sql"].split()[0] for query in queries]


def test_it_is_planned_once_and_again_on_a_new_connection():
    add = Prepared("mc_test_add", ADD, {"one": "integer", "other": "integer"})
    assert asked(add, 1, 2) == (3, ["PREPARE", "EXECUTE"])
    assert asked(add, 3, 4) == (7, ["EXECUTE"])
    connection.close()
    assert asked(add, 5, 6) == (11, ["PREPARE", "EXECUTE"])


def test_a_value_stays_a_value():
    echo = Prepared("mc_test_echo", "SELECT %(text)s", {"text": "text"})
    with connection.cursor() as cursor:
        echo.execute(cursor, {"text": "'); DROP TABLE tenancy_programme; --"})
        assert cursor.fetchone() == ("'); DROP TABLE tenancy_programme; --",)
