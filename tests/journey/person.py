"""Somebody at a browser of their own."""

import time
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

PASSWORD = "senha-de-teste-longa"


class Person:
    """Somebody in a country, whose ``home`` is /br or /ar, with an ear for every complaint."""

    def __init__(self, browser: Browser, site: str, *, home: str, locale: str, script: bool = True):
        context = browser.new_context(
            base_url=site, java_script_enabled=script, accept_downloads=True, locale=locale
        )
        self.home = home
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.page.on(
            "console",
            lambda said: said.type == "error" and self.complaints.append(said.text),
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> Page:
        """Open a page of the country."""
        response = self.page.goto(f"{self.home}{path}")
        assert response is not None
        assert response.status == 200, (path, response.status)
        return self.page

    def sign_in(self, email: str) -> "Person":
        self.go("/accounts/login/")
        self.fill(login=email, password=PASSWORD)
        self.press("form[action$='/login/'] button:not([form])")
        return self

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"main [name='{name}']").fill(value)

    def press(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        assert "mc-summary" not in self.page.content(), self.page.locator(
            ".mc-summary"
        ).inner_text()

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)


def until(what: Callable[[], object], seconds: float = 60) -> object:
    """The worker works beside us: ask until it has."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, "the worker did not do it in time"
        time.sleep(0.2)
    return found
