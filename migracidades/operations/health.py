"""Whether the site is well: for a supervisor (live), for a proxy (ready), for who keeps it (deep).

Redis is a doorbell: without it nothing is lost, so the site is ready and says that it is degraded.
"""

import os
import shutil
from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from migracidades.ledger import pulses

from . import broker, figures
from .migrations import unapplied

LEAST_DISK = 200 * 1024 * 1024
OLDEST_JOB = 300  # seconds; the sweep finds what nobody heard after a few

View = Callable[..., HttpResponse]


def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"live": True})


def ready(request: HttpRequest) -> JsonResponse:
    """A visitor can be served, else 503: the database answers, is of this version, files fit."""
    faults = _faults()
    degraded = [] if broker.answers() else ["redis"]
    answer = {"ready": not faults, "faults": faults, "degraded": degraded}
    return JsonResponse(answer, status=503 if faults else 200)


def private(view: View) -> View:
    """404 unless asked from this very machine, past the proxy, or with ``HEALTH_TOKEN``."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (_from_here(request) or _knows_the_token(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@private
def deep(request: HttpRequest) -> JsonResponse:
    """Everything that works beside the web. 503 when something needs a person."""
    faults = _faults()
    if "database" in faults:
        return JsonResponse({"well": False, "faults": faults}, status=503)
    queues = [pulses.of_queue(queue) for queue in settings.QUEUES]
    jobs = figures.outbox()
    oldest = max((one.oldest for one in jobs), default=0.0)
    parked = sum(one.parked for one in jobs)
    faults += [] if broker.answers() else ["redis"]
    faults += [f"silent: {name}" for name in pulses.silent([pulses.BEAT, *queues])]
    faults += ["outbox: old"] if oldest > OLDEST_JOB else []
    faults += ["outbox: parked"] if parked else []
    answer = {"well": not faults, "faults": faults, "oldest_job": round(oldest), "parked": parked}
    return JsonResponse(answer, status=503 if faults else 200)


def _faults() -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        found = ["migrations"] if unapplied() else []
    except DatabaseError:
        return ["database"]
    return found if _files_fit() else [*found, "disk"]


def _files_fit() -> bool:
    try:
        room = shutil.disk_usage(settings.MEDIA_ROOT).free
    except OSError:
        return False
    return room >= LEAST_DISK and os.access(settings.MEDIA_ROOT, os.W_OK)


def _from_here(request: HttpRequest) -> bool:
    # Whom a proxy speaks for is elsewhere, whatever their address is.
    if "mc.proxied" in request.META:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _knows_the_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.HEALTH_TOKEN) and constant_time_compare(given, settings.HEALTH_TOKEN)
