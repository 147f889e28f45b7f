"""Signs of life of what works outside requests: kept in the database, where all may look."""

import logging
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from .models import Pulse

logger = logging.getLogger(__name__)

BEAT = "beat"
# Beat sends one to each queue every fifteen seconds.
OLDEST = timedelta(seconds=90)


def felt(name: str, *, seconds: float = 0) -> None:
    """Note that ``name`` happened just now and took ``seconds``. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_pulse AS p (name, at, times, seconds)"
            " VALUES (%s, statement_timestamp(), 1, %s) ON CONFLICT (name) DO UPDATE"
            " SET at = excluded.at, times = p.times + 1, seconds = p.seconds + excluded.seconds",
            [name, seconds],
        )


def job_done(handler: str, *, seconds: float) -> None:
    """Note a job in its handler's figures and in the log."""
    felt(of_handler(handler), seconds=seconds)
    logger.info("job done", extra={"handler": handler, "seconds": round(seconds, 3)})


def of_queue(queue: str) -> str:
    return f"queue:{queue}"


def of_handler(handler: str) -> str:
    return f"handler:{handler}"


def silent(names: list[str]) -> list[str]:
    """Those of ``names`` that have not been felt lately, or never."""
    alive = Pulse.objects.filter(name__in=names, at__gte=timezone.now() - OLDEST)
    heard = set(alive.values_list("name", flat=True))
    return [name for name in names if name not in heard]
