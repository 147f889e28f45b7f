"""The staff check what was sent; what other rooms ask."""

import pytest
from django.core.exceptions import PermissionDenied

from migracidades.kit.errors import Refused
from migracidades.ledger import speaking
from migracidades.ledger.models import AuditEntry, MailMessage
from tests.training.conftest import make_course, outside, pending
from training import checking, queries
from training.models import Completion

CHECKS = {"roles": {"analyst"}}


@pytest.fixture
def waiting(world, course) -> Completion:
    lead = world.br.people["lead"]
    with world.br.staff():
        return pending(world.br, course, lead.email, user=lead, government=world.br.here)


def mails():
    return list(MailMessage.objects.order_by("created_at").values_list("kind", "to"))


def test_accepting_moves_once_and_tells_the_person(world, waiting):
    analyst = world.br.people["analyst"]
    with world.br.staff():
        assert checking.accept(waiting, actor=analyst, **CHECKS)
        assert not checking.accept(waiting, actor=analyst, **CHECKS)
        waiting.refresh_from_db()
        assert (waiting.state, waiting.decided_by) == ("accepted", analyst)
        ((kind, to),) = mails()
        assert kind == "completion_accepted"
        assert "lead@br.test" in to
        assert AuditEntry.objects.filter(act="completion.accept").count() == 1


def test_refusing_needs_a_reason_and_mails_it(world, waiting):
    analyst = world.br.people["analyst"]
    with world.br.staff():
        with pytest.raises(Refused, match="reason"):
            checking.refuse(waiting, actor=analyst, reason=" ", **CHECKS)
        with speaking(world.br.programme):
            checking.refuse(waiting, actor=analyst, reason="It is another person’s.", **CHECKS)
        (message,) = MailMessage.objects.all()
        assert message.kind == "completion_refused"
        assert "It is another person’s." in message.text
        assert "/br/training/" in message.text


@pytest.mark.parametrize("role", ["observer", "issuer", "operator", "lead", "contributor"])
def test_others_do_not_check(world, waiting, role):
    with world.br.staff(), pytest.raises(PermissionDenied):
        checking.accept(waiting, actor=world.stranger, roles={role})


def test_a_decision_is_taken_back_unless_another_stands(world, course, waiting):
    coordinator = world.br.people["coordinator"]
    act = {"actor": coordinator, "roles": {"coordinator"}, "reason": "Wrong person"}
    with world.br.staff():
        checking.refuse(waiting, **act)
        checking.reopen(waiting, **act)
        assert waiting.state == "pending"
        checking.refuse(waiting, **act)
        pending(world.br, course, waiting.email)
        with pytest.raises(Refused, match="another certificate"):
            checking.reopen(waiting, **act)
        assert Completion.objects.get(pk=waiting.pk).state == "refused"


def test_a_name_alone_links_only_by_a_person(world, course):
    alternate, analyst = world.br.people["alternate"], world.br.people["analyst"]
    with world.br.staff():
        one = pending(world.br, course, "private@x.test", full_name="ALTÉRNATE  Br")
        assert checking.namesakes(one) == [alternate]
        with pytest.raises(Refused, match="bears this name"):
            checking.accept(one, actor=analyst, person_id=analyst.pk, **CHECKS)
        assert checking.accept(one, actor=analyst, person_id=alternate.pk, **CHECKS)
        assert not checking.accept(one, actor=analyst, person_id=alternate.pk, **CHECKS)
        one.refresh_from_db()
        assert one.user == alternate
        assert queries.completed(course, alternate)


def test_other_rooms_ask_for_one_or_for_many(world, course, waiting, django_assert_num_queries):
    lead, alternate = world.br.people["lead"], world.br.people["alternate"]
    other = make_course(world.br, "other")
    with world.br.staff():
        assert not queries.completed(course, lead)
        checking.accept(waiting, actor=lead, **CHECKS)
        pending(world.br, course, "a@x.test", user=alternate, state="accepted")
        pending(world.br, other, "b@x.test", state="accepted")
    emails = [lead.email.upper(), alternate.email, "a@x.test", "b@x.test", "none@x.test"]
    expected = {lead.email, alternate.email, "a@x.test"}
    for scope in (world.br.staff(), world.br.desk(), outside(world.br, world.stranger)):
        with scope, django_assert_num_queries(5):
            assert queries.completed_emails(course, emails) == expected
    with world.ar.staff():
        assert queries.completed_emails(course, emails) == set()


def test_the_queue_asks_the_same_at_any_size(world, course, client, django_assert_max_num_queries):
    client.force_login(world.br.people["analyst"])
    with world.br.staff():
        for number in range(3):
            pending(world.br, course, f"p{number}@x.test", government=world.br.here)
    client.get("/br/admin/completions/")  # a new connection plans the session's statements once
    with django_assert_max_num_queries(15):
        client.get("/br/admin/completions/")
    with world.br.staff():
        for number in range(3, 60):
            pending(world.br, course, f"p{number}@x.test", government=world.br.here)
    with django_assert_max_num_queries(15):
        page = client.get("/br/admin/completions/")
    assert len(page.context["page_obj"]) == 50
    assert page.content.decode().count("p59@x.test") == 0


def test_the_queue_is_filtered(world, course, client):
    other = make_course(world.br, "other")
    with world.br.staff():
        pending(world.br, course, "waits@x.test")
        pending(world.br, other, "done@x.test", state="accepted")
    client.force_login(world.br.people["analyst"])
    page = client.get("/br/admin/completions/").content.decode()
    assert "waits@x.test" in page
    assert "done@x.test" not in page
    page = client.get("/br/admin/completions/?state=&course=other").content.decode()
    assert "done@x.test" in page
    assert "waits@x.test" not in page
    page = client.get("/br/admin/completions/?state=nonsense&course=x&page=x").content.decode()
    assert "done@x.test" in page


def test_a_completion_is_decided_on_its_page(world, course, waiting, client):
    url = f"/br/admin/completions/{waiting.pk}/"
    client.force_login(world.br.people["analyst"])
    assert client.post(url, {"act": "nonsense"}).status_code == 404
    refused = client.post(url, {"act": "refuse", "reason": ""})
    assert refused.status_code == 422
    assert "Write the reason" in refused.content.decode()
    assert client.post(url, {"act": "refuse", "reason": "Blurred"}).status_code == 302
    page = client.get(url).content.decode()
    assert "Blurred" in page
    assert 'value="reopen"' in page
    client.post(url, {"act": "reopen", "reason": "Readable after all"})
    client.post(url, {"act": "accept"})
    with world.br.staff():
        assert Completion.objects.get().state == "accepted"
        assert [kind for kind, _to in mails()] == ["completion_refused", "completion_accepted"]


def test_who_may_look_and_who_may_decide(world, course, waiting, client):
    url = f"/br/admin/completions/{waiting.pk}/"
    client.force_login(world.br.people["observer"])
    assert 'value="accept"' not in client.get(url).content.decode()
    assert client.post(url, {"act": "accept"}).status_code == 403
    for user, status in (
        (world.br.people["lead"], 403),
        (world.ar.people["coordinator"], 404),
        (world.stranger, 404),
    ):
        client.force_login(user)
        for address in (url, "/br/admin/completions/", "/br/admin/completions/import/"):
            assert client.get(address, follow=True).status_code == status
    with world.br.staff():
        assert Completion.objects.get().state == "pending"
    client.force_login(world.ar.people["coordinator"])
    assert client.get(f"/ar/admin/completions/{waiting.pk}/").status_code == 404


def test_courses_are_written_with_a_title_per_language(world, client):
    client.force_login(world.br.people["coordinator"])
    url = "/br/admin/training/course/add/"
    data = {"code": "c1", "title_pt_br": "Um", "title_en": "One", "provider": "X", "hours": 3}
    assert client.post(url, {**data, "title_pt_br": "", "title_en": ""}).status_code == 200
    assert client.post(url, data).status_code == 302
    with world.br.staff():
        made = queries.courses_with(None)[0][0]
        assert made.titles == {"pt-br": "Um", "en": "One"}
    page = client.get(f"/br/admin/training/course/{made.pk}/change/").content.decode()
    assert 'value="Um"' in page
    client.force_login(world.br.people["analyst"])
    assert client.get(url).status_code == 403
