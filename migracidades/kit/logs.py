"""Logs for machines: one JSON object a line, in UTC, and nothing in it that tells of a person.

What is written is allowed by name, never forbidden: the words of a message are ours or a
library's, its arguments are shown when they are numbers, and an exception is its class and the
places it passed. Values that people or machines sent (addresses, names, tokens, passwords, the
text of a database error) have no way in.
"""

import json
import logging
import os
import re
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parents[2]
# What a record may bring along as ``extra``, beside its message.
FIELDS = ("method", "view", "status", "ms", "programme", "handler", "job", "queue", "seconds")
HIDDEN = "…"
DEEPEST = 12  # places of a traceback, from the end
_PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[-#0 +]*[\d*]*(?:\.[\d*]+)?[hlL]?([a-zA-Z%])")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ADDRESS = re.compile(r"\S+@\S+")

_bound: ContextVar[dict[str, str]] = ContextVar("log_facts", default={})  # noqa: B039 - never mutated


def configuration(*, for_machines: bool) -> dict[str, Any]:
    """Django's ``LOGGING``: for people on a desk, or for machines and of nobody."""
    console = {
        "class": "logging.StreamHandler",
        "formatter": "json" if for_machines else "line",
        "filters": ["request_id"],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": f"{__name__}.RequestIdFilter"}},
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"},
            "json": {"()": f"{__name__}.JsonFormatter"},
        },
        "handlers": {"console": console},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "migracidades": {"level": "INFO" if for_machines else "WARNING"},
            # Without its own handlers: mail to administrators would tell all there is. Each
            # request has our line; Django's is wanted for what crashed.
            "django": {"handlers": [], "level": "WARNING"},
            "django.request": {"level": "ERROR"},
        },
    }


@contextmanager
def bound(**facts: str) -> Iterator[None]:
    """Write ``facts`` (``request``, ``programme``, ``job``) into every line of the body."""
    token = _bound.set({**_bound.get(), **facts})
    try:
        yield
    finally:
        _bound.reset(token)


class RequestIdFilter(logging.Filter):
    """Gives the lines of a desk, which are for people, the reference of their request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _bound.get().get("request", "-")
        return True


class JsonFormatter(logging.Formatter):
    """One line of production's log."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
            **_programme(record),
            **_bound.get(),
            **{name: vars(record)[name] for name in FIELDS if name in vars(record)},
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = told(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=lambda _value: HIDDEN)


def message_of(record: logging.LogRecord) -> str:
    """The words of a record, with those of its arguments that tell of nobody."""
    if not isinstance(record.msg, str):  # an exception, or an object, logged as it is
        return type(record.msg).__name__
    given = record.args
    arguments = iter(given if isinstance(given, tuple) else ())
    named = given if isinstance(given, Mapping) else {}

    def fill(found: re.Match[str]) -> str:
        if found[2] == "%":
            return "%"
        return _shown(named.get(found[1]) if found[1] else next(arguments, ""))

    text = _PLACEHOLDER.sub(fill, record.msg) if given else record.msg
    return _ADDRESS.sub(HIDDEN, text)


def _shown(value: object) -> str:
    if isinstance(value, (bool, int, float, UUID)) or value is None:
        return str(value)
    if isinstance(value, BaseException):
        return type(value).__name__
    return str(value) if isinstance(value, str) and _UUID.fullmatch(value) else HIDDEN


def told(error: BaseException) -> dict[str, Any]:
    """An exception without its message: what it is and where it came through."""
    facts: dict[str, Any] = {"type": _name(error)}
    if cause := error.__cause__ or error.__context__:
        facts["cause"] = _name(cause)
    for one in filter(None, (error, cause)):
        facts |= _of_database(one)
        if isinstance(one, OSError) and one.errno:
            facts["errno"] = os.strerror(one.errno)
    passed = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    facts["where"] = [f"{_place(one.filename)}:{one.lineno} {one.name}" for one in passed]
    return facts


def _of_database(error: BaseException) -> dict[str, str]:
    """PostgreSQL's code and the constraint; its sentences quote what was being written."""
    diagnosis = getattr(error, "diag", None)
    found = {name: getattr(diagnosis, name, None) for name in ("sqlstate", "constraint_name")}
    return {name: value for name, value in found.items() if value}


def _name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _place(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(ROOT):
        path = path.relative_to(ROOT)
    return str(path).rpartition("site-packages/")[2]


def _programme(record: logging.LogRecord) -> dict[str, str]:
    # Django's own records bring the request along.
    programme = getattr(getattr(record, "request", None), "programme", None)
    return {"programme": programme.slug} if programme else {}
