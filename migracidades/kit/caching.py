"""What is kept where: throttles in the database, public pages in a server that may forget."""

from typing import Any

from . import embedded


def settings_from(*, url: str, instance: str, testing: bool) -> dict[str, dict[str, Any]]:
    """Django's ``CACHES``. Without ``url`` pages are kept by the embedded server of this clone."""
    # Throttles: they hold while the broker is down.
    throttles = {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kit_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # with 300, a crowd would forget its counts
    }
    # What one test was shown is no other's; tests/test_public_pages.py puts the real one back.
    nothing = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    return {"default": throttles, "pages": nothing if testing else _pages(url, instance)}


def _pages(url: str, instance: str) -> dict[str, Any]:
    patience = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url or embedded.cache_url(instance),
        "KEY_PREFIX": "pages",
        "OPTIONS": {"serializer": "migracidades.kit.shelf.Bytes", **patience},
    }
