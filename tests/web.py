"""A server like the site's own, and a client that keeps its connection."""

import http.client
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from migracidades.accounts.models import User
from migracidades.kit import embedded, processes
from migracidades.kit.supervisor import commands

TOKEN = "t" * 32


class Server:
    """One worker of granian with an application, and one client."""

    def __init__(self, name: str, *, instance: str, application: str = "", **env: str):
        self.port = _free_port()
        command = list(commands(name=instance, port=self.port)["web"])
        if application:
            command[-1] = application
        with embedded.log(instance, name).open("ab") as log:
            mark = embedded.mark(instance)
            self.process = processes.spawn(command, log=log, mark=mark, env=env)
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
        """The body of an answer; an answer of another status ends the run."""
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def webs(database: str, *, count: int) -> Iterator[list[Server]]:
    """The site's web processes, so many side by side, on the database of a test run."""
    instance = os.environ["MC_INSTANCE"]
    started: list[Server] = []
    try:
        for number in range(count):
            started.append(
                Server(
                    f"web-{os.getpid()}-{number}",
                    instance=instance,
                    application="tests.web_wsgi:application",
                    TEST_DATABASE=database,
                )
            )
        for one in started:
            one.wait("/health/live")
        yield started
    finally:
        processes.end(*(one.process for one in started))


def session_of(user: User) -> str:
    """A session as signing in makes it."""
    store = SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    store["_auth_user_hash"] = user.get_session_auth_hash()
    store.create()
    return store.session_key


def cookies_of(session: str) -> dict[str, str]:
    """What a browser of that session keeps."""
    return {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN}


def headers_of(session: str) -> dict[str, str]:
    """What it sends along."""
    kept = cookies_of(session).items()
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in kept)}


def posting(session: str) -> dict[str, str]:
    """The headers of a script of the page that posts a form."""
    return headers_of(session) | {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-CSRFToken": TOKEN,
        "X-Part": "yes",
    }
