"""What a journey stands on: a doorbell of its own and a real worker beside the site."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings as configured
from django.db import connection

from migracidades.kit import embedded
from migracidades.ledger import outbox

LEDGER = "migracidades.ledger.mail_backend.LedgerBackend"


@pytest.fixture
def broker(monkeypatch, worker_id) -> str:
    """A doorbell of this journey alone, also when another one runs beside it."""
    room = 7 if worker_id in ("master", "gw0") else 8
    address = embedded.broker_url(os.environ["MC_INSTANCE"]) + f"?virtual_host={room}"
    app = Celery("journey", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_url = address
    monkeypatch.setattr("migracidades.celery.app", app)
    monkeypatch.setattr(outbox, "_silent_until", 0.0)
    return address


@pytest.fixture
def worker(transactional_db, broker, live_server, tmp_path) -> Iterator[Path]:
    """The worker and its log; it stores files and writes addresses as the site does."""
    log = tmp_path / "worker.log"
    env = {
        **os.environ,
        "MEDIA_ROOT": str(tmp_path / "files"),
        "SITE_URL": live_server.url,
    }
    command = [sys.executable, "-m", "tests.journey.worker"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, connection.settings_dict["NAME"], broker],
            cwd=configured.BASE_DIR,
            stdout=output,
            stderr=output,
            env=env,
        )
        yield log
        process.terminate()
        process.wait(20)


@pytest.fixture
def site(settings, live_server, tmp_path) -> str:
    """The address of the site, which keeps its files apart and its mail on a page."""
    settings.MEDIA_ROOT = str(tmp_path / "files")
    settings.SITE_URL = live_server.url
    settings.EMAIL_BACKEND = LEDGER  # the tests' own environment replaced it
    return live_server.url
