"""A real Celery worker on the tests' database, for one journey. Not a test itself."""

import os
import sys


def main(database: str, broker: str) -> None:
    import django

    from migracidades import settings

    settings.DATABASES["default"]["NAME"] = database
    settings.CELERY_BROKER_URL = broker
    django.setup()
    from migracidades.celery import app

    quiet = ["--without-mingle", "--without-gossip", "--without-heartbeat"]
    app.worker_main(["worker", "--pool=solo", "-Q", "default,render", *quiet])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migracidades.settings")
    main(*sys.argv[1:])
