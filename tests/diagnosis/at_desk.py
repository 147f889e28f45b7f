"""A lead at the desk in a real browser: what these tests do there, and what they look at."""

import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page

from certification.diagnosis.models import Answer
from migracidades.accounts.models import User
from tests.world import Country

IS_KEPT = """async () => {
    const files = await (await caches.open("files")).keys();
    return Boolean(await caches.match(location.pathname)) && files.length > 3;
}"""
SAVED = re.compile(r"^Salvo às \d\dh\d\d$")
WAITING = re.compile(r"^Esperando a conexão · guardado neste aparelho às \d\dh\d\d$")
SIGNED_OUT = re.compile(r"^Esperando você entrar")


@pytest.fixture
def desk(br, diagnosis, live_server, page: Page) -> str:
    """The address of the desk, the lead signed in, who waits for no more than some seconds."""
    page.set_default_timeout(15_000)
    sign_in(page.context, br.people["lead"], live_server.url)
    return f"{live_server.url}/br/desk/9900011/2026"


def sign_in(context: BrowserContext, user: User, site: str) -> None:
    """Give the browser a session, as signing in does: with a token of its own."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    names = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: uuid4().hex}
    context.add_cookies(
        [{"name": name, "value": value, "url": site} for name, value in names.items()]
    )


def expire(context: BrowserContext) -> None:
    """The session of a browser ends on the server."""
    keys = [one["value"] for one in context.cookies() if one["name"] == "sessionid"]
    Session.objects.filter(session_key__in=keys).delete()


def section(page: Page, code: str) -> Locator:
    return page.locator(f"[id='{code}']")


def field(page: Page, code: str) -> Locator:
    return page.locator(f"[id='answer-{code}']")


def line(page: Page, code: str) -> Locator:
    """What stands beside a question about its saving."""
    return section(page, code).locator("[data-line] .mc-saved")


def write(page: Page, code: str, text: str) -> None:
    field(page, code).fill(text)
    field(page, code).blur()


def kept(country: Country, code: str) -> Answer | None:
    with country.desk():
        return Answer.objects.filter(indicator__code=code).first()


def opened_and_kept(page: Page, address: str) -> None:
    """Open a dimension and wait until this device keeps it, with its files."""
    page.goto(address)
    until(page, IS_KEPT)


def until(page: Page, holds: str) -> None:
    """Wait for an async function of the page to say yes: ``wait_for_function`` awaits none."""
    page.evaluate(
        f"""async () => {{
            for (let turn = 0; turn < 300; turn += 1) {{
                if (await ({holds})()) return;
                await new Promise((next) => setTimeout(next, 50));
            }}
            throw new Error("never");
        }}"""
    )


def box(page: Page):
    return page.locator("[data-unsent]")
