"""The processes of docker-compose.yml, by hand: the same commands, the same files."""

import http.client
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from subprocess import PIPE, STDOUT

from migracidades.kit import processes

from .place import BIN, ROOT, SERVICES, STORES, Place

SITE = ("web-1", "web-2", "worker", "render", "beat")
GRACE = 40  # seconds that a process has to end when asked


def wait_for(what: Callable[[], object], seconds: float, sentence: str) -> None:
    """Return as soon as ``what()`` holds. ``AssertionError`` with ``sentence`` when it does not."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, sentence
        time.sleep(0.1)


class Site:
    def __init__(self, place: Place):
        self.place = place
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.exits: list[tuple[str, int]] = []

    def start(self, *services: str, **env: str) -> None:
        for name in services:
            args = self._nginx() if name == "proxy" else self.place.command_of(name)
            args += self._apart(name) if name in STORES else []
            args[0] = shutil.which(args[0], path=f"{BIN}:/usr/sbin:/usr/bin") or args[0]
            with (self.place.folder / "log" / f"{name}.log").open("ab") as log:
                self.running[name] = processes.spawn(
                    args, log=log, mark=self.place.key, env=self.place.env_of(name) | env
                )

    def run(self, service: str) -> str:
        """A one-shot service, to its end. Its output; ``AssertionError`` when it failed."""
        return self.do(self.place.command_of(service), service)

    def do(self, args: list[str], service: str) -> str:
        """A command in the environment of a service."""
        code, said = self.attempt(args, service)
        assert code == 0, f"{' '.join(args)}\n{said}"
        return said

    def attempt(self, args: list[str], service: str, **env: str) -> tuple[int, str]:
        """The same, whatever comes of it: its exit code and all it said."""
        env = self.place.env_of(service) | env
        done = subprocess.run(
            args, cwd=ROOT, env=env, stdout=PIPE, stderr=STDOUT, text=True, check=False
        )
        return done.returncode, done.stdout

    def is_well(self, service: str) -> bool:
        """What the container's own health check says."""
        _cmd, *words = SERVICES[service]["healthcheck"]["test"]
        env = self.place.env_of(service)
        return subprocess.run(words, cwd=ROOT, env=env, check=False).returncode == 0

    def wait_until_well(self, *services: str, seconds: float = 30) -> None:
        for name in services:
            wait_for(
                lambda name=name: self.is_well(name) or self._has_ended(name),
                seconds,
                f"{name} is not well: {self.tail(name)}",
            )
            assert not self._has_ended(name), f"{name} ended: {self.tail(name)}"

    def stop(self, name: str) -> int:
        """Ask a process to end, as ``docker stop`` does, and wait. Its exit code."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGTERM)
        code = process.wait(GRACE)
        processes.kill_group(process)
        return code

    def kill(self, name: str) -> None:
        """End a process and its children without a word."""
        processes.kill_group(self.running.pop(name))

    def end(self) -> None:
        for name in list(self.running):
            self.kill(name)

    def tail(self, name: str) -> str:
        path = self.place.folder / "log" / f"{name}.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-12:])

    def inside(self, service: str, path: str, **headers: str) -> tuple[int, str]:
        """What a web process answers to who asks past the proxy."""
        port = self.place.ports[service]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path, headers={"Host": "localhost", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def _has_ended(self, name: str) -> bool:
        return self.running[name].poll() is not None

    def _nginx(self) -> list[str]:
        words = {
            key: self.place._here(value) for key, value in SERVICES["proxy"]["environment"].items()
        }
        ports = self.place.ports
        words |= {"HTTP_PORT": str(ports["http"]), "HTTPS_PORT": str(ports["https"])}
        words |= {f"WEB_{n}": f"127.0.0.1:{ports[f'web-{n}']}" for n in (1, 2)}
        words["SCRATCH"] = str(self.place.folder)
        template = (ROOT / "migracidades" / "deploy" / "nginx.conf.template").read_text()
        written = self.place.folder / "nginx.conf"
        written.write_text(re.sub(r"\$\{(\w+)\}", lambda found: words[found[1]], template))
        args = self.place.command_of("proxy")
        # The folder is one user's, so nginx stays that user.
        args[-1] = f"{args[-1]} user root;"
        return args

    def _apart(self, store: str) -> list[str]:
        """Beside the installed server: a port and a folder of its own."""
        folder = self.place.folder / store
        folder.mkdir(exist_ok=True)
        return ["--port", str(self.place.ports[store]), "--dir", str(folder)]
