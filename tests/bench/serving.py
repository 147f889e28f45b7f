"""A server like the site's own, and a client that keeps its connection."""

import http.client
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from migracidades.kit import embedded, processes
from migracidades.kit.supervisor import commands, free_port


class Server:
    """One worker of granian with an application, and one client."""

    def __init__(self, name: str, application: str = ""):
        self.port = free_port(8600)
        command = list(commands(name="bench", port=self.port)["web"])
        if application:
            command[-1] = application
        with embedded.log("bench", name).open("ab") as log:
            self.process = processes.spawn(command, log=log, mark=embedded.mark("bench"))
        self._client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def wait(self, path: str) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                self.ask("GET", path)
                return
            except (OSError, http.client.HTTPException):
                self._client.close()
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def ask(self, method: str, path: str, *, status: int = 200, **sent: Any) -> bytes:
        """The body of an answer; an answer of another status ends the bench."""
        try:
            response = self._asked(method, path, sent)
        except http.client.RemoteDisconnected:  # it was left alone for long: once more
            self._client.close()
            response = self._asked(method, path, sent)
        body = response.read()
        assert response.status == status, (method, path, response.status, body[:2000])
        return body

    def _asked(self, method: str, path: str, sent: dict[str, Any]) -> http.client.HTTPResponse:
        self._client.request(method, path, **sent)
        return self._client.getresponse()


@contextmanager
def servers() -> Iterator[tuple[Server, Server]]:
    """The product and the floor, side by side."""
    os.environ["DEBUG"] = "off"
    started = []
    try:
        started.append(Server("product"))
        started[0].wait("/health/live")
        started.append(Server("floor", "tests.bench.floor_wsgi:application"))
        started[1].wait("/page/1")
        yield started[0], started[1]
    finally:
        for one in started:
            processes.end(one.process)
