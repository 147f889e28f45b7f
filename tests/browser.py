"""A browser at the tests' own site: signed in as anybody, with an ear for every complaint."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from migracidades.accounts.models import User

WIDE, NARROW = {"width": 1200, "height": 900}, {"width": 320, "height": 640}


class Looking:
    """One window for each person who looks at pages, on a site that stands for the module."""

    def __init__(self, browser: Browser, site: str):
        self.browser, self.site = browser, site
        self.windows: dict[str, Page] = {}
        self.complaints: list[str] = []
        self.status = 0

    def window(self, user: User | None) -> Page:
        """The window of a person, or of a visitor who did not sign in."""
        name = user.email if user else ""
        if name not in self.windows:
            self.windows[name] = self._opened(user)
        return self.windows[name]

    def open(self, user: User | None, path: str) -> Page:
        """Show a page at its width on a desk; what was said of others before is forgotten."""
        page = self.window(user)
        page.set_viewport_size(WIDE)
        self.complaints.clear()
        response = page.goto(path)
        self.status = response.status if response else 0
        return page

    def _opened(self, user: User | None) -> Page:
        context = self.browser.new_context(base_url=self.site, locale="pt-BR", viewport=WIDE)
        if user:
            context.add_cookies([{"url": self.site, **_session(user)}])
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and self._heard(said.text))
        page.on("pageerror", lambda error: self._heard(str(error)))
        return page

    def _heard(self, text: str) -> None:
        # Chromium calls any answer of 400 and above an error, pages that mean it too.
        if "Failed to load resource" not in text or "status of 4" not in text:
            self.complaints.append(text)


def _session(user: User) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value}


@pytest.fixture(scope="module")
def site(committed) -> Iterator[str]:
    """The site, for the length of a module; ``committed`` opens its database."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def looking(browser: Browser, site: str) -> Iterator[Looking]:
    eyes = Looking(browser, site)
    yield eyes
    for page in eyes.windows.values():
        page.context.close()
