"""The broker is a doorbell: without it nothing waits, and a worker killed at work loses nothing."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from django.db import connection

from migracidades.ledger import outbox
from migracidades.ledger.models import AuditEntry, OutboxEntry

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def bell(monkeypatch):
    """Here it really rings."""
    monkeypatch.setattr(outbox, "_silent_until", 0.0)


@pytest.fixture
def dead_broker(monkeypatch, tmp_path):
    app = Celery("test", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_url = f"redis+socket://{tmp_path}/nobody.sock"
    monkeypatch.setattr("migracidades.celery.app", app)
    return app


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", [None, "redis://127.0.0.1:1/0"])
def test_a_broker_that_is_down_is_asked_once_and_then_left_alone(
    world, hear, dead_broker, address, caplog, monkeypatch
):
    if address:
        dead_broker.conf.broker_url = address
    tries, ring = [], dead_broker.send_task
    monkeypatch.setattr(
        dead_broker, "send_task", lambda *words, **how: (tries.append(how), ring(*words, **how))
    )
    hear("test", lambda **payload: None)
    with world.br.staff():
        for _ in range(20):
            outbox.emit("test")
    assert [how["retry"] for how in tries] == [False]
    assert dead_broker.conf.broker_transport_options["socket_connect_timeout"] <= 1
    assert caplog.text.count("the sweep will deliver") == 1, "said once, then quiet for a while"
    assert outbox.drain(world.br.programme) == []


@pytest.fixture
def start_worker(tmp_path):
    started = []

    def start(queue):
        log = (tmp_path / "worker.log").open("ab")
        name = connection.settings_dict["NAME"]
        command = [sys.executable, "-m", "tests.ledger.worker", name, queue, str(tmp_path)]
        started.append(
            subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait(10)


def wait_for(what, seconds=40):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_finishes_the_job_once(
    world, hear, start_worker, tmp_path, monkeypatch
):
    monkeypatch.setattr(outbox, "SWEEP_AFTER", timedelta(seconds=1))
    queue = f"test-{os.getpid()}-{time.monotonic_ns()}"
    hear("test.slow", lambda **payload: None, name="test.slow", queue=queue)
    with world.br.staff():
        (entry,) = outbox.emit("test.slow")

    first = start_worker(queue)
    wait_for(lambda: list(tmp_path.glob("reached-*")))
    os.kill(first.pid, signal.SIGKILL)
    first.wait(10)
    (tmp_path / "go").touch()
    start_worker(queue)

    def done():
        outbox.sweep()
        with world.br.staff():
            return OutboxEntry.objects.get(pk=entry.pk).state == "done"

    wait_for(done)
    with world.br.staff():
        assert AuditEntry.objects.filter(act="test.effect").count() == 1
        assert OutboxEntry.objects.get(pk=entry.pk).attempts == 2
    assert len(list(tmp_path.glob("reached-*"))) == 2
