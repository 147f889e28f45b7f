"""Which database a process speaks to, and the two logins it knows."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from . import embedded

Login = dict[str, Any]


def settings_from(*, url: str, owner_url: str, instance: str) -> tuple[Login, Login]:
    """Django's ``DATABASES`` for the runtime login, and ``USER``/``PASSWORD`` of the owner.

    Without ``url`` it is the embedded server of this clone. With it, ``owner_url`` names another
    login of the same database: the one that runs the application owns nothing. Who only runs it
    is not told the owner's, and then the second is empty.
    """
    if not url:
        runtime, owner = embedded.database_settings(instance)
    else:
        runtime, owner = parse(url), _owner(url, owner_url)
    base = {
        "ENGINE": "migracidades.kit.postgres",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
    return {"default": base | runtime}, owner


def parse(url: str) -> Login:
    """A PostgreSQL address as Django's settings of a connection."""
    parts = urlsplit(url)
    return {
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }


def _owner(url: str, owner_url: str) -> Login:
    if not owner_url:
        return {}
    owner = parse(owner_url)
    if owner["USER"] == parse(url)["USER"]:
        raise ImproperlyConfigured(
            "DATABASE_URL and DATABASE_OWNER_URL must be two logins: "
            "the running application may not own its tables."
        )
    return {"USER": owner["USER"], "PASSWORD": owner["PASSWORD"]}
