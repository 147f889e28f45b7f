"""What refuses to start, each with one sentence, and what may."""

import os
import secrets
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.core.checks import run_checks
from django.db import connection, connections
from django.test import Client

from migracidades.kit import boot, embedded
from migracidades.kit.roles import OWNER
from migracidades.operations import broker, migrations
from migracidades.tenancy.models import Government
from migracidades.tenancy.owner import as_owner
from migracidades.tenancy.walls import fallen, raise_walls

ROOT = Path(__file__).resolve().parents[2]
KEY = secrets.token_urlsafe(48)


@pytest.fixture
def real(settings, tmp_path):
    """Settings that may face strangers."""
    tmp_path.chmod(0o700)
    settings.DEMO = settings.DEBUG = False
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = KEY, []
    settings.ALLOWED_HOSTS = ["selo.example.org"]
    settings.SITE_URL = "https://selo.example.org"
    settings.MEDIA_ROOT = str(tmp_path)
    return settings


def faults() -> list[str]:
    found = run_checks(tags=[boot.SAFETY], include_deployment_checks=True)
    return [one.id.removeprefix("safety.") for one in found]


def test_what_is_right_starts(real, db):
    assert faults() == []
    boot.demand_safety()


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("SECRET_KEY", "demonstration-only", "secret"),
        ("SECRET_KEY", "x" * 64, "secret"),
        ("SECRET_KEY_FALLBACKS", ["short"], "secret"),
        ("ALLOWED_HOSTS", ["*"], "hosts"),
        ("ALLOWED_HOSTS", [".example.org"], "hosts"),
        ("ALLOWED_HOSTS", [], "hosts"),
        ("DEBUG", True, "debug"),
        ("SITE_URL", "http://selo.example.org", "address"),
        ("SITE_URL", "https://", "address"),
        ("MEDIA_ROOT", "/nowhere/at/all", "media"),
    ],
)
def test_an_unsafe_setting_refuses(real, db, capsys, name, value, fault):
    setattr(real, name, value)
    assert faults() == [fault]
    with pytest.raises(boot.Unsafe):
        boot.demand_safety()
    said = capsys.readouterr().err
    assert said.startswith("Refused to start: ")
    assert said.count("\n") == 1
    assert KEY not in said


def test_files_that_everybody_may_read_refuse(real, db, tmp_path):
    tmp_path.chmod(0o755)
    assert faults() == ["media"]


def test_a_demonstration_may_be_as_it_is(settings):
    settings.DEMO, settings.SECRET_KEY = True, "short"
    boot.demand_safety()


def test_a_new_key_throws_nobody_out_while_the_old_one_is_believed(settings, world):
    before = settings.SECRET_KEY
    stays, leaves = Client(), Client()
    for client in (stays, leaves):
        client.force_login(world.stranger)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = KEY, [before]
    assert stays.get("/br/desk/").status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert stays.get("/br/desk/").status_code == 200, "signed anew by the new key"
    assert "/accounts/login/" in leaves.get("/br/desk/").url


# ------------------------------------------------------------------ the database
class TestLogin:
    """Who we are there. Asked over connections of their own."""

    @pytest.fixture
    def as_login(self, db):
        def ask(**login: str) -> list[str]:
            mine = connections["default"]
            theirs = mine.copy()
            theirs.settings_dict = mine.settings_dict | login
            connections["default"] = theirs
            try:
                return faults()
            finally:
                theirs.close()
                connections["default"] = mine

        return ask

    def test_a_superuser_is_refused(self, real, as_login):
        assert as_login(USER="postgres") == ["superuser"]

    def test_the_owner_of_the_tables_is_refused(self, real, as_login):
        assert "owner" in as_login(USER=OWNER)

    def test_who_bypasses_the_walls_is_refused(self, real, as_login):
        name = f"bypass_{os.getpid()}"
        with superuser() as cursor:
            cursor.execute(f"CREATE ROLE {name} LOGIN BYPASSRLS IN ROLE mc_app")
        try:
            assert as_login(USER=name) == ["bypass"]
        finally:
            with superuser() as cursor:
                cursor.execute(f"DROP ROLE {name}")

    def test_a_database_that_does_not_answer_is_one_sentence(self, real, as_login):
        assert as_login(PORT="1") == ["database"]


@contextmanager
def superuser():
    found = psycopg2.connect(embedded.superuser_url(os.environ["MC_INSTANCE"]))
    found.autocommit = True
    with found.cursor() as cursor:
        yield cursor
    found.close()


TABLE = Government._meta.db_table


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "by_hand",
    [
        f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY",
        f"DROP POLICY mc_update ON {TABLE}",
        f"ALTER POLICY mc_delete ON {TABLE} USING (true)",
        f"CREATE POLICY more ON {TABLE} USING (true)",
        f"ALTER TABLE {TABLE} DISABLE TRIGGER mc_stay",
    ],
)
def test_a_wall_changed_by_hand_refuses_until_it_is_mended(real, by_hand):
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(by_hand)
    try:
        assert fallen(connection) == [TABLE]
        assert faults() == ["walls"]
    finally:
        with as_owner() as owner, owner.cursor() as cursor:
            cursor.execute(f"DROP POLICY IF EXISTS more ON {TABLE}")
            cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER mc_stay")
            mended = raise_walls(owner)
    assert TABLE in mended or "more" in by_hand or "TRIGGER" in by_hand
    assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_waits_refuses(real, monkeypatch):
    monkeypatch.setattr(migrations, "_complete", False)
    last = "app = 'ledger' AND name = '0002_pulse'"
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(f"UPDATE django_migrations SET name = 'not_yet' WHERE {last}")
    try:
        assert migrations.unapplied() == ["ledger.0002_pulse"]
        assert faults() == ["migrations"]
    finally:
        with as_owner() as owner, owner.cursor() as cursor:
            cursor.execute(
                "UPDATE django_migrations SET name = '0002_pulse' WHERE name = 'not_yet'"
            )
    assert faults() == []


# ------------------------------------------------------------------ the broker
def test_a_broker_that_forgets_refuses(real, db, monkeypatch):
    assert broker.eviction_policy() == "noeviction"
    with forgetful_broker():
        assert faults() == ["broker"]
    assert faults() == []


@contextmanager
def forgetful_broker():
    from migracidades.celery import app

    with app.connection_for_write() as connected:
        server = connected.default_channel.client
        server.config_set("maxmemory-policy", "allkeys-lru")
        try:
            yield
        finally:
            server.config_set("maxmemory-policy", "noeviction")


# ------------------------------------------------------------------ who asks
@pytest.mark.parametrize(
    "words",
    [
        ("-c", "import migracidades.wsgi"),
        ("-m", "celery", "-A", "migracidades", "worker", "--pool", "solo"),
        ("-m", "celery", "-A", "migracidades", "beat", "--pidfile=", "--schedule", "{}/beat"),
    ],
    ids=["web", "worker", "beat"],
)
def test_whatever_serves_asks_at_its_start(words, tmp_path):
    env = {**os.environ, "DEMO": "off", "SECRET_KEY": "short"}
    ran = subprocess.run(
        [sys.executable, *(word.format(tmp_path) for word in words)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 1, ran.stderr
    assert "Refused to start: SECRET_KEY" in ran.stderr
    assert "Traceback" not in ran.stderr
