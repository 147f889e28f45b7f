"""The verbs of step 3."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from certification.diagnosis.models import Diagnosis
from certification.editions.models import Participation, Window
from certification.prioritization import planning, priorities, queries
from certification.prioritization.models import Plan, Priority
from migracidades.kit.errors import Refused
from migracidades.ledger import outbox
from migracidades.ledger.models import AuditEntry, MailMessage
from tests import cycle
from tests.prioritization.conftest import concluded, form_of, opened

LEAD = {"lead"}


@pytest.fixture
def who(world):
    return {"actor": world.br.people["lead"], "roles": LEAD}


def add(world, plan, who, number=1, **other):
    form = form_of(world.br, plan)
    with world.br.desk():
        return priorities.add(plan, cycle.wish(form, action=f"Action {number}", **other), **who)


def fill(world, plan, who, count=2):
    return [add(world, plan, who, number) for number in range(count)]


def test_a_plan_opens_once_when_the_diagnosis_is_concluded(world):
    made = concluded(world.br)
    with world.br.staff():
        ids = {"diagnosis_id": made.pk, "government_id": made.government_id}
        outbox.emit("diagnosis.consented", **ids)
    outbox.drain(world.br.programme)
    with world.br.staff():
        (plan,) = Plan.objects.all()
        assert (plan.state, plan.government_id) == ("draft", world.br.here.pk)
        mails = MailMessage.objects.filter(kind="plan_open")
        assert {one.to.split("<")[1] for one in mails} == {"lead@br.test>", "alternate@br.test>"}
        assert "/br/desk/9900011/2026/priorities/" in mails[0].text
        assert AuditEntry.objects.filter(act="plan.open").count() == 1


def test_no_plan_opens_for_who_has_left(world):
    made = cycle.diagnosis(world.br)
    with world.br.staff():
        Participation.objects.update(withdrawn_at=timezone.now())
        outbox.emit("diagnosis.consented", diagnosis_id=made.pk)
    outbox.drain(world.br.programme)
    with world.br.staff():
        assert not Plan.objects.exists()


def test_the_same_words_twice_make_one(world, plan, who):
    first, second = add(world, plan, who), add(world, plan, who)
    assert first.pk == second.pk
    other = add(world, plan, who, 2)
    assert (first.order, other.order) == (1, 2)
    with world.br.staff():
        assert AuditEntry.objects.filter(act="priority.add").count() == 2


def test_no_more_than_the_edition_allows(world, plan, who):
    kept = fill(world, plan, who, 3)
    with pytest.raises(Refused, match="at most 3 priorities"):
        add(world, plan, who, 9)
    with world.br.desk():
        assert priorities.remove(kept[0], **who)
        assert not priorities.remove(kept[0], **who)
    add(world, plan, who, 9)
    with world.br.desk():
        assert priorities.standing(plan).count() == 3
        assert Priority.objects.count() == 4


@pytest.mark.parametrize("role", ["contributor", "signatory", "analyst", "coordinator"])
def test_only_lead_and_alternate_write(world, plan, role):
    who = {"actor": world.stranger, "roles": {role}}
    with pytest.raises(PermissionDenied):
        add(world, plan, who)
    with world.br.desk(), pytest.raises(PermissionDenied):
        planning.propose(plan, **who)


def test_what_does_not_fit_together_is_refused(world, plan, who):
    form = form_of(world.br, plan)
    today = timezone.localdate()
    for wrong, sentence in (
        ({"indicator": form.by_code["D2.1"]}, "another dimension"),
        ({"due_on": today - timedelta(days=1)}, "has passed"),
        ({"due_on": date(today.year + 6, 12, 31)}, "five years"),
    ):
        with pytest.raises(Refused, match=sentence):
            add(world, plan, who, **wrong)
    assert add(world, plan, who, due_on=today).due_on == today


def test_an_edit_from_an_old_page_is_refused(world, plan, who):
    priority, form = add(world, plan, who), form_of(world.br, plan)
    first, second = (cycle.wish(form, action=f"Edit {n}") for n in (1, 2))
    with world.br.desk():
        edited = priorities.edit(priority, first, version=1, **who)
        assert (edited.action, edited.version) == ("Edit 1", 2)
        assert priorities.edit(priority, first, version=1, **who).version == 2
        with pytest.raises(priorities.Stale, match="changed"):
            priorities.edit(priority, second, version=1, **who)
        priorities.edit(priority, second, version=2, **who)
        priorities.remove(priority, **who)
        with pytest.raises(priorities.Stale, match="taken"):
            priorities.edit(priority, first, version=3, **who)


def test_fewer_than_the_edition_asks_for_are_not_proposed(world, plan, who):
    add(world, plan, who)
    with world.br.desk():
        with pytest.raises(Refused, match="at least 2 priorities; you have 1"):
            planning.propose(plan, **who)
        assert Plan.objects.get().state == "draft"


def test_a_second_proposal_is_no_second_event(world, plan, who):
    fill(world, plan, who)
    with world.br.desk():
        assert planning.propose(plan, **who)
        assert not planning.propose(plan, **who)
    outbox.drain(world.br.programme)
    with world.br.staff():
        (message,) = MailMessage.objects.filter(kind="plan_proposed")
        assert "coordinator@br.test" in message.to
        assert f"/br/admin/plans/plan/{plan.pk}/" in message.text
        assert AuditEntry.objects.filter(act="plan.propose").count() == 1


def test_a_proposed_plan_cannot_be_changed(world, plan, who):
    kept = fill(world, plan, who)
    with world.br.desk():
        planning.propose(plan, **who)
        with pytest.raises(Refused, match="being looked at"):
            priorities.remove(kept[0], **who)
    with pytest.raises(Refused, match="being looked at"):
        add(world, plan, who, 5)


def test_returned_with_a_comment_changed_and_accepted(world, plan, who):
    analyst = {"actor": world.br.people["analyst"], "roles": {"analyst"}}
    fill(world, plan, who)
    with world.br.desk():
        planning.propose(plan, **who)
    with world.br.staff():
        with pytest.raises(Refused, match="reason"):
            planning.send_back(plan, comment=" ", **analyst)
        planning.send_back(plan, comment="Name the department.", **analyst)
    outbox.drain(world.br.programme)
    with world.br.staff():
        texts = MailMessage.objects.filter(kind="plan_returned").values_list("text", flat=True)
        assert len(texts) == 2
        assert all("Name the department." in text for text in texts)
    add(world, plan, who, 7)
    with world.br.desk():
        assert planning.propose(plan, **who)
    with world.br.staff():
        assert planning.accept(plan, **analyst)
        assert not planning.accept(plan, **analyst)
    outbox.drain(world.br.programme)
    with world.br.staff():
        assert MailMessage.objects.filter(kind="plan_accepted").count() == 2
    with pytest.raises(Refused, match="stay as they are"):
        add(world, plan, who, 8)
    with world.br.desk(), pytest.raises(Refused, match="stay as they are"):
        planning.propose(plan, **who)


@pytest.mark.parametrize("role", ["lead", "observer", "issuer", "administrator", "operator"])
def test_only_analyst_and_coordinator_judge(world, plan, who, role):
    fill(world, plan, who)
    with world.br.desk():
        planning.propose(plan, **who)
    with world.br.staff(), pytest.raises(PermissionDenied):
        planning.accept(plan, actor=world.stranger, roles={role})


def test_outside_its_dates_nothing_is_written(world, plan, who):
    fill(world, plan, who)
    with world.br.staff():
        Window.objects.filter(step="prioritization").update(
            closes_at=timezone.now() - timedelta(minutes=1)
        )
    with pytest.raises(Refused, match="closed on"):
        add(world, plan, who, 5)
    with world.br.desk(), pytest.raises(Refused, match="closed on"):
        planning.propose(plan, **who)


def test_who_has_left_writes_no_more(world, plan, who):
    with world.br.staff():
        Participation.objects.update(withdrawn_at=timezone.now())
    with pytest.raises(Refused, match="withdrawn"):
        add(world, plan, who)


def test_it_starts_from_the_scorecard(world):
    made = cycle.diagnosis(world.br, of=cycle.edition(world.br))
    cycle.answer(world.br, made, "D2.1", "yes")
    with world.br.staff():
        Diagnosis.objects.update(state="open")
    plan = opened(world.br, of=made.participation.edition)
    with world.br.desk():
        chances = {one.dimension.code: one for one in _chances(plan)}
    assert (chances["D2"].well_developed, "D2.1" in _codes(chances["D2"])) == (1, False)
    assert "D1.1" in _codes(chances["D1"])


def test_without_a_scorecard_the_dimensions_are_offered(world):
    plan = opened(world.br, scored=False)
    with world.br.desk():
        chances = _chances(plan)
    assert {one.applicable for one in chances} == {0}
    assert all(one.potential == list(one.dimension.indicators) for one in chances)


def _chances(plan):
    return queries.chances_of(queries.diagnosis_behind(plan))


def _codes(chance):
    return [one.code for one in chance.potential]


def test_the_whole_road_to_an_accepted_plan(world):
    plan = cycle.plan_accepted(world.br)
    assert plan.state == "accepted"
    done = cycle.completed(world.br, world.br.people["lead"])
    with world.br.staff():
        done.refresh_from_db()
        assert done.state == "accepted"
        assert queries.queue(plan.participation.edition).get().chosen == 1
