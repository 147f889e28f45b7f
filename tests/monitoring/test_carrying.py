"""A report opens with the seal and is carried to its end, by the verbs, as the runtime role."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from certification.editions.models import Participation, Window
from certification.prioritization.models import Priority
from migracidades.kit.errors import Refused
from migracidades.ledger import outbox
from migracidades.ledger.models import AuditEntry, MailMessage
from migracidades.tenancy.models import Government, Membership
from monitoring import carrying
from monitoring.models import MonitoringReport, Progress
from monitoring.queries import report_of
from tests import cycle
from tests.monitoring.conftest import fresh, opened, planned, sealed

LEAD, COORDINATOR, ANALYST = {"lead"}, {"coordinator"}, {"analyst"}


def mails(country, kind):
    with country.staff():
        return list(MailMessage.objects.filter(kind=kind).order_by("to"))


def over(country, *, by: timedelta = timedelta(days=1)):
    with country.staff():
        Window.objects.filter(step="monitoring").update(closes_at=timezone.now() - by)


# ------------------------------------------------------------------ opening
def test_the_whole_road_leads_to_a_sent_report(world):
    report = cycle.reported(world.br)
    assert fresh(world.br, report).state == "reported"
    with world.br.staff():
        assert {one.status for one in Progress.objects.filter(report=report)} == {"done"}


def test_a_seal_opens_the_report_and_tells_the_leads_in_both_zones(world):
    of = cycle.edition(world.br)
    with world.br.staff():
        participation = planned(world.br, of=of)
    sealed(world.br, participation)
    with world.br.staff():
        report = report_of(participation)
        assert (report.state, report.government_id) == ("open", world.br.here.pk)
        assert not Progress.objects.exists()
        assert AuditEntry.objects.filter(act="monitoringreport.open").count() == 1
    told = mails(world.br, "monitoring_open")
    assert [one.to.split("<")[1] for one in told] == ["alternate@br.test>", "lead@br.test>"]
    assert "in Vila Exemplo BR (" in told[0].text
    assert "in Brasília)" in told[0].text
    assert f"/br/desk/9900011/{cycle.YEAR}/monitoring/" in told[0].text


def test_the_same_event_twice_opens_and_tells_once(world):
    of = cycle.edition(world.br)
    with world.br.staff():
        participation = planned(world.br, of=of)
    seal = sealed(world.br, participation)
    with world.br.staff():
        outbox.emit("seal.issued", seal_id=seal.pk, government_id=seal.government_id)
    assert outbox.drain(world.br.programme) == []
    with world.br.staff():
        assert MonitoringReport.objects.count() == 1
    assert len(mails(world.br, "monitoring_open")) == 2


@pytest.mark.parametrize("why", ["declaration", "withdrawn"])
def test_nothing_opens_for_a_declaration_or_whoever_left(world, why):
    of = cycle.edition(world.br)
    with world.br.staff():
        participation = planned(world.br, of=of)
        if why == "withdrawn":
            Participation.objects.filter(pk=participation.pk).update(withdrawn_at=timezone.now())
    sealed(world.br, participation, kind="declaration" if why == "declaration" else "seal")
    with world.br.staff():
        assert not MonitoringReport.objects.exists()


def test_each_lead_is_told_in_their_own_language(world):
    lead = world.br.people["lead"]
    lead.language = "pt-br"
    lead.save()
    of = cycle.edition(world.br)
    with world.br.staff():
        participation = planned(world.br, of=of)
    sealed(world.br, participation)
    assert {one.language for one in mails(world.br, "monitoring_open")} == {"en", "pt-br"}


# ------------------------------------------------------------------ sending
def test_a_report_is_sent_once_every_priority_has_a_status(world, report):
    lead = world.br.people["lead"]
    with world.br.desk(), pytest.raises(Refused, match="2 priorities have no status yet"):
        carrying.send_report(report, actor=lead, roles=LEAD)
    cycle.tell_all(world.br, report)
    with world.br.desk():
        assert carrying.send_report(report, actor=lead, roles=LEAD)
        assert not carrying.send_report(report, actor=lead, roles=LEAD)
    assert outbox.drain(world.br.programme) == []
    (told,) = mails(world.br, "monitoring_reported")
    assert "coordinator@br.test" in told.to
    assert f"/br/admin/monitoring/report/{report.pk}/" in told.text


def test_a_priority_taken_back_owes_nothing(world, report):
    with world.br.staff():
        Priority.objects.filter(order=2).update(removed_at=timezone.now())
    cycle.reported(world.br, report)
    assert fresh(world.br, report).state == "reported"


@pytest.mark.parametrize("role", ["contributor", "signatory", "coordinator"])
def test_only_lead_and_alternate_send(world, report, role):
    cycle.tell_all(world.br, report)
    with world.br.desk(), pytest.raises(PermissionDenied):
        carrying.send_report(report, actor=world.br.people[role], roles={role})


def test_nothing_is_sent_when_the_step_is_over_or_the_government_left(world, report):
    lead = world.br.people["lead"]
    cycle.tell_all(world.br, report)
    with world.br.staff():
        Participation.objects.update(withdrawn_at=timezone.now())
        left = report_of(report.participation)
    with world.br.desk(), pytest.raises(Refused, match="withdrawn"):
        carrying.send_report(left, actor=lead, roles=LEAD)
    with world.br.staff():
        Participation.objects.update(withdrawn_at=None)
    over(world.br)
    with world.br.desk(), pytest.raises(Refused, match="closed on"):
        carrying.send_report(report, actor=lead, roles=LEAD)


# ------------------------------------------------------------------ the programme's part
@pytest.fixture
def sent(world, report):
    return cycle.reported(world.br, report)


def test_answered_reopened_sent_again_answered_and_closed(world, sent):
    people = world.br.people
    with world.br.staff():
        assert carrying.answer(sent, feedback="Bom.", actor=people["analyst"], roles=ANALYST)
        assert sent.feedback == "Bom."
        more = {"feedback": "Falta o decreto.", "actor": people["analyst"], "roles": ANALYST}
        assert carrying.reopen(sent, **more)
    with world.br.desk():
        again = report_of(sent.participation)
        assert (again.state, again.feedback) == ("open", "Falta o decreto.")
        carrying.send_report(again, actor=people["lead"], roles=LEAD)
    with world.br.staff():
        who = {"actor": people["coordinator"], "roles": COORDINATOR}
        carrying.answer(again, feedback="Agora sim.", **who)
        assert carrying.close(again, **who)
        assert not carrying.close(again, **who)
        acts = AuditEntry.objects.filter(object_label="monitoring.monitoringreport")
        reasons = [one.reason for one in acts.order_by("at") if one.reason]
    assert reasons == ["Bom.", "Falta o decreto.", "Agora sim."]
    assert outbox.drain(world.br.programme) == []
    # Two rounds, two leads each; the texts are those of the moment they are written.
    assert len(mails(world.br, "monitoring_reopened")) >= 2
    assert len(mails(world.br, "monitoring_answered")) >= 2


def test_the_leads_read_the_answer_in_their_mail(world, sent):
    with world.br.staff():
        who = {"actor": world.br.people["analyst"], "roles": ANALYST}
        carrying.answer(sent, feedback="Parabéns pelo comitê.", **who)
    assert outbox.drain(world.br.programme) == []
    told = mails(world.br, "monitoring_answered")
    assert len(told) == 2
    assert all("Parabéns pelo comitê." in one.text for one in told)


@pytest.mark.parametrize(
    ("act", "roles"),
    [
        ("answer", {"administrator"}),
        ("answer", LEAD),
        ("answer", {"observer"}),
        ("close", ANALYST),
        ("close", {"operator"}),
    ],
)
def test_each_act_is_its_roles(world, sent, act, roles):
    said = {} if act == "close" else {"feedback": "x"}
    with world.br.staff(), pytest.raises(PermissionDenied):
        getattr(carrying, act)(sent, actor=world.br.people["observer"], roles=roles, **said)


def test_an_answer_says_something(world, sent):
    with world.br.staff(), pytest.raises(Refused):
        carrying.answer(sent, feedback=" ", actor=world.br.people["analyst"], roles=ANALYST)
    assert fresh(world.br, sent).state == "reported"


def test_an_open_report_is_not_answered(world, report):
    with world.br.staff(), pytest.raises(Refused, match="being written"):
        carrying.answer(report, feedback="x", actor=world.br.people["analyst"], roles=ANALYST)


def test_who_is_asked_for_more_after_the_closing_has_time_to_give_it(world, sent):
    who = {"actor": world.br.people["coordinator"], "roles": COORDINATOR}
    with world.br.staff():
        carrying.answer(sent, feedback="Falta algo.", **who)
    over(world.br)
    with world.br.staff():
        assert carrying.reopen(sent, feedback="Falta algo.", **who)
    with world.br.desk():
        assert carrying.send_report(sent, actor=world.br.people["lead"], roles=LEAD)


def test_an_ended_seat_is_told_nothing(world):
    with world.br.staff():
        Membership.objects.filter(role="alternate").update(active=False)
    of = cycle.edition(world.br)
    with world.br.staff():
        participation = planned(world.br, of=of)
    sealed(world.br, participation)
    assert len(mails(world.br, "monitoring_open")) == 1


# ------------------------------------------------------------------ walls
def test_a_report_is_seen_by_its_government_and_the_staff_alone(world, report):
    cycle.tell_all(world.br, report)
    with world.br.desk():
        assert MonitoringReport.objects.count() == 1
        assert Progress.objects.count() == 2
    for elsewhere in (
        world.br.desk(world.br.sibling),
        world.ar.staff(),
        world.ar.desk(),
    ):
        with elsewhere:
            assert not MonitoringReport.objects.exists()
            assert not Progress.objects.exists()
    with world.br.staff():
        assert Government.objects.filter(pk=report.government_id).exists()
        assert Progress.objects.count() == 2


def test_both_programmes_have_their_own(world):
    ours, theirs = opened(world.br), opened(world.ar)
    cycle.reported(world.br, ours)
    assert fresh(world.ar, theirs).state == "open"
