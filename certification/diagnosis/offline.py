"""What a browser needs to keep a diagnosis and its answers for the days without a connection."""

import json
import time
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.formats import get_format
from django.views.decorators.http import require_safe

from migracidades.tenancy.http import Request

KEPT_FOR = "X-Kept-For"
YEAR = 365 * 24 * 3600


@require_safe
def worker(request: Request) -> HttpResponse:
    """The service worker. It stands below the desk, which is as far as it may see."""
    script = _script(request)
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    lasting = request.GET.get("v") == _version(script)
    kept = {"max_age": YEAR, "immutable": True} if lasting else {"no_cache": True}
    patch_cache_control(response, public=True, **kept)
    return response


def offline(request: Request) -> dict[str, str | int]:
    """What the page tells its scripts: the worker, the token's cookie, how hours are written."""
    address = f"{reverse('desk_worker')}?lang={request.LANGUAGE_CODE}"
    return {
        "worker": f"{address}&v={_version(_script(request))}",
        "since": int(time.time()),
        **_known(),
    }


def keep_for(response: HttpResponse, person: str) -> HttpResponse:
    """Let the worker keep a page for one person, and nothing between here and there."""
    response[KEPT_FOR] = person
    response["Cache-Control"] = "private, no-store"
    return response


def _known() -> dict[str, str | int]:
    return {"csrf_cookie": settings.CSRF_COOKIE_NAME, "hour": get_format("TIME_FORMAT")}


def _script(request: Request) -> bytes:
    """The worker, and before it the page that stands for those that are not on the device.

    In one file, so that the page is there without a request of its own, in the words and with the
    styles of the pages beside it.
    """
    brand = tuple(request.programme.config["brand"].items())
    return _joined(reverse("desk"), request.LANGUAGE_CODE, request.programme.name, brand)


@lru_cache
def _joined(desk: str, _language: str, name: str, brand: tuple[tuple[str, str], ...]) -> bytes:
    programme = SimpleNamespace(name=name, config={"brand": dict(brand)})
    context = {
        "request": SimpleNamespace(programme=programme, path=desk),
        "offline": _known(),
        "demo": settings.DEMO,
        "contact": settings.CONTACT,
    }
    absent = render_to_string("diagnosis/absent.html", context)
    return f"const ABSENT = {json.dumps(absent)};\n{_worker()}".encode()


@lru_cache
def _worker() -> str:
    return (Path(settings.BASE_DIR) / "static" / "js" / "worker.js").read_text(encoding="utf-8")


@lru_cache
def _version(script: bytes) -> str:
    return sha256(script).hexdigest()[:12]
