"""The Celery application. Tasks carry ids only; the truth of a job is its outbox row."""

import os
from typing import Any

from celery import Celery, signals
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migracidades.settings")

app = Celery("migracidades")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def _keep_time(sender: Celery, **_: Any) -> None:
    """What beat calls for, and how often."""
    every = sender.add_periodic_task
    every(10.0, sender.signature("ledger.sweep"), name="sweep")
    every(60.0, sender.signature("ledger.extend_chain"), name="audit-chain")
    every(600.0, sender.signature("diagnosis.lapse"), name="lapse")
    every(600.0, sender.signature("diagnosis.blank_forms"), name="blank-forms")
    every(3600.0, sender.signature("pages.remind"), name="remind")
    every(3600.0, sender.signature("diagnosis.visit_links"), name="links")
    every(3600.0, sender.signature("files.sweep"), name="files")
    for queue in settings.QUEUES:
        pulse = sender.signature("ledger.pulse", args=[queue])
        every(15.0, pulse, name=f"pulse-{queue}", queue=queue, expires=15)


@signals.setup_logging.connect
def _leave_logging_alone(**_: Any) -> None:
    """The settings say what is logged and how: a library's own lines would tell of persons."""


@signals.celeryd_init.connect
@signals.beat_init.connect
def _ask_before_work(**_: Any) -> None:
    from migracidades.kit import boot

    boot.demand_safety()


@signals.beat_init.connect
def _feel_the_beat(**_: Any) -> None:
    signals.before_task_publish.connect(_tick, sender="ledger.sweep")


def _tick(**_: Any) -> None:
    from migracidades.ledger import pulses

    pulses.felt(pulses.BEAT)
