"""The operators' list of programmes: what folders say, for who operates one, and no rows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from migracidades.tenancy.models import STAFF_ROLES, Membership, Programme
from tests.world import CONFIG, World

PAGE = "/programmes/"


def opened_by(user, **host):
    client = Client(**host)
    if user:
        client.force_login(user)
    return client.get(f"{PAGE}?lang=en")


def test_an_operator_of_one_finds_them_all(world: World, settings):
    settings.PROGRAMME_DOMAINS = {"ar": "ciudades.test"}
    page = opened_by(world.br.people["operator"]).content.decode()
    for address in ('href="/br/"', 'href="http://ciudades.test/"', 'href="/uy/"'):
        assert address.replace("http:", settings.SITE_URL.partition("//")[0]) in page
    assert page.count("you operate it") == 1
    assert "municipalities, states, Federal District" in page
    assert "frameworks/2024" in page, "Brazil's folder lies here"
    assert "The folder is not on this machine." in page, "Uruguay's does not"


def test_it_shows_no_rows_of_theirs(world: World):
    page = opened_by(world.br.people["operator"]).content.decode()
    for country in (world.br, world.ar, world.uy):
        assert country.here.code not in page
        assert country.here.name not in page
        for person in (*country.people.values(), country.neighbour):
            if person != world.br.people["operator"]:
                assert person.email not in page


def test_there_is_no_such_page_for_anybody_else(world: World):
    others = [world.br.people[role] for role in STAFF_ROLES if role != "operator"]
    for user in (None, world.stranger, world.br.people["lead"], *others):
        assert opened_by(user).status_code == 404, user


def test_who_operated_one_once_finds_it_no_more(world: World):
    with world.br.staff():
        Membership.objects.filter(role="operator").update(active=False)
    assert opened_by(world.br.people["operator"]).status_code == 404


def test_outside_the_demonstration_it_asks_for_the_second_factor_too(world: World, settings):
    settings.DEMO = False
    assert opened_by(world.br.people["operator"]).status_code == 404


def test_it_answers_where_its_operator_signs_in(world: World, settings):
    """On a domain of its own a programme's operator has a session there and nowhere else."""
    settings.PROGRAMME_DOMAINS, settings.ALLOWED_HOSTS = {"br": "br.test"}, ["br.test"]
    client = Client(HTTP_HOST="br.test")
    sent = {"login": "operator@br.test", "password": "senha-de-teste-longa"}
    assert client.post("/accounts/login/", sent).status_code == 302
    assert client.get(PAGE).status_code == 200
    assert f'href="{PAGE}"' in client.get("/admin/").content.decode()


@pytest.mark.parametrize(("role", "told"), [("operator", True), ("administrator", False)])
def test_the_desk_leads_there_whom_it_opens_to(world: World, role, told):
    client = Client()
    client.force_login(world.br.people[role])
    assert (f'href="{PAGE}"' in client.get("/br/admin/").content.decode()) is told


def test_it_costs_the_same_at_any_length(world: World):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert opened_by(world.br.people["operator"]).status_code == 200
        return len(queries)

    before = cost()
    Programme.objects.bulk_create(
        Programme(slug=f"p{number}", config=CONFIG, languages=["es"]) for number in range(20)
    )
    assert cost() == before
