"""A real worker on the tests' database, with one handler that waits at a barrier. Not a test."""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path

BARRIER_SECONDS = 60


def main(database: str, queue: str, folder: str) -> None:
    import django

    from migracidades import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()

    from migracidades.celery import app
    from migracidades.ledger import audit, outbox

    def wait_at_the_barrier(**_payload):
        audit.record("test.effect")
        (Path(folder) / f"reached-{os.getpid()}").touch()
        deadline = time.monotonic() + BARRIER_SECONDS
        while not (Path(folder) / "go").exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    outbox.LEASE = timedelta(seconds=1)
    outbox.on("test.slow", name="test.slow", queue=queue)(wait_at_the_barrier)
    quiet = ["--without-mingle", "--without-gossip", "--without-heartbeat"]
    app.worker_main(["worker", "--pool=solo", "-Q", queue, *quiet])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migracidades.settings")
    main(*sys.argv[1:])
