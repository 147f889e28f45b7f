"""Public pages kept for a minute: fast for everybody, and never anybody's own."""

import logging
import os
import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from certification.editions.models import Edition
from migracidades.kit import embedded, shelf
from migracidades.tenancy.models import Government, Membership
from migracidades.tenancy.wall import ALL
from migracidades.tenancy.walls import walled_models
from tests.doors import ANONYMOUS
from tests.rows import make
from tests.standing import committed, standing
from tests.visits import HOME, visits

__all__ = ["committed", "standing"]

HERE = "/br/governments/9900011/"


def cache_at(location: str) -> dict:
    real = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": location,
        "KEY_PREFIX": uuid4().hex,
        "OPTIONS": {"serializer": "migracidades.kit.shelf.Bytes", "socket_timeout": 5},
    }
    return settings.CACHES | {"pages": real}


# What holds a query and its scope together, and asks for no row.
FRAME = re.compile(r"BEGIN|COMMIT|SAVEPOINT|RELEASE|SELECT set_config[^;]*$")


@pytest.fixture
def kept(monkeypatch):
    """A shelf of this test's own, in the real Valkey, and nothing at hand before it."""
    monkeypatch.setattr(shelf, "_silent_until", 0.0)
    monkeypatch.setattr(shelf, "_near", {})
    address = embedded.cache_url(os.environ["MC_INSTANCE"])
    with override_settings(CACHES=cache_at(address)):
        yield caches["pages"]


def asked(client, path: str, **headers) -> tuple[str, int]:
    """The page, and how many statements it cost."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode(), len(queries)


@pytest.mark.django_db(transaction=True)
class TestKept:
    @pytest.mark.parametrize("path", ["/br/", HERE, "/br/register/", "/br/theme.css", "/"])
    def test_the_second_visitor_costs_no_statement(self, world, kept, path):
        first, statements = asked(Client(), path)
        assert statements > 0
        assert asked(Client(), path) == (first, 0)

    @pytest.mark.parametrize("path", ["/br/", HERE, "/br/register/", "/br/theme.css", "/"])
    def test_the_first_visitor_costs_six_queries_at_most(self, world, kept, path):
        Client().get("/br/theme.css?unkept")  # this process has seen the programme
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(path).status_code == 200
        asked = [one["sql"] for one in queries if not FRAME.match(one["sql"])]
        assert len(asked) <= 6, "\n".join(asked)

    def test_who_has_it_already_is_told_so(self, world, kept):
        before = Client().get(HERE)
        again = Client().get(HERE, headers={"If-None-Match": before["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", before["ETag"])
        other = Client().get(HERE, headers={"If-None-Match": '"something else"'})
        assert other.content == before.content
        assert other["X-Frame-Options"] == "DENY"
        assert other["Content-Security-Policy"] == before["Content-Security-Policy"]
        assert other["X-Request-Id"] != before["X-Request-Id"]
        assert "no-cache" in other["Cache-Control"]

    def test_what_is_published_shows_at_once(self, world, kept):
        assert "Vila Exemplo" in asked(Client(), HERE)[0]
        with world.br.staff():
            Government.objects.filter(pk=world.br.here.pk).update(name="Vila Nova")
        page, statements = asked(Client(), HERE)
        assert "Vila Nova" in page
        assert statements

    def test_a_crowd_asks_the_server_once_a_moment(self, world, kept, monkeypatch):
        """What it was handed a moment ago a process shows again, until something is published."""
        monkeypatch.setattr(shelf, "NEAR_SECONDS", 60)
        for _ in range(2):
            page, _statements = asked(Client(), HERE)
        kept.clear()
        assert asked(Client(), HERE) == (page, 0)
        with world.br.staff():
            Government.objects.filter(pk=world.br.here.pk).update(name="Vila Nova")
        assert "Vila Nova" in asked(Client(), HERE)[0]

    def test_a_change_that_was_taken_back_leaves_the_pages(self, world, kept):
        asked(Client(), HERE)
        with world.br.staff():
            Government.objects.filter(pk=world.br.here.pk).update(name="Vila Nova")
            transaction.set_rollback(True)
        assert asked(Client(), HERE)[1] == 0

    def test_what_changes_while_a_page_is_drawn_is_not_kept(self, world, kept, monkeypatch):
        """The page is of before the change, and would be shown after it."""
        keep = shelf._keep

        def meanwhile(place, response):
            with world.br.staff():
                Government.objects.filter(pk=world.br.here.pk).update(name="Vila Nova")
            keep(place, response)

        monkeypatch.setattr(shelf, "_keep", meanwhile)
        assert "Vila Exemplo" in asked(Client(), HERE)[0]
        monkeypatch.setattr(shelf, "_keep", keep)
        assert "Vila Nova" in asked(Client(), HERE)[0]

    def test_no_page_outlives_a_minute(self, world, kept):
        asked(Client(), HERE)
        server = kept._cache.get_client()
        lifetimes = [server.ttl(key) for key in server.scan_iter(f"*{kept.key_prefix}*")]
        assert sorted(lifetimes)[0] == -1, "the version stays"
        assert 0 < sorted(lifetimes)[1] <= shelf.SECONDS < 60

    def test_each_programme_language_and_host_has_its_own(self, world, kept):
        seen = {
            asked(client, path, host=host)[0]
            for client in (Client(), spoken("es"), spoken("en"))
            for path in (HERE, f"{HERE}?lang=pt-br", HERE.replace("br", "ar"))
            for host in ("localhost", "127.0.0.1")
        }
        for page in seen:
            programme = "BR" if 'href="/br/"' in page else "AR"
            assert f"Vila Exemplo {programme}" in page
        assert 'lang="es"' in asked(spoken("es"), HERE)[0]
        assert 'lang="pt-br"' in asked(spoken("es"), f"{HERE}?lang=pt-br")[0]
        assert 'lang="en"' in asked(Client(), f"{HERE}?lang=en")[0]

    @pytest.mark.parametrize("query", ["?utm=1", "?page=1&page=2", f"?page={'1' * 30}", "?q=a"])
    def test_an_address_nobody_else_asks_for_is_not_kept(self, world, kept, query):
        for _ in range(2):
            assert asked(Client(), HERE + query)[1] > 0

    def test_a_page_that_is_not_there_is_asked_for_again(self, world, kept):
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                assert Client().get("/br/governments/1/").status_code == 404
            assert len(queries)


def spoken(language: str) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


PUBLISHED = [one for one in walled_models() if one.wall.public is not None]


@pytest.mark.parametrize("model", PUBLISHED, ids=lambda model: model.__name__)
def test_whatever_can_be_public_is_noticed(world, model, django_capture_on_commit_callbacks):
    """A row made, and a row changed: both let every page go."""
    connection.run_on_commit.clear()  # building the world has changed everything already
    with django_capture_on_commit_callbacks() as made, world.br.staff():
        row = make(model, world.br.here)
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks() as changed, world.br.staff():
        model.objects.filter(pk=row.pk)._update([])
    assert model is Government or shelf.changed in made
    assert shelf.changed in changed


def test_what_is_private_lets_the_pages_stay(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting, world.br.staff():
        Membership.objects.filter(user=world.br.people["lead"]).update(department="Saúde")
    assert Membership.wall.public is not ALL
    assert waiting == []


class TestNobodysOwn:
    def test_who_is_signed_in_is_neither_shown_nor_kept(self, world, client, kept):
        client.force_login(world.br.people["lead"])
        mine, _statements = asked(client, HERE)
        assert "Minha conta" in mine
        theirs, statements = asked(Client(), HERE)
        assert "Minha conta" not in theirs
        assert statements
        assert "Minha conta" in asked(client, HERE)[0]

    @pytest.mark.parametrize("name", ["sessionid", "messages", "anything"])
    def test_who_brings_a_cookie_of_their_own_is_served_anew(self, world, kept, name):
        asked(Client(), HERE)
        client = Client()
        client.cookies[name] = "x"
        assert asked(client, HERE)[1] > 0

    def test_a_page_that_sets_a_cookie_is_not_kept(self, world, kept):
        for _ in range(2):
            assert asked(Client(), "/?lang=es")[1] > 0

    def test_a_verification_is_never_kept(self, standing, kept):
        address = f"/br/v/{standing.here.seal.code}"
        for _ in range(2):
            assert asked(Client(), address)[1] > 0
        assert "no-store" in Client().get(address)["Cache-Control"]

    def test_nothing_of_anybody_lies_there(self, standing, kept):
        """Everybody walks through every door; then the shelf is emptied out and read."""
        from tests.access import DOORS
        from tests.test_access_matrix import Knocker

        people = standing.here.country.people
        knocker = Knocker({role: people[role] for role in ("lead", "coordinator")})
        logging.disable(logging.ERROR)
        addresses = {
            visit.address
            for door in DOORS
            for visit in visits(door, standing)
            if visit.place == HOME and visit.role == ANONYMOUS
        }
        for session in ("", *knocker.sessions.values()):
            for address in sorted(addresses):
                knocker.client.cookies.clear()
                if session:
                    knocker.client.cookies[settings.SESSION_COOKIE_NAME] = session
                knocker.client.get(address)
        logging.disable(logging.NOTSET)
        server = kept._cache.get_client()
        keys = list(server.scan_iter(f"*{kept.key_prefix}*"))
        lying = b"\n".join(server.get(key) for key in keys).decode(errors="replace")
        assert len(keys) > 8, "the public pages are there"
        assert not re.findall(r"secret-[a-z]+-[a-z]+|csrfmiddlewaretoken|Minha conta", lying)
        for person in people.values():
            assert person.full_name not in lying
            assert person.email not in lying


@pytest.mark.parametrize("address", ["unix:///nowhere/at-all.sock", "redis://127.0.0.1:1/0"])
def test_without_a_shelf_everything_goes_on(
    world, client, address, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(shelf, "_silent_until", 0.0)
    with override_settings(CACHES=cache_at(address)):
        for _ in range(3):
            assert asked(client, HERE)[1] > 0
        with django_capture_on_commit_callbacks(execute=True), world.br.staff():
            Edition.objects.create(year=2031, published=True)
        sent = {"login": "lead@br.test", "password": "senha-de-teste-longa"}
        assert client.post("/br/accounts/login/", sent).status_code == 302
        assert client.get("/br/desk/9900011/").status_code == 200
    assert caplog.text.count("The page cache does not answer") == 1, "said once, then quiet"
