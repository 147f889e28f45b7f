"""What whoever keeps the site types: roles, the first administrator, a container's own question."""

import os
import re
import secrets
from io import StringIO

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from migracidades.kit import embedded, probe, roles
from migracidades.ledger import pulses
from migracidades.ledger.models import AuditEntry
from migracidades.tenancy.models import Membership
from tests.world import World


class TestFirstAdministrator:
    @pytest.fixture
    def empty(self, world: World) -> World:
        """A programme that nobody administers yet."""
        with world.br.staff():
            Membership.objects.filter(role="administrator").update(active=False)
        return world

    def seat(self, email: str = "ana@example.org") -> str:
        said = StringIO()
        call_command("first_administrator", "br", email, "Ana Souza", stdout=said)
        return re.search(r"https?://[^/]+(/\S+)", said.getvalue())[1]

    def test_the_link_leads_to_a_password_and_then_to_the_desk(self, empty, client):
        page = client.get(self.seat(), follow=True)
        path = page.redirect_chain[-1][0]
        password = secrets.token_urlsafe()
        client.post(path, {"password1": password, "password2": password})
        client.post("/br/accounts/login/", {"login": "ana@example.org", "password": password})
        assert client.get("/br/admin/").status_code == 200
        with empty.br.staff():
            (entry,) = AuditEntry.objects.filter(act="membership.add")
            assert entry.fields["role"] == "administrator"

    def test_asked_again_it_gives_a_new_link_and_no_second_seat(self, empty):
        self.seat()
        self.seat("Ana@Example.org")
        with empty.br.staff():
            assert Membership.objects.filter(role="administrator", active=True).count() == 1

    def test_who_comes_later_is_invited_by_the_first(self, world):
        with pytest.raises(CommandError, match="has an administrator"):
            self.seat()

    @pytest.mark.parametrize(
        ("programme", "email", "words"),
        [("zz", "ana@example.org", "no programme"), ("br", "ana", "not an e-mail")],
    )
    def test_what_cannot_be_is_a_sentence(self, empty, programme, email, words):
        with pytest.raises(CommandError, match=words):
            call_command("first_administrator", programme, email, "Ana")


class TestRoles:
    """On the tests' own server: two logins with passwords, and their database."""

    @pytest.fixture
    def key(self):
        name = f"roles_{os.getpid()}"
        yield name
        made = psycopg2.connect(self.superuser)
        made.autocommit = True
        with made.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"DROP ROLE IF EXISTS {name}_app, {name}_owner")
        made.close()

    @property
    def superuser(self) -> str:
        return embedded.superuser_url(os.environ["MC_INSTANCE"])

    def make(self, key: str, settings) -> None:
        settings.DATABASE_URL = f"postgresql://{key}_app:x@127.0.0.1/{key}"
        settings.DATABASE_SUPERUSER_URL = self.superuser
        settings.DB_OWNER = {"USER": f"{key}_owner", "PASSWORD": "it's secret"}
        call_command("make_roles", stdout=StringIO())

    def test_twice_equals_once_and_neither_is_a_master(self, key, settings):
        self.make(key, settings)
        self.make(key, settings)
        made = psycopg2.connect(self.superuser)
        with made.cursor() as cursor:
            cursor.execute(
                "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole, rolcreatedb,"
                " (SELECT count(*) FROM pg_database d WHERE d.datdba = r.oid)"
                f" FROM pg_roles r WHERE rolname LIKE '{key}%' ORDER BY 1"
            )
            assert cursor.fetchall() == [
                (f"{key}_app", False, False, 0),
                (f"{key}_owner", False, True, 1),
            ]
        made.close()

    def test_without_the_superuser_it_says_what_to_set(self, settings):
        with pytest.raises(CommandError, match="DATABASE_SUPERUSER_URL"):
            call_command("make_roles")

    def test_psql_is_told_the_same(self):
        text = roles.as_psql(app=roles.Login("a", "it's"), owner=roles.Login("b"), database="c")
        assert "ALTER ROLE a NOCREATEDB" in text
        assert "PASSWORD 'it''s'" in text
        assert text.count("\\gexec") == 3


class TestProbe:
    @pytest.mark.django_db(transaction=True)
    def test_a_pulse_felt_lately_is_well(self, monkeypatch):
        place = connection.settings_dict
        url = f"postgresql://{place['USER']}@/{place['NAME']}?host={place['HOST']}&port={place['PORT']}"
        monkeypatch.setenv("DATABASE_URL", url)
        assert probe.main("beat") == 1
        pulses.felt("beat")
        assert probe.main("beat") == 0

    def test_without_a_database_it_is_not_well(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
        assert probe.main("beat") == 1

    def test_the_web_is_asked_by_its_public_name(self, live_server, monkeypatch, settings):
        settings.ALLOWED_HOSTS = ["selo.example.org"]
        monkeypatch.setenv("GRANIAN_PORT", live_server.url.rpartition(":")[2])
        monkeypatch.setenv("SITE_URL", "https://selo.example.org")
        settings.MEDIA_ROOT = "/tmp"
        assert probe.main("web") == 0
        monkeypatch.setenv("SITE_URL", "https://elsewhere.example.org")
        assert probe.main("web") == 1

    def test_a_web_that_is_not_there_is_not_well(self, monkeypatch):
        monkeypatch.setenv("GRANIAN_PORT", "1")
        assert probe.main("web") == 1
