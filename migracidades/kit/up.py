"""``make run``: the servers, what is missing, then the site, until Ctrl-C.

Run as ``python -m migracidades.kit.up``. It reads the settings and loads no application, so that
it starts at once and stays small. The words of a ``manage.py`` command, when given, are run
instead of the site while the servers are up.
"""

import argparse
import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from migracidades.kit import embedded, steps
from migracidades.kit.supervisor import ChildFailed, Supervisor, commands, free_port

_SENTENCES = (ChildFailed, steps.StepFailed, embedded.ServerError, ImproperlyConfigured)
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words say and return the exit code; every failure is one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migracidades.settings")
    _on_signals(signal.default_int_handler)
    asked = _parse(words)
    try:
        return _manage(asked.manage) if asked.manage else _up(asked)
    except KeyboardInterrupt:
        _say("\nStopped.")
        return 0
    except _SENTENCES as error:
        sys.stderr.write(f"{error}\n")
    except OSError as error:
        sys.stderr.write(f"{_explain(error)}\n")
    return 1


def _parse(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make run", description="Run the site until Ctrl-C.")
    parser.add_argument("--port", type=int, default=8000, help="the first port to try")
    parser.add_argument("--reset", action="store_true", help="make all data anew, do not serve")
    parser.add_argument("manage", nargs="*", help="a manage.py command to run instead")
    return parser.parse_args(words)


def _manage(words: list[str]) -> int:
    wanted = {"database": not settings.DATABASE_URL, "broker": not settings.REDIS_URL}
    with embedded.servers(settings.INSTANCE, **wanted):
        args = [sys.executable, str(embedded.ROOT / "manage.py"), *words]
        return subprocess.run(args, check=False).returncode


def _up(asked: argparse.Namespace) -> int:
    if asked.reset and settings.DATABASE_URL:
        raise embedded.ServerError("DATABASE_URL is set: only the embedded data is made anew.")
    try:
        embedded.claim(settings.INSTANCE)
    except embedded.Taken as taken:
        _say(f"Already running: {taken}")
        return int(asked.reset)
    if asked.reset:
        _erase()
    site = _Site(wanted_port=asked.port)
    try:
        site.prepare()
        if not asked.reset:
            site.serve()
    finally:
        _on_signals(signal.SIG_IGN)
        site.stop()
    return 0


class _Site:
    """One start of the site, from its servers to its end."""

    def __init__(self, *, wanted_port: int):
        self.name = settings.INSTANCE
        self.port = free_port(wanted_port)
        if self.port != wanted_port:
            _say(f"Port {wanted_port} is in use by another program: taking {self.port}.")
        self.address = f"http://127.0.0.1:{self.port}"
        own_address = settings.SITE_URL.startswith("http://127.0.0.1:")
        self.env = {"SITE_URL": self.address} if own_address else {}
        self.supervisor = Supervisor(self.name, env=self.env, say=_say)
        embedded.announce(self.name, f"{self.address}/ (still starting)")

    def prepare(self) -> None:
        _say("Starting …")
        if not settings.DATABASE_URL:
            self.supervisor.watch("postgres", lambda: embedded.start_postgres(self.name))
            embedded.make_roles(embedded.superuser_url(self.name))
        if not settings.REDIS_URL:
            self.supervisor.watch("valkey", lambda: embedded.start_valkey(self.name))
        due = [step for step in steps.STEPS if _has_demo() or not step.demo_only]
        Path(settings.MEDIA_ROOT).mkdir(mode=0o700, parents=True, exist_ok=True)
        own = not settings.DATABASE_URL
        steps.prepare(self.name, steps=due, trust_stamps=own, env=self.env, say=_say)

    def serve(self) -> None:
        """The web first: whoever waits, waits for a page; jobs follow a moment later."""
        children = commands(name=self.name, port=self.port)
        self.supervisor.start("web", children.pop("web"))
        self.supervisor.wait_until_live(self.port)
        embedded.announce(self.name, f"{self.address}/")
        _say(f"\nMigraCidades answers: {self.address}/\n{self._accounts()}")
        _say(f"Ctrl-C stops it. Logs: {embedded.folder(self.name)}/log")
        for kind, args in children.items():
            self.supervisor.start(kind, args)
        self.supervisor.keep()

    def stop(self) -> None:
        self.supervisor.stop()
        embedded.stop(self.name)

    def _accounts(self) -> str:
        return steps.printed(self.name, "accounts") if _has_demo() else ""


def _has_demo() -> bool:
    command = "migracidades/demo/management/commands/demo.py"
    return settings.DEMO and (embedded.ROOT / command).exists()


def _erase() -> None:
    """Everything of the instance but its logs and the lock that is held."""
    for entry in embedded.folder(settings.INSTANCE).iterdir():
        if entry.name in ("log", "lock"):
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _on_signals(handler: Any) -> None:
    for number in _SIGNALS:
        signal.signal(number, handler)


def _explain(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "The disk is full: free some space, then start again."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"{error.filename} belongs to another user: start as that one, or remove it."
    return f"{error.strerror or error}: {error.filename or ''}"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
