"""Whether the site is well, who may ask how well, and what it counts."""

from collections import namedtuple
from datetime import timedelta
from shutil import disk_usage

import pytest
from django.conf import settings as configured
from django.db import connections
from django.db.models.functions import Now
from django.test import Client
from django.urls import get_resolver

from migracidades.kit import counts
from migracidades.ledger import outbox, pulses
from migracidades.ledger.models import OutboxEntry, Pulse
from migracidades.operations import health
from migracidades.operations.metrics import SAVING

QUEUES = [pulses.of_queue(queue) for queue in configured.QUEUES]
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def at_work(world):
    """Beat and every worker were felt just now."""
    for name in (pulses.BEAT, *QUEUES):
        pulses.felt(name)


@pytest.fixture
def no_broker(settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"


class TestReady:
    def test_it_is(self, client, db):
        answer = client.get("/health/ready")
        assert answer.status_code == 200
        assert answer.json() == {"ready": True, "faults": [], "degraded": []}

    def test_without_redis_it_is_ready_but_degraded(self, client, db, no_broker):
        answer = client.get("/health/ready")
        assert answer.status_code == 200
        assert answer.json() == {"ready": True, "faults": [], "degraded": ["redis"]}

    def test_without_the_database_it_is_not(self, client, db, monkeypatch):
        broken = connections["default"].copy()
        broken.settings_dict = connections["default"].settings_dict | {"PORT": "1"}
        monkeypatch.setattr(health, "connection", broken)
        answer = client.get("/health/ready")
        assert (answer.status_code, answer.json()["faults"]) == (503, ["database"])

    def test_nor_while_migrations_wait(self, client, db, monkeypatch):
        monkeypatch.setattr(health, "unapplied", lambda: ["ledger.0002_pulse"])
        assert client.get("/health/ready").json()["faults"] == ["migrations"]

    def test_nor_when_files_do_not_fit(self, client, db, monkeypatch, settings):
        usage = namedtuple("usage", "total used free")
        monkeypatch.setattr(health.shutil, "disk_usage", lambda path: usage(10, 9, 1))
        assert client.get("/health/ready").json()["faults"] == ["disk"]
        monkeypatch.setattr(health.shutil, "disk_usage", disk_usage)
        settings.MEDIA_ROOT = "/nowhere/at/all"
        assert client.get("/health/ready").json()["faults"] == ["disk"]


class TestDeep:
    def test_well(self, client, at_work):
        answer = client.get("/health/deep")
        assert answer.status_code == 200, answer.json()
        assert answer.json() == {"well": True, "faults": [], "oldest_job": 0, "parked": 0}

    def test_who_is_silent_is_named(self, client, at_work):
        Pulse.objects.filter(name="queue:render").update(at=Now() - pulses.OLDEST)
        Pulse.objects.filter(name="beat").delete()
        answer = client.get("/health/deep")
        assert answer.status_code == 503
        assert answer.json()["faults"] == ["silent: beat", "silent: queue:render"]

    def test_redis_is_named(self, client, at_work, no_broker):
        assert client.get("/health/deep").json()["faults"] == ["redis"]

    def test_work_that_waits_too_long_and_work_given_up(self, client, at_work, world):
        with world.ar.staff():
            outbox.emit("mail.queued", message_id=1)
            OutboxEntry.objects.update(available_at=Now() - timedelta(minutes=6))
        with world.br.staff():
            outbox.emit("mail.queued", message_id=1)
            OutboxEntry.objects.update(state="parked")
        answer = client.get("/health/deep").json()
        assert answer["faults"] == ["outbox: old", "outbox: parked"]
        assert 360 <= answer["oldest_job"] < 420
        assert answer["parked"] == 1


@pytest.mark.parametrize("page", ["/health/deep", "/health/metrics"])
class TestWhoMayAsk:
    def test_this_machine(self, client, at_work, page):
        assert client.get(page).status_code == 200

    def test_nobody_from_elsewhere(self, client, at_work, page, settings):
        settings.HEALTH_TOKEN = ""
        for more in ({}, {"HTTP_AUTHORIZATION": "Bearer "}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}):
            assert client.get(page, **ELSEWHERE, **more).status_code == 404

    def test_nobody_through_the_proxy_on_this_machine(self, at_work, page, settings):
        settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
        told = {"HTTP_X_FORWARDED_FOR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"}
        assert Client().get(page, **told).status_code == 404

    def test_who_has_the_token(self, client, at_work, page, settings):
        settings.HEALTH_TOKEN = "a-long-token"
        for token, status in (("a-long-token", 200), ("another", 404)):
            told = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
            assert client.get(page, **ELSEWHERE, **told).status_code == status


def metrics(client) -> dict[str, float]:
    lines = client.get("/health/metrics").content.decode().splitlines()
    return {
        name: float(value)
        for line in lines
        if not line.startswith("#")
        for name, _space, value in [line.rpartition(" ")]
    }


class TestMetrics:
    def test_every_line_can_be_read(self, client, at_work):
        answer = client.get("/health/metrics")
        assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
        described = {
            line.split()[2] for line in answer.content.decode().splitlines() if "# T" in line
        }
        for name in metrics(client):
            assert name.partition("{")[0] in described

    def test_requests_are_counted_by_view_and_status(self, client, world):
        before = metrics(client)
        client.get("/br/")
        client.get("/br/nowhere/")
        client.get("/br/invitations/secret-token/")
        after = metrics(client)

        def grown(name: str) -> float:
            return after[name] - before.get(name, 0)

        assert grown('migracidades_requests_total{method="GET",status="200",view="home"}') == 1
        assert grown('migracidades_requests_total{method="GET",status="404",view=""}') == 1
        assert grown('migracidades_refusals_total{status="404"}') == 2
        assert grown('migracidades_request_seconds_total{view="home"}') > 0
        assert not any("secret-token" in name for name in after)

    def test_a_password_that_does_not_fit_is_counted(self, client, world):
        before = counts.sign_in_failures.total()
        client.post("/br/accounts/login/", {"login": "lead@br.test", "password": "wrong"})
        assert counts.sign_in_failures.total() == before + 1

    def test_saves_and_conflicts_are_told_apart(self, client, world):
        before = metrics(client)
        for status in ("200", "302", "409", "409"):
            counts.requests.add(view="answer", method="POST", status=status)
        counts.requests.add(view="answer", method="GET", status="200")
        after = metrics(client)
        assert after["migracidades_saves_total"] - before["migracidades_saves_total"] == 2
        assert after["migracidades_conflicts_total"] - before["migracidades_conflicts_total"] == 2

    def test_work_is_told_per_programme_and_per_handler(self, client, world):
        with world.ar.staff():
            outbox.emit("mail.queued", message_id=1)
        pulses.felt("handler:seal.render", seconds=1.5)
        pulses.felt("handler:seal.render", seconds=2)
        found = metrics(client)
        assert found['migracidades_outbox_pending{programme="ar"}'] == 1
        assert found['migracidades_outbox_pending{programme="br"}'] == 0
        assert found['migracidades_jobs_total{handler="seal.render"}'] == 2
        assert found['migracidades_job_seconds_total{handler="seal.render"}'] == 3.5


def test_the_views_that_save_are_there():
    names = {one for one in get_resolver().reverse_dict if isinstance(one, str)}
    assert set(SAVING) <= names


def test_who_finds_a_weakness_finds_us(client, settings, db):
    settings.CONTACT = "seguranca@example.org"
    said = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:seguranca@example.org\n" in said
    assert "Expires: 20" in said
    settings.CONTACT = "https://example.org/report"
    assert "Contact: https://example.org/report\n" in client.get("/.well-known/security.txt").text
    settings.CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404
