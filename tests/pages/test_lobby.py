"""The first page a stranger opens: which countries there are, in the stranger's language."""

import pytest
from django.test import Client

from migracidades.tenancy.models import Programme
from tests.world import World

pytestmark = pytest.mark.django_db


def test_every_programme_stands_there_with_its_country_and_its_colours(world: World):
    page = Client().get("/").content.decode()
    for one in Programme.objects.all():
        assert f'href="/{one.slug}/"' in page
        assert one.config["country"]["pt-br"] in page
        assert one.config["tagline"]["pt-br"] in page
        assert one.config["brand"]["deep"] in page


def test_a_stranger_verifies_a_seal_from_there(world: World):
    stranger = Client()
    assert 'href="/br/verify/"' in stranger.get("/").content.decode()
    assert stranger.get("/br/verify/").status_code == 200


def test_the_language_chosen_there_is_kept_inside(world: World):
    stranger = Client()
    assert stranger.get("/?lang=en").headers["Content-Language"] == "en"
    assert stranger.get("/br/").headers["Content-Language"] == "en"


def test_a_language_that_nobody_offers_is_not_kept(world: World):
    response = Client().get("/?lang=xx")
    assert response.headers["Content-Language"] == "pt-br"
    assert not response.cookies
