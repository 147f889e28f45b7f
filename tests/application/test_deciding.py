"""What the programme decides: admit, wait, refuse, open again."""

import pytest
from django.core.exceptions import PermissionDenied

from certification.application import deciding
from certification.application.models import Application
from certification.editions.models import Edition, Participation
from certification.governments.inviting import invite
from migracidades.kit.errors import Refused
from migracidades.ledger import outbox
from migracidades.ledger.models import AuditEntry, MailMessage
from migracidades.tenancy.models import Invitation, Membership
from tests import cycle
from tests.world import person

State = Application.State


@pytest.fixture
def anna(world):
    return person("anna@corumba.test", "Anna")


def decide(country, act, application, role="coordinator", **words):
    with country.staff():
        verb = getattr(deciding, act)
        return verb(application=application, actor=country.people[role], roles={role}, **words)


def kinds_of_mail(country, to):
    with country.staff():
        found = MailMessage.objects.filter(to__contains=to).order_by("created_at")
        return list(found.values_list("kind", flat=True))


def test_admitting_makes_a_participation_once_and_says_so(world):
    heard = []
    outbox.on("application.admitted", name="tests.heard")(lambda **payload: heard.append(payload))
    try:
        made = cycle.applied(world.br)
        first = decide(world.br, "admit", made)
        second = decide(world.br, "admit", made)
        assert outbox.drain(world.br.programme) == []
    finally:
        del outbox._handlers["tests.heard"]
    assert first == second
    assert [one["participation_id"] for one in heard] == [first.pk]
    assert heard[0]["government_id"] == world.br.here.pk
    assert kinds_of_mail(world.br, "lead@br.test").count("application_admitted") == 1


def test_who_sits_there_already_gets_no_invitation(world):
    cycle.admitted(world.br)
    with world.br.staff():
        assert not Invitation.objects.exists()
        assert Membership.objects.filter(government=world.br.here, role="lead").count() == 1


def test_an_applicant_who_leads_is_seated_at_once_and_the_others_are_invited(world, anna):
    cycle.admitted(
        world.br,
        applicant=anna,
        lead_name="Anna",
        lead_email=anna.email,
        alternate_email="nova@corumba.test",
    )
    with world.br.staff():
        seat = Membership.objects.get(user=anna)
        assert (seat.role, seat.department) == ("lead", "Assistência Social")
        assert [(one.email, one.role) for one in Invitation.objects.all()] == [
            ("nova@corumba.test", "alternate")
        ]
        assert Membership.objects.get(user=world.br.people["lead"], role="lead").active


def test_one_is_admitted_and_the_others_are_told_why(world, anna):
    edition = cycle.edition(world.br)
    mine = cycle.applied(world.br, of=edition)
    hers = cycle.applied(world.br, of=edition, applicant=anna)
    decide(world.br, "admit", mine)
    with world.br.staff():
        refused = Application.objects.get(pk=hers.pk)
    assert refused.state == State.REFUSED
    assert str(world.br.here) in refused.decision_reason
    assert "application_refused" in kinds_of_mail(world.br, anna.email)
    for act in ("admit", "reopen"):
        words = {} if act == "admit" else {"reason": "Engano"}
        with pytest.raises(Refused):
            decide(world.br, act, refused, **words)


def test_the_quota_is_kept(world, anna):
    edition = cycle.edition(world.br, quota=1)
    cycle.admitted(world.br, of=edition)
    other = cycle.applied(world.br, of=edition, government=world.br.sibling, applicant=anna)
    with pytest.raises(Refused, match="vaga"):
        decide(world.br, "admit", other, reason="Recebe muitas famílias.")
    with world.br.staff():
        assert Participation.objects.count() == 1
        assert not AuditEntry.objects.filter(act="application.admit", object_id=other.pk).exists()
    assert decide(world.br, "wait", other, reason="Todas as vagas ocupadas.")
    assert not decide(world.br, "wait", other, reason="Todas as vagas ocupadas.")
    with world.br.staff():
        Participation.objects.update(withdrawn_at="2026-01-01T00:00Z")
    assert decide(world.br, "admit", other, reason="Recebe muitas famílias.")


@pytest.mark.parametrize("act", ["admit", "wait"])
def test_where_places_are_limited_every_decision_has_its_reason(world, act):
    made = cycle.applied(world.br, of=cycle.edition(world.br, quota=3))
    with pytest.raises(Refused):
        decide(world.br, act, made, reason=" ")
    assert decide(world.br, act, made, reason="Fronteira, e sem equipe ainda.")
    with world.br.staff():
        assert AuditEntry.objects.get(act=f"application.{act}").reason.startswith("Fronteira")
    assert made.decision_reason == "Fronteira, e sem equipe ainda."


def test_a_refusal_needs_a_reason_and_can_be_taken_back(world):
    made = cycle.applied(world.br)
    with pytest.raises(Refused):
        decide(world.br, "refuse", made, reason="")
    assert decide(world.br, "refuse", made, reason="Falta a assinatura.")
    assert not decide(world.br, "refuse", made, reason="Falta a assinatura.")
    assert decide(world.br, "reopen", made, reason="A assinatura estava na página 2.")
    assert decide(world.br, "admit", made, role="administrator")
    assert kinds_of_mail(world.br, "lead@br.test") == [
        "application_received",
        "application_refused",
        "application_reopened",
        "application_admitted",
    ]


@pytest.mark.parametrize("role", ["analyst", "issuer", "observer", "lead"])
@pytest.mark.parametrize("act", ["admit", "wait", "refuse"])
def test_only_those_who_decide_decide(world, role, act):
    made = cycle.applied(world.br)
    words = {} if act == "admit" else {"reason": "x"}
    with pytest.raises(PermissionDenied):
        decide(world.br, act, made, role=role, **words)
    with world.br.staff():
        assert not Participation.objects.exists()


def test_the_lead_is_not_seated_as_signatory_while_the_edition_asks_for_two(world):
    participation = cycle.admitted(world.br)
    admin = world.br.people["administrator"]
    seat = {"role": "signatory", "government": world.br.here, "actor": admin}

    def invite_the_lead():
        invite(email="lead@br.test", roles={"administrator"}, **seat)

    with world.br.staff(), pytest.raises(Refused):
        invite_the_lead()
    with world.br.staff():
        Edition.objects.filter(pk=participation.edition_id).update(separate_signatory=False)
        invite_the_lead()
