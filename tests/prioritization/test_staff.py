"""The staff's pages of step 3."""

from html import unescape

import pytest

from certification.editions.models import Participation
from certification.prioritization.models import Plan
from migracidades.tenancy.models import Government
from tests import cycle

QUEUE = "/br/admin/plans/"


@pytest.fixture
def proposed(world, plan) -> Plan:
    return cycle.plan_proposed(world.br, plan)


def text(response):
    return unescape(response.content.decode())


def test_without_an_edition_the_queue_says_so(world, client):
    client.force_login(world.br.people["analyst"])
    assert "No edition is running" in text(client.get(QUEUE))
    assert client.get(f"{QUEUE}1999/").status_code == 404


def test_the_queue_shows_what_was_proposed(world, proposed, client):
    client.force_login(world.br.people["analyst"])
    page = text(client.get(QUEUE))
    assert "Vila Exemplo BR" in page
    assert f"{QUEUE}plan/{proposed.pk}/" in page
    assert "Vila Exemplo" not in text(client.get(f"{QUEUE}?state=accepted"))
    assert "Vila Exemplo" in text(client.get(f"{QUEUE}2026/?state=&page=9"))


def test_a_plan_is_returned_or_accepted_on_its_page(world, proposed, client):
    url = f"{QUEUE}plan/{proposed.pk}/"
    client.force_login(world.br.people["analyst"])
    page = text(client.get(url))
    assert "Ação 1" in page
    assert "of 2 well developed" in page
    refused = client.post(url, {"act": "return", "comment": " "})
    assert refused.status_code == 422
    assert "what the government should change" in text(refused)
    assert client.post(url, {"act": "propose"}).status_code == 404
    assert client.post(url, {"act": "return", "comment": "Who?"}).status_code == 302
    page = text(client.get(url))
    assert "Who?" in page
    assert 'value="accept"' not in page
    answer = client.post(url, {"act": "accept"}, follow=True)
    assert "is not possible now" in text(answer)
    assert "“returned”" in text(answer)


def test_accepting_twice_is_accepting(world, proposed, client):
    url = f"{QUEUE}plan/{proposed.pk}/"
    client.force_login(world.br.people["coordinator"])
    for _ in range(2):
        assert "Done: “accepted”" in text(client.post(url, {"act": "accept"}, follow=True))


def test_who_may_look_and_who_may_decide(world, proposed, client):
    url = f"{QUEUE}plan/{proposed.pk}/"
    for role in ("observer", "issuer", "administrator"):
        client.force_login(world.br.people[role])
        assert 'value="accept"' not in text(client.get(url))
        assert client.post(url, {"act": "accept"}).status_code == 403
    client.force_login(world.br.people["lead"])
    assert client.post(url, {"act": "accept"}, follow=True).status_code == 403
    client.force_login(world.ar.people["coordinator"])
    assert client.get(f"/ar/admin/plans/plan/{proposed.pk}/").status_code == 404
    with world.br.staff():
        assert Plan.objects.get().state == "proposed"


def test_the_queue_costs_the_same_at_any_size(
    world, proposed, client, django_assert_max_num_queries
):
    client.force_login(world.br.people["analyst"])
    _more(world, proposed, range(2))
    with django_assert_max_num_queries(15):
        client.get(QUEUE)
    _more(world, proposed, range(2, 80))
    with django_assert_max_num_queries(15):
        assert len(client.get(QUEUE).context["page_obj"]) == 50


def _more(world, proposed, numbers):
    with world.br.staff():
        for number in numbers:
            government = Government.objects.create(
                code=f"99{number:05}9",
                level="municipality",
                name=f"Vila {number}",
                name_of=f"de Vila {number}",
                sort_name=f"vila {number}",
                time_zone="America/Sao_Paulo",
            )
            participation = Participation.objects.create(
                edition=proposed.participation.edition, government=government
            )
            Plan.objects.create(
                participation=participation, government=government, state="proposed"
            )
