"""``manage.py up``: servers, preparation, then the site, until Ctrl-C."""

import errno
import shutil
import signal
import sys

from django.conf import settings
from django.core.management import get_commands
from django.core.management.base import BaseCommand

from migracidades.kit import embedded, steps
from migracidades.kit.supervisor import ChildFailed, Supervisor, commands, free_port

_SENTENCES = (ChildFailed, steps.StepFailed, embedded.ServerError)
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    help = "Prepares everything that is missing, then runs the site until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="the first port to try")
        parser.add_argument(
            "--reset", action="store_true", help="make database and files anew, and do not serve"
        )

    def handle(self, *, port: int, reset: bool, **options) -> None:
        self.name = settings.INSTANCE
        _set_signals(signal.default_int_handler)
        try:
            embedded.claim(self.name)
            self._run(first_port=port, reset=reset)
        except embedded.Taken as taken:
            self.say(f"Already running: {taken}")
        except KeyboardInterrupt:
            self.say("\nStopped.")
        except _SENTENCES as error:
            self._give_up(str(error))
        except OSError as error:
            self._give_up(_explain(error))

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _run(self, *, first_port: int, reset: bool) -> None:
        port = free_port(first_port)
        address = f"http://127.0.0.1:{port}"
        env = {"SITE_URL": address} if settings.SITE_URL.startswith("http://127.0.0.1:") else {}
        supervisor = Supervisor(self.name, env=env, say=self.say)
        try:
            embedded.announce(self.name, f"{address}/ (still starting)")
            if reset:
                self._erase()
            self._prepare(supervisor, env)
            if not reset:
                self._warn_of_port(first_port, port)
                self._serve(supervisor, port, env)
        finally:
            _set_signals(signal.SIG_IGN)
            supervisor.stop()
            embedded.stop(self.name)

    def _prepare(self, supervisor: Supervisor, env: dict[str, str]) -> None:
        self.say("Preparing:")
        if not settings.DATABASE_URL:
            supervisor.watch("postgres", lambda: embedded.start_postgres(self.name))
            embedded.make_roles(embedded.superuser_url(self.name))
        if not settings.REDIS_URL:
            supervisor.watch("valkey", lambda: embedded.start_valkey(self.name))
        due = [step for step in steps.STEPS if settings.DEMO or not step.demo_only]
        known = get_commands()
        steps.prepare(
            self.name,
            steps=[step for step in due if step.command[0] in known],
            trust_stamps=not settings.DATABASE_URL,
            env=env,
            say=self.say,
        )

    def _serve(self, supervisor: Supervisor, port: int, env: dict[str, str]) -> None:
        for kind, args in commands(name=self.name, port=port).items():
            supervisor.start(kind, args)
        accounts = self._accounts(env)
        supervisor.wait_until_live(port)
        address = f"http://127.0.0.1:{port}/"
        embedded.announce(self.name, address)
        self.say(f"\nMigraCidades answers: {address}\n{accounts}")
        self.say(f"Ctrl-C stops it. Logs: {embedded.folder(self.name)}/log")
        supervisor.keep()

    def _accounts(self, env: dict[str, str]) -> str:
        if not settings.DEMO or "demo" not in get_commands():
            return ""
        return steps.manage(self.name, ("demo", "--accounts"), env=env, kind="accounts")

    def _warn_of_port(self, wanted: int, port: int) -> None:
        if port != wanted:
            self.say(f"Port {wanted} is in use by another program: taking {port}.")

    def _erase(self) -> None:
        if settings.DATABASE_URL:
            self._give_up("DATABASE_URL is set: only the embedded database is made anew.")
        for entry in embedded.folder(self.name).iterdir():
            if entry.is_dir() and entry.name != "log":
                shutil.rmtree(entry)
            elif entry.name != "lock":
                entry.unlink(missing_ok=True)

    def _give_up(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(1)


def _set_signals(handler) -> None:
    for number in _SIGNALS:
        signal.signal(number, handler)


def _explain(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "The disk is full: free some space, then start again."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"{error.filename} belongs to another user: start as that one, or remove it."
    return f"{error.strerror or error}: {error.filename or ''}"
