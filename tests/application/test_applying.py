"""Begin, keep, send, withdraw: the applicant's own verbs, as the runtime role."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from certification.application import applying
from certification.application.checking import Incomplete
from certification.application.models import Application
from certification.editions.models import Window
from migracidades.kit.errors import Refused
from migracidades.ledger import outbox
from migracidades.ledger.models import AuditEntry, MailMessage
from migracidades.tenancy.scope import Side, enter
from tests import cycle
from tests.world import person

State = Application.State


def public(country, user):
    return enter(country.programme, side=Side.PUBLIC, user=user)


@pytest.fixture
def anna(world):
    return person("anna@corumba.test", "Anna")


def mails(country, kind):
    with country.staff():
        return list(MailMessage.objects.filter(kind=kind))


def test_an_application_is_sent_once(world):
    made = cycle.drafted(world.br)
    lead = world.br.people["lead"]
    with public(world.br, lead):
        assert applying.submit(application=made, actor=lead)
        assert not applying.submit(application=made, actor=lead)
    assert made.receipt == f"2026-{made.pk:05d}"
    assert len(mails(world.br, "application_received")) == 1
    with world.br.staff():
        assert AuditEntry.objects.filter(act="application.submit").count() == 1


def test_beginning_twice_gives_the_same_draft(world, anna):
    edition = cycle.edition(world.br)
    with public(world.br, anna):
        first, second = (
            applying.start(edition=edition, government=world.br.here, applicant=anna)
            for _ in range(2)
        )
    assert first.pk == second.pk


def test_what_is_missing_is_said_field_by_field(world, anna):
    edition = cycle.edition(world.br)
    with public(world.br, anna):
        made = applying.start(edition=edition, government=world.br.here, applicant=anna)
        with pytest.raises(Incomplete) as refusal:
            applying.submit(application=made, actor=anna)
    assert {"lead_name", "document", "motivation"} <= set(refusal.value.faults)
    assert "lead_phone" not in refusal.value.faults


@pytest.mark.parametrize(
    "same", [{"signatory_email": "LEAD@br.test"}, {"signatory_name": "léad BR"}]
)
def test_lead_and_signatory_are_two_people_when_the_edition_says_so(world, same):
    made = cycle.drafted(world.br, **same)
    lead = world.br.people["lead"]
    with public(world.br, lead):
        with pytest.raises(Incomplete) as refusal:
            applying.submit(application=made, actor=lead)
        assert list(refusal.value.faults) == ["signatory_email"]
        made.edition.separate_signatory = False
        assert applying.submit(application=made, actor=lead)


def test_the_alternate_is_somebody_else(world):
    with pytest.raises(Incomplete):
        cycle.applied(world.br, alternate_email="lead@br.test")


@pytest.mark.parametrize(("opens", "closes"), [(1, 2), (-2, -1)])
def test_nothing_begins_outside_the_window(world, anna, opens, closes):
    edition = cycle.edition(world.br)
    with world.br.staff():
        Window.objects.all().delete()
        cycle.open_steps(edition, opens=timedelta(days=opens), closes=timedelta(days=closes))
    with public(world.br, anna), pytest.raises(Refused):
        applying.start(edition=edition, government=world.br.here, applicant=anna)


def test_a_draft_cannot_be_sent_after_the_closing(world):
    made = cycle.drafted(world.br)
    lead = world.br.people["lead"]
    with world.br.staff():
        Window.objects.all().delete()
        cycle.open_steps(made.edition, closes=-timedelta(days=1))
    with public(world.br, lead), pytest.raises(Refused):
        applying.submit(application=made, actor=lead)


def test_only_the_levels_of_the_edition_may_apply(world, anna):
    edition = cycle.edition(world.br, levels=["state"])
    with public(world.br, anna), pytest.raises(Refused, match=r"cannot apply|não pode"):
        applying.start(edition=edition, government=world.br.here, applicant=anna)


def test_who_takes_part_does_not_apply_again(world, anna):
    participation = cycle.admitted(world.br)
    with public(world.br, anna), pytest.raises(Refused):
        applying.start(edition=participation.edition, government=world.br.here, applicant=anna)


def test_withdrawing_keeps_the_reason_and_leaves_room_for_another(world):
    made = cycle.applied(world.br)
    lead = world.br.people["lead"]
    with public(world.br, lead):
        with pytest.raises(Refused):
            applying.withdraw(application=made, actor=lead, reason=" ")
        assert applying.withdraw(application=made, actor=lead, reason="Mudou a gestão.")
        assert not applying.withdraw(application=made, actor=lead, reason="Mudou a gestão.")
        assert (made.state, made.decision_reason) == (State.WITHDRAWN, "Mudou a gestão.")
        again = applying.start(edition=made.edition, government=world.br.here, applicant=lead)
    assert again.pk != made.pk


def test_nobody_moves_the_application_of_another(world, anna):
    made = cycle.drafted(world.br)
    with world.br.staff(), pytest.raises(PermissionDenied):
        applying.submit(application=made, actor=anna)


def test_the_sitting_lead_is_told_of_others_alone(world, anna):
    edition = cycle.edition(world.br)
    cycle.applied(world.br, of=edition)
    assert outbox.drain(world.br.programme) == []
    assert mails(world.br, "application_notice") == []
    cycle.applied(world.br, of=edition, applicant=anna)
    assert outbox.drain(world.br.programme) == []
    (notice,) = mails(world.br, "application_notice")
    assert notice.to.endswith("<lead@br.test>")


class TestPrefilling:
    def test_a_lead_finds_what_was_written_last_time(self, world):
        cycle.admitted(world.br, alternate_office="Diretora")
        edition = cycle.edition(world.br, year=2027, questionnaire=None)
        lead = world.br.people["lead"]
        with public(world.br, lead):
            made = applying.start(edition=edition, government=world.br.here, applicant=lead)
        assert made.lead_email == lead.email
        assert made.alternate_office == "Diretora"
        assert made.motivation == ""
        assert made.document is None

    def test_a_lead_without_a_past_finds_themselves(self, world):
        lead = world.br.people["lead"]
        edition = cycle.edition(world.br)
        with public(world.br, lead):
            made = applying.start(edition=edition, government=world.br.here, applicant=lead)
        assert (made.lead_name, made.lead_email) == (lead.full_name, lead.email)

    def test_a_new_lead_takes_the_place_of_the_one_of_last_time(self, world):
        cycle.admitted(world.br, lead_email="antiga@exemplo.org", lead_phone="67 9999")
        edition = cycle.edition(world.br, year=2027, questionnaire=None)
        lead = world.br.people["lead"]
        with public(world.br, lead):
            made = applying.start(edition=edition, government=world.br.here, applicant=lead)
        assert (made.lead_email, made.lead_phone) == (lead.email, "")

    def test_a_stranger_finds_nothing(self, world, anna):
        cycle.admitted(world.br)
        edition = cycle.edition(world.br, year=2027, questionnaire=None)
        with public(world.br, anna):
            made = applying.start(edition=edition, government=world.br.here, applicant=anna)
        assert made.lead_email == made.alternate_email == made.contact_email == ""
