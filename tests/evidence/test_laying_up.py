"""The evidence there was becomes pieces, and a version that knows none of them goes on working."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction

from certification.diagnosis.models import Diagnosis, Evidence
from certification.evidence.models import Piece, PieceVersion
from migracidades.tenancy.owner import as_owner
from migracidades.tenancy.scope import Side, enter
from tests import cycle
from tests.rows import make
from tests.world import Country, everybody

LAID = import_module("certification.migrations.0009_evidence")
# What the version before writes, in the columns it knows.
BEFORE = """
INSERT INTO certification_evidence (programme_id, government_id, diagnosis_id, indicator_id, kind,
    title, "where", link, file_id, valid_until, added_by_id, added_at, removed_at)
VALUES (%(programme)s, %(government)s, %(diagnosis)s, %(indicator)s, %(kind)s,
    %(title)s, %(where)s, %(link)s, %(file)s, %(until)s, %(person)s, now(), %(removed)s)
RETURNING id
"""
LINK = "https://example.org/lei"


def written(diagnosis: Diagnosis, indicator: int, **given: Any) -> int:
    """A row as the version before writes it; returns its id."""
    row = {
        "programme": diagnosis.programme_id,
        "government": diagnosis.government_id,
        "diagnosis": diagnosis.pk,
        "indicator": indicator,
        "person": diagnosis.people["lead"].pk,
        "kind": "law",
        "title": "Lei 1",
        "where": "",
        "link": LINK,
        "file": None,
        "until": None,
        "removed": None,
    } | given
    with connection.cursor() as cursor:
        cursor.execute(BEFORE, row)
        return cursor.fetchone()[0]


def begun(country: Country) -> tuple[Diagnosis, list[int]]:
    diagnosis = cycle.diagnosis(country)
    diagnosis.people = country.people
    with country.staff():
        return diagnosis, [one.id for one in cycle.form_for(diagnosis).indicators]


class TestTheVersionBefore:
    def test_what_it_writes_has_a_piece(self, world):
        diagnosis, asked = begun(world.br)
        with world.br.desk():
            pk = written(diagnosis, asked[0], title="Lei 7", until="2030-01-01")
            one = Evidence.objects.select_related("version__piece").get(pk=pk)
            held = one.version
            assert (held.number, held.title, held.link) == (1, "Lei 7", LINK)
            assert (str(held.valid_until), held.added_by) == ("2030-01-01", one.added_by)
            assert held.piece.government_id == world.br.here.pk

    def test_what_it_reads_is_what_the_next_one_wrote(self, world):
        diagnosis, asked = begun(world.br)
        with world.br.desk():
            version = make(PieceVersion, world.br.here, kind="report", title="Ata")
            lead = {"added_by": world.br.people["lead"], "government": world.br.here}
            Evidence.objects.create(
                diagnosis=diagnosis, indicator_id=asked[0], version=version, **lead
            )
            with connection.cursor() as cursor:
                cursor.execute("SELECT kind, title, link, file_id FROM certification_evidence")
                assert cursor.fetchall() == [("report", "Ata", version.link, None)]


@pytest.fixture
def old_table(django_db_blocker, django_db_setup) -> Iterator[Country]:
    """The table as the version before left it; nothing of this stays."""
    with django_db_blocker.unblock(), as_owner(), transaction.atomic():
        country = everybody().br
        with connection.cursor() as cursor:
            for trigger in ("mc_in_step", "mc_frozen"):
                cursor.execute(f"DROP TRIGGER {trigger} ON certification_evidence")
            cursor.execute("ALTER TABLE certification_evidence ALTER version_id DROP NOT NULL")
        yield country
        transaction.set_rollback(True)


def test_the_rows_there_were_get_pieces(old_table):
    br = old_table
    diagnosis, (first, second, third, *_rest) = begun(br)
    with br.staff():
        shared = [written(diagnosis, one) for one in (first, second, third)]
        again = written(diagnosis, first, where="p. 9")
        other = written(diagnosis, first, title="Lei 2")
        removed = written(diagnosis, second, removed="2026-01-01T00:00:00Z")
        gone = written(diagnosis, second, title="Lei 3", removed="2026-01-02T00:00:00Z")
        with connection.cursor() as cursor:
            cursor.execute(LAID.LAY_UP)
            cursor.execute(LAID.COUNT_ON)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        pieces = dict(Evidence.objects.values_list("pk", "version__piece"))
        assert {pieces[one] for one in (*shared, removed)} == {shared[0]}, "one piece for one law"
        assert len({pieces[shared[0]], pieces[again], pieces[other], pieces[gone]}) == 4
        withdrawn = Piece.objects.exclude(withdrawn_at=None)
        assert set(withdrawn.values_list("pk", flat=True)) == {pieces[gone]}
        assert make(Piece, br.here).pk > max(pieces.values()), "the ids go on from there"


def test_an_outsider_is_laid_up_within_its_own_programme(old_table):
    """Alike in another programme is another's: the scope of the migration keeps them apart."""
    diagnosis, asked = begun(old_table)
    with enter(old_table.programme, side=Side.STAFF):
        pk = written(diagnosis, asked[0])
    with enter(old_table.programme.pk + 1, side=Side.STAFF), connection.cursor() as cursor:
        cursor.execute(LAID.LAY_UP)
    with enter(old_table.programme, side=Side.STAFF):
        assert Evidence.objects.values_list("version", flat=True).get(pk=pk) is None
