"""The government's pages of step 3."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from certification.editions.models import Window
from certification.prioritization import planning, priorities
from certification.prioritization.models import Plan, Priority
from tests import cycle
from tests.prioritization.conftest import form_of, opened

URL = "/br/desk/9900011/2026/priorities/"


def typed(**other):
    due = timezone.localdate() + timedelta(days=40)
    return {
        "dimension": "D2",
        "indicator": "D2.1",
        "action": "Train everybody.",
        "department": "Health",
        "due_on": due.strftime("%d/%m/%Y"),
        "success": "A list of those trained.",
    } | other


def live(world):
    with world.br.staff():
        return list(Priority.objects.filter(removed_at=None))


@pytest.fixture
def lead(world, client):
    client.force_login(world.br.people["lead"])
    return client


def text(response):
    return unescape(response.content.decode())


def test_before_the_diagnosis_is_concluded_the_page_says_so(world, lead):
    assert lead.get(URL).status_code == 404
    cycle.diagnosis(world.br)
    assert "once the diagnosis is concluded" in text(lead.get(URL))
    assert lead.get(f"{URL}add/").status_code == 404


def test_from_empty_to_proposed(world, plan, lead):
    page = text(lead.get(URL))
    assert "Nothing chosen yet. Begin" in page
    assert "0 of 2" in page
    assert "Propose the priorities" not in page
    assert 'value="D1" selected' in text(lead.get(f"{URL}add/?dimension=D1"))
    added = lead.post(f"{URL}add/", typed())
    assert (added.status_code, added["Location"]) == (302, URL)
    lead.post(f"{URL}add/", typed())
    assert len(live(world)) == 1
    assert "1 more priority is needed" in text(lead.get(URL))
    lead.post(f"{URL}add/", typed(dimension="D1", indicator=""))
    page = text(lead.get(URL))
    assert "Propose the priorities" in page
    assert "You may add 1 more" in page
    for _ in range(2):
        page = text(lead.post(f"{URL}propose/", follow=True))
    assert "Your priorities are proposed" in page
    assert "being looked at" in page
    assert "Take back" not in page
    with world.br.staff():
        assert Plan.objects.get().state == "proposed"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("dimension", "", "Choose a dimension"),
        ("dimension", "D99", "D99"),
        ("indicator", "D1.1", "another dimension"),
        ("indicator", "X", "X"),
        ("action", "   ", "Write what will be done"),
        ("action", "\x00", "Write what will be done"),
        ("action", "a" * 200_000, "2000"),
        ("department", "", "which department"),
        ("department", "d" * 151, "150"),
        ("due_on", "", "until when"),
        ("due_on", "31/02/2027", "date"),
        ("due_on", "01/01/2020", "has passed"),
        ("due_on", "01/01/2199", "five years"),
        ("success", "", "how one will know"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(world, plan, lead, field, value, sentence):
    answer = lead.post(f"{URL}add/", typed(**{field: value}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert sentence in text(answer)
    assert "Train everybody." in text(answer) or field == "action"
    assert live(world) == []


def test_marks_and_emoji_are_kept_as_they_may_be(world, plan, lead):
    lead.post(f"{URL}add/", typed(action="\u202eFim\u202c 🌍\r\nsegunda", department="A\tB\n"))
    (one,) = live(world)
    assert (one.action, one.department) == ("Fim 🌍\nsegunda", "A B")


def test_changed_by_somebody_else_meanwhile(world, plan, lead):
    lead.post(f"{URL}add/", typed())
    (one,) = live(world)
    address = f"{URL}{one.pk}/"
    opened_form = lead.get(address).context["form"]
    assert opened_form["due_on"].value() == one.due_on
    assert lead.post(address, typed(version=1, action="Theirs")).status_code == 302
    stale = lead.post(address, typed(version=1, action="Mine"))
    assert stale.status_code == 409
    page = text(stale)
    assert "Theirs" in page
    assert "Mine" in page
    again = stale.context["form"].data["version"]
    assert lead.post(address, typed(version=again, action="Mine")).status_code == 302
    assert live(world)[0].action == "Mine"
    assert lead.post(address, typed(version="", action="Blind")).status_code == 409


def test_taking_back_asks_first(world, plan, lead):
    lead.post(f"{URL}add/", typed())
    address = f"{URL}{live(world)[0].pk}/remove/"
    assert "Train everybody." in text(lead.get(address))
    assert len(live(world)) == 1
    assert lead.post(address).status_code == 302
    assert lead.post(address).status_code == 302
    assert live(world) == []
    assert lead.get(address).status_code == 404


def test_when_it_is_closed_the_page_says_since_when(world, plan, lead):
    with world.br.staff():
        Window.objects.filter(step="prioritization").update(closes_at=timezone.now())
    page = text(lead.get(URL))
    assert "closed on" in page
    assert "priorities/add/" not in page
    answer = lead.post(f"{URL}add/", typed())
    assert answer.status_code == 422
    assert "closed on" in text(answer)
    assert "Train everybody." in text(answer)
    assert "closed on" in text(lead.post(f"{URL}propose/", follow=True))


def test_the_comment_stands_on_the_returned_plan(world, plan, lead):
    cycle.plan_proposed(world.br, plan)
    with world.br.staff():
        analyst = {"actor": world.br.people["analyst"], "roles": {"analyst"}}
        planning.send_back(plan, comment="Name a date.", **analyst)
    assert "Name a date." in text(lead.get(URL))


def test_who_reads_and_who_writes(world, plan, lead, client):
    lead.post(f"{URL}add/", typed())
    one = live(world)[0]
    writing = [f"{URL}add/", f"{URL}{one.pk}/", f"{URL}{one.pk}/remove/", f"{URL}propose/"]
    for role in ("contributor", "signatory"):
        client.force_login(world.br.people[role])
        page = text(client.get(URL))
        assert "Train everybody." in page
        assert "Take back" not in page
        assert {client.post(address, typed()).status_code for address in writing} == {403}
    for user, status in (
        (world.br.neighbour, 404),
        (world.ar.people["lead"], 404),
        (world.stranger, 404),
        (world.br.people["coordinator"], 403),
    ):
        client.force_login(user)
        assert {client.get(address).status_code for address in [URL, *writing[:3]]} == {status}
        assert {client.post(address, typed()).status_code for address in writing} == {status}
    client.logout()
    assert client.get(URL).status_code == 302
    assert len(live(world)) == 1


def test_a_neighbours_priority_is_not_found(world, plan, client):
    other = opened(world.br, of=plan.participation.edition, government=world.br.sibling)
    form = form_of(world.br, other)
    with world.br.desk(world.br.sibling):
        theirs = priorities.add(other, cycle.wish(form), actor=world.br.neighbour, roles={"lead"})
    client.force_login(world.br.people["lead"])
    for address in (f"{URL}{theirs.pk}/", f"{URL}{theirs.pk}/remove/"):
        assert client.get(address).status_code == 404
        assert client.post(address, typed()).status_code == 404
    with world.br.desk():
        assert not Priority.objects.exists()


def test_the_page_costs_the_same_with_one_and_with_many(world, lead, django_assert_max_num_queries):
    edition = cycle.edition(world.br, maximum_priorities=40)
    opened(world.br, of=edition)
    lead.post(f"{URL}add/", typed(action="0"))
    lead.get(URL)
    with django_assert_max_num_queries(24):
        lead.get(URL)
    for number in range(1, 30):
        lead.post(f"{URL}add/", typed(action=str(number)))
    with django_assert_max_num_queries(24):
        assert len(lead.get(URL).context["chosen"]) == 30
