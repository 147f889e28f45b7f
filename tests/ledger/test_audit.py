"""The audit: written with the decision, never changed, and a change would show."""

import pytest
from django.db import IntegrityError, connection, transaction

from migracidades.ledger import audit
from migracidades.ledger.models import AuditEntry
from migracidades.ledger.tasks import extend_chain
from migracidades.tenancy.owner import as_owner
from migracidades.tenancy.scope import Side, enter


def test_who_did_what_and_why(world):
    lead = world.br.people["lead"]
    with enter(world.br.programme, side=Side.GOVERNMENT, government=world.br.here, user=lead):
        audit.record("thing.move", world.br.here, role="lead", fields={"from": "a"}, reason="so")
    with world.br.staff():
        (entry,) = AuditEntry.objects.all()
    assert entry.actor == lead, "the person in scope"
    assert entry.government_id == world.br.here.pk
    assert (entry.object_label, entry.object_id) == ("tenancy.government", str(world.br.here.pk))
    assert (entry.fields, entry.reason, entry.actor_role) == ({"from": "a"}, "so", "lead")


def test_a_government_reads_its_own_and_the_public_nothing(world):
    with world.br.staff():
        audit.record("thing.move", government=world.br.here)
        audit.record("thing.move", government=world.br.sibling)
        audit.record("thing.move")
    with world.br.desk():
        assert AuditEntry.objects.count() == 1
    with enter(world.br.programme, side=Side.PUBLIC, user=world.br.people["lead"]):
        audit.record("thing.move")
        assert AuditEntry.objects.count() == 0
    with world.ar.staff():
        assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_auditentry SET act = 'x'", "DELETE FROM ledger_auditentry"]
)
def test_the_database_refuses_to_change_it(world, statement):
    with world.br.staff():
        audit.record("thing.move")
        with pytest.raises(IntegrityError, match="kept as it is"), transaction.atomic():
            connection.cursor().execute(statement)


def test_the_chain_is_extended_and_whole(world):
    for country in (world.br, world.ar):
        with country.staff():
            for number in range(3):
                audit.record("thing.move", fields={"number": number}, reason="çã “x”")
    extend_chain()
    with world.br.staff():
        audit.record("thing.move")
    extend_chain()
    with world.br.staff():
        chain = list(AuditEntry.objects.order_by("number"))
    assert [one.number for one in chain] == [1, 2, 3, 4]
    assert [one.fields.get("number") for one in chain] == [0, 1, 2, None]
    assert [one.previous_digest for one in chain] == ["", *(one.digest for one in chain[:-1])]
    assert audit.verify_chain(world.br.programme) is None
    assert audit.verify_chain(world.ar.programme) is None
    assert audit.extend_chain(world.br.programme) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("tampering", "shows_at"),
    [
        ("UPDATE ledger_auditentry SET reason = 'other' WHERE number = 2", 2),
        ("DELETE FROM ledger_auditentry WHERE number = 1", 1),
        ("DELETE FROM ledger_auditentry WHERE number = 2", 2),
        ("UPDATE ledger_auditentry SET actor_role = 'lead' WHERE number = 3", 3),
    ],
)
def test_what_the_owner_of_the_tables_changes_shows(world, tampering, shows_at):
    with world.br.staff():
        for _ in range(3):
            audit.record("thing.move", reason="so")
    audit.extend_chain(world.br.programme)
    with as_owner() as connection, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_auditentry DISABLE TRIGGER mc_frozen")
        cursor.execute("ALTER TABLE ledger_auditentry NO FORCE ROW LEVEL SECURITY")
        cursor.execute(tampering)
        cursor.execute("ALTER TABLE ledger_auditentry FORCE ROW LEVEL SECURITY")
        cursor.execute("ALTER TABLE ledger_auditentry ENABLE TRIGGER mc_frozen")
    assert audit.verify_chain(world.br.programme) == shows_at
