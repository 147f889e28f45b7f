"""What must be right before strangers are let in; outside the demonstration nothing starts else.

Web, worker and beat ask when they boot, however they were called (``kit.boot``);
``manage.py check --deploy --tag safety`` asks the same.
"""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register
from django.db import DatabaseError, connection

from migracidades.kit.boot import SAFETY as TAG
from migracidades.tenancy.walls import fallen

from . import broker
from .migrations import unapplied

SHORTEST_KEY = 50


@register(TAG, deploy=True)
def settings_are_safe(**_: Any) -> list[Error]:
    """What the environment alone decides."""
    return [Error(sentence, id=f"safety.{name}") for name, sentence in _of_settings()]


@register(TAG, deploy=True)
def database_is_safe(**_: Any) -> list[Error]:
    """Who we are in the database, whether its walls stand, and whether it is of this version."""
    try:
        return [Error(sentence, id=f"safety.{name}") for name, sentence in _of_database()]
    except DatabaseError:
        sentence = "The database does not answer at DATABASE_URL, or refuses this login."
        return [Error(sentence, id="safety.database")]


@register(TAG, deploy=True)
def broker_keeps_jobs(**_: Any) -> list[Error]:
    """A broker that is full must say so instead of forgetting. One that is down may come back."""
    policy = broker.eviction_policy()
    if policy in ("", "noeviction"):
        return []
    sentence = f"The Redis of REDIS_URL forgets jobs when it is full ({policy}): set noeviction."
    return [Error(sentence, id="safety.broker")]


def _of_settings() -> Iterator[tuple[str, str]]:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if any(len(key) < SHORTEST_KEY or len(set(key)) < 5 for key in keys):
        yield (
            "secret",
            f"SECRET_KEY, and each of its fallbacks, needs {SHORTEST_KEY} random characters.",
        )
    hosts = settings.ALLOWED_HOSTS
    if not hosts or any("*" in host or host.startswith(".") for host in hosts):
        yield "hosts", "ALLOWED_HOSTS must name every host in full: no wildcard, not empty."
    if settings.DEBUG:
        yield "debug", "DEBUG is on: its pages show settings and data to everybody."
    address = urlsplit(settings.SITE_URL)
    if address.scheme != "https" or not address.hostname:
        yield "address", "SITE_URL must be the public https:// address of this site."
    media = Path(settings.MEDIA_ROOT)
    if not media.is_dir():
        yield "media", f"MEDIA_ROOT is no folder: make {media}, for this user alone (chmod 700)."
    elif stat.S_IMODE(media.stat().st_mode) & stat.S_IRWXO:
        yield "media", f"Everybody on this machine may enter MEDIA_ROOT: chmod o-rwx {media}."


def _of_database() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        superuser, bypasses = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p')"
            " AND relnamespace = 'public'::regnamespace AND pg_has_role(relowner, 'MEMBER')"
        )
        (owned,) = cursor.fetchone()
    if superuser:
        yield "superuser", "The login of DATABASE_URL is a superuser: walls do not hold for it."
        return
    if bypasses:
        yield "bypass", "The login of DATABASE_URL has BYPASSRLS: walls do not hold for it."
    if owned:
        yield "owner", "The login of DATABASE_URL owns tables, or may act as who does: use another."
    if waiting := unapplied():
        yield "migrations", f"{len(waiting)} migrations are not applied: run manage.py migrate."
    elif tables := fallen(connection):
        named = ", ".join(tables)
        yield "walls", f"Walls are missing or were changed, run manage.py migrate: {named}."
