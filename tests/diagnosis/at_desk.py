"""A lead at the desk in a real browser: what these tests do there, and what they look at."""

from uuid import uuid4

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page

from certification.diagnosis.models import Answer
from migracidades.accounts.models import User
from tests.world import Country


def sign_in(context: BrowserContext, user: User, site: str) -> None:
    """Give the browser a session, as signing in does: with a token of its own."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    names = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: uuid4().hex}
    context.add_cookies(
        [{"name": name, "value": value, "url": site} for name, value in names.items()]
    )


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
