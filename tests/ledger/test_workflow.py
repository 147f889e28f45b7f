"""How an object moves: by its table, once, with an entry in the audit and events in the outbox."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import translation

from certification.models import Application, Edition
from migracidades.kit.errors import Refused
from migracidades.ledger import outbox, workflow
from migracidades.ledger.models import AuditEntry, OutboxEntry
from migracidades.ledger.workflow import SYSTEM, Transition, advance, allowed

TABLE = {
    "submit": Transition(("draft",), "submitted", ("lead",), ("test.submitted",), label="Submit"),
    "admit": Transition(("submitted", "waiting"), "admitted", ("analyst", "coordinator")),
    "refuse": Transition(("submitted",), "refused", ("analyst",), reason_required=True),
    "expire": Transition(("draft",), "withdrawn", (SYSTEM,)),
    "touch": Transition(("draft",), "draft", ("lead",)),
}


@pytest.fixture
def application(world):
    with world.br.staff():
        return Application.objects.create(
            edition=Edition.objects.create(year=2024),
            government=world.br.here,
            applicant=world.br.people["lead"],
        )


def audited():
    return list(AuditEntry.objects.order_by("at").values_list("act", "fields", "reason"))


def test_a_move_is_made_audited_and_told(world, application, hear):
    hear("test.submitted", lambda **payload: None)
    when = datetime(2024, 3, 1, tzinfo=UTC)
    with world.br.staff():
        moved = advance(
            application,
            "submit",
            table=TABLE,
            actor=world.br.people["lead"],
            roles={"lead", "contributor"},
            reason="ready",
            at=when,
            receipt="R1",
        )
        assert moved is True
        kept = Application.objects.get()
        assert (kept.state, kept.state_changed_at) == ("submitted", when)
        assert application.state == "submitted"
        (entry,) = AuditEntry.objects.all()
        assert (entry.act, entry.actor_role, entry.reason) == (
            "application.submit",
            "lead",
            "ready",
        )
        assert entry.fields == {"from": "draft", "to": "submitted"}
        assert entry.government_id == world.br.here.pk
        (told,) = OutboxEntry.objects.all()
        assert told.payload == {
            "application_id": application.pk,
            "government_id": world.br.here.pk,
            "receipt": "R1",
        }


def test_a_double_click_is_one_move(world, application):
    with world.br.staff():
        stale = Application.objects.get()
        assert advance(application, "submit", table=TABLE, roles=["lead"]) is True
        assert advance(stale, "submit", table=TABLE, roles=["lead"]) is False
        assert stale.state == "submitted"
        assert len(audited()) == 1


def test_an_act_that_leads_back_to_its_source_is_an_act_each_time(world, application):
    with world.br.staff():
        assert advance(application, "touch", table=TABLE, roles=["lead"])
        assert advance(application, "touch", table=TABLE, roles=["lead"])


def test_a_wrong_state_is_said_in_the_persons_language(world, application):
    with world.br.staff(), translation.override("en"):
        with pytest.raises(Refused) as refused:
            advance(application, "admit", table=TABLE, roles=["analyst"])
        assert "draft" in refused.value.message
        assert audited() == []


@pytest.mark.parametrize("roles", [(), ("analyst",), (SYSTEM,)])
def test_a_wrong_role_is_denied(world, application, roles):
    with world.br.staff(), pytest.raises(PermissionDenied):
        advance(application, "submit", table=TABLE, roles=roles)


def test_only_the_system_does_what_is_the_systems(world, application):
    with world.br.staff():
        assert advance(application, "expire", table=TABLE, roles=(SYSTEM,))


def test_a_reason_is_asked_where_the_table_asks_for_one(world, application):
    with world.br.staff():
        advance(application, "submit", table=TABLE, roles=["lead"])
        with pytest.raises(Refused):
            advance(application, "refuse", table=TABLE, roles=["analyst"], reason="  ")
        assert advance(application, "refuse", table=TABLE, roles=["analyst"], reason="late")


def test_buttons_ask_the_same_table(application):
    assert allowed(application, "submit", TABLE, ["lead"])
    assert not allowed(application, "submit", TABLE, ["analyst"])
    assert not allowed(application, "admit", TABLE, ["analyst"])


def test_a_broken_event_takes_the_move_back(world, application, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(outbox, "emit", fail)
    with pytest.raises(RuntimeError), world.br.staff():
        advance(application, "submit", table=TABLE, roles=["lead"])
    with world.br.staff():
        assert Application.objects.get().state == "draft"
        assert audited() == []


def test_print_cycle_joins_the_tables(monkeypatch):
    monkeypatch.setattr(workflow, "_registered", {})
    workflow.register("application", TABLE)
    workflow.register("application", TABLE)
    with pytest.raises(ValueError, match="application"):
        workflow.register("application", dict(TABLE))
    out = StringIO()
    call_command("print_cycle", stdout=out)
    (line,) = [line for line in out.getvalue().splitlines() if " refuse " in line]
    assert line.split() == ["submitted", "refuse", "refused", "analyst", "required"]
    assert "the system" in out.getvalue()
