"""Keeps the processes of a running site alive, and takes them down together."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from migracidades.kit import embedded, processes

_PYTHON = (sys.executable, "-m")
_CELERY = (*_PYTHON, "celery", "-A", "migracidades")
_LIVED = 3  # seconds; what ends sooner would only end again


class ChildFailed(Exception):
    """A child cannot be kept alive; the message is its last line and names its log."""


def commands(*, name: str, port: int) -> dict[str, tuple[str, ...]]:
    """The site's own processes: what is logged as what, and how it is called."""
    beat_file = str(embedded.folder(name) / "beat")
    return {
        "web": (
            *(*_PYTHON, "granian", "--interface", "wsgi", "--no-ws", "--workers", "1"),
            *("--blocking-threads", "4", "--respawn-failed-workers"),
            *("--host", "127.0.0.1", "--port", str(port), "migracidades.wsgi:application"),
        ),
        "worker": (
            *(*_CELERY, "worker", "--queues", "default,render", "--concurrency", "2"),
            *("--loglevel", "INFO", "--without-gossip", "--without-mingle"),
        ),
        "beat": (*_CELERY, "beat", "--pidfile=", "--schedule", beat_file),
    }


@dataclass
class Watched:
    """A process to keep alive and how to start it again."""

    kind: str
    begin: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes] = field(init=False)
    born: float = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.process, self.born = self.begin(), time.monotonic()

    def ended(self) -> bool:
        return self.process.poll() is not None


class Supervisor:
    """The children of one instance. Not for threads: they end with the one that started them."""

    def __init__(self, name: str, *, env: dict[str, str], say: Callable[[str], None]):
        self._name, self._env, self._say = name, env, say
        self._servers: list[Watched] = []
        self._children: list[Watched] = []

    def watch(self, kind: str, begin: Callable[[], subprocess.Popen[bytes]]) -> None:
        """Start a server and keep it; ``embedded.stop`` ends it."""
        self._servers.append(Watched(kind, begin))

    def start(self, kind: str, args: tuple[str, ...]) -> None:
        """Start a child of the site and keep it."""
        self._children.append(Watched(kind, lambda: self._spawn(kind, args)))

    def wait_until_live(self, port: int, *, seconds: float = 90) -> None:
        """Return when the site answers. Raises ``ChildFailed``."""
        deadline = time.monotonic() + seconds
        while not is_live(port):
            self.revive()
            if time.monotonic() > deadline:
                raise ChildFailed(f"The site does not answer: {self._tail('web')}")
            time.sleep(0.1)

    def keep(self) -> None:
        """Watch for ever; only an exception ends it, ``KeyboardInterrupt`` among them."""
        while True:
            self.revive()
            time.sleep(0.3)

    def revive(self) -> None:
        """Start again whatever has ended. Raises ``ChildFailed`` when it had hardly lived."""
        for one in (*self._servers, *self._children):
            if one.ended():
                self._revive(one)

    def stop(self) -> None:
        """End the children together."""
        processes.end(*(one.process for one in self._children))

    def _revive(self, one: Watched) -> None:
        code = one.process.returncode
        processes.kill_group(one.process)
        if time.monotonic() - one.born < _LIVED:
            raise ChildFailed(f"{one.kind} ended at once (exit {code}): {self._tail(one.kind)}")
        self._say(f"{one.kind} ended (exit {code}) and is started again.")
        one.start()

    def _spawn(self, kind: str, args: tuple[str, ...]) -> subprocess.Popen[bytes]:
        with embedded.log(self._name, kind).open("ab") as log:
            return processes.spawn(
                list(args), log=log, mark=embedded.mark(self._name), env=self._env
            )

    def _tail(self, kind: str) -> str:
        return embedded.last_line(embedded.log(self._name, kind))


def free_port(first: int) -> int:
    """``first``, or the next port of this machine that nobody listens on."""
    return next(port for port in range(first, 65536) if _is_free(port))


def is_live(port: int) -> bool:
    """Whether the site behind ``port`` says that it lives."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
