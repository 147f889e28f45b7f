"""A statement planned once for a connection."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from migracidades.accounts.models import User
from migracidades.kit.prepared import Prepared
from tests.world import person

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


class TestARowByItsKey:
    def test_it_is_the_row_as_the_orm_reads_it(self):
        kept = person("ana@example.org", "Ana")
        with CaptureQueriesContext(connection) as queries:
            found = User.objects.get(pk=str(kept.pk))
        assert vars(found).keys() == vars(kept).keys()
        assert (found, found.email, found._state.adding) == (kept, "ana@example.org", False)
        assert [one["sql"].split()[0] for one in queries][-1] == "EXECUTE"

    def test_nobody_is_nobody(self):
        with pytest.raises(User.DoesNotExist):
            User.objects.get(pk=0)

    def test_everything_else_is_asked_of_the_orm(self):
        kept = person("ana@example.org", "Ana")
        assert User.objects.get(pk=kept.pk, is_active=True) == kept
        with pytest.raises(User.DoesNotExist):
            User.objects.get(pk=kept.pk, is_active=False)
