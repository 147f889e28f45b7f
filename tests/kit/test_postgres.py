"""The connection: whether it holds is read from its line, and transactions cost no round trip."""

import io
import select
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg2.sql
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2 import extensions

from migracidades.accounts.models import User
from migracidades.kit.transactions import alone, opens_with
from migracidades.tenancy.models import Membership


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


# ------------------------------------------------------------------ transactions without trips
TELL = "SELECT set_config('mc.user', %s, true)"


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def told() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('mc.user', true), '')")
        return str(cursor.fetchone()[0])


def state() -> int:
    return int(connection.connection.get_transaction_status())


def write(name: str, *, how: str = "execute") -> None:
    values = [name, f"{name}@exemplo.org"]
    insert = (
        "INSERT INTO accounts_user (password, full_name, email, language, is_active, date_joined)"
        " VALUES ('', %s, %s, '', true, now())"
    )
    with connection.cursor() as cursor:
        if how == "copy":
            into = "COPY accounts_user (password, full_name, email, language, is_active,"
            row = "\t".join(["", *values, "", "t", "2026-01-01"])
            cursor.copy_expert(f"{into} date_joined) FROM STDIN", io.StringIO(f"{row}\n"))
        elif how == "many":
            cursor.executemany(insert, [values])
        elif how == "composed":
            cursor.cursor.execute(psycopg2.sql.SQL(insert), values)
        else:
            cursor.execute(insert, values)


def open_cursors() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE name <> ''")
        return int(cursor.fetchone()[0])


def written() -> set[str]:
    return set(User.objects.values_list("full_name", flat=True))


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    def test_one_begins_with_its_first_statement_and_ends_with_its_block(self):
        with transaction.atomic():
            assert state() == extensions.TRANSACTION_STATUS_IDLE
            write("Ana")
            assert state() == extensions.TRANSACTION_STATUS_INTRANS
        assert state() == extensions.TRANSACTION_STATUS_IDLE
        assert written() == {"Ana"}

    @pytest.mark.parametrize("how", ["execute", "many", "copy", "composed"])
    def test_whatever_its_first_statement_is_it_can_be_undone(self, how):
        with undone():
            write("Ana", how=how)
            assert written() == {"Ana"}
        assert written() == set()

    def test_rows_are_fetched_as_they_are_needed_inside_it(self):
        for name in ("Ana", "Bia", "Caio"):
            write(name)
        with undone():
            found = User.objects.order_by("full_name")._iterator(
                use_chunked_fetch=True, chunk_size=2
            )
            assert next(found).full_name == "Ana"
            assert state() == extensions.TRANSACTION_STATUS_INTRANS
            assert open_cursors() == 1
            write("Davi")
            assert [one.full_name for one in found] == ["Bia", "Caio"]
            assert open_cursors() == 0
        assert written() == {"Ana", "Bia", "Caio"}

    def test_one_whose_first_statement_fails_leaves_nothing_open(self):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")
        assert state() == extensions.TRANSACTION_STATUS_IDLE
        write("Ana")
        assert written() == {"Ana"}

    def test_a_savepoint_is_inside_it(self):
        with transaction.atomic():
            with undone():
                write("Ana")
            write("Bia")
        assert written() == {"Bia"}

    def test_what_breaks_at_its_end_is_told(self, world):
        """Keys between rows are held against each other at the commit."""
        with pytest.raises(IntegrityError), world.br.staff():
            Membership.objects.create(user_id=10**9, role="lead", government=world.br.here)

    def test_it_opens_with_what_was_left_for_it(self):
        with transaction.atomic():
            assert opens_with(TELL, ["100%"])
            with undone():
                assert told() == "100%"
            assert told() == "100%"
            assert not opens_with(TELL, ["too late"])
            assert told() == "100%"
        assert told() == ""
        with transaction.atomic():
            assert told() == ""

    def test_what_was_left_for_one_that_asked_nothing_is_not_for_the_next(self):
        with undone():
            opens_with(TELL, ["1"])
        with transaction.atomic():
            assert told() == ""


@pytest.mark.django_db(transaction=True)
class TestAlone:
    def test_a_statement_alone_is_kept_whatever_follows(self):
        with undone():
            opens_with(TELL, ["7"])
            with alone():
                assert told() == "7"
                write("Ana")
            assert state() == extensions.TRANSACTION_STATUS_IDLE
            write("Bia")
            assert told() == "7"
        assert written() == {"Ana"}

    def test_in_a_transaction_that_began_it_is_a_part_of_it(self):
        with undone():
            write("Ana")
            with alone():
                write("Bia")
        assert written() == set()
