"""What a browser needs to keep a dimension and its answers for the days without a connection."""

import time
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import get_format
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

KEPT_FOR = "X-Kept-For"
YEAR = 365 * 24 * 3600


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It stands below the desk, which is as far as it may see."""
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


def offline() -> dict[str, str | int]:
    """What the page tells its scripts: the worker, the token's cookie, how hours are written."""
    version = sha256(_script()).hexdigest()[:12]
    return {
        "worker": f"{reverse('desk_worker')}?v={version}",
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "since": int(time.time()),
        "hour": get_format("TIME_FORMAT"),
    }


def keep_for(response: HttpResponse, person: str) -> HttpResponse:
    """Let the worker keep a page for one person, and nothing between here and there."""
    response[KEPT_FOR] = person
    response["Cache-Control"] = "private, no-store"
    return response


@lru_cache
def _script() -> bytes:
    return (Path(settings.BASE_DIR) / "static" / "js" / "worker.js").read_bytes()
