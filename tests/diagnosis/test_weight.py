"""What a first visit costs a poor line: bytes as they are sent, and requests."""

import re
from gzip import compress
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from migracidades.kit.bundles import text_of
from tests.diagnosis import building, guesting

pytestmark = pytest.mark.django_db(transaction=True)
WHOLE = settings.BASE_DIR / "migracidades" / "content" / "br" / "frameworks" / "2024.yaml"
LIMIT, GUEST, FONT, REQUESTS = 40 * 1024, 20 * 1024, 30_000, 8
PUBLIC = 20 * 1024


@pytest.fixture
def page(world, client) -> bytes:
    """The longest dimension, as it is sent to a lead."""
    client.force_login(world.br.people["lead"])
    building.diagnosis(world.br, path=WHOLE)
    return client.get("/br/desk/9900011/2026/dimensions/1/").content


def files_of(page: bytes) -> set[str]:
    """What the page makes a browser fetch."""
    html = unescape(page.decode())
    worker = re.findall(r'data-worker="([^"]+)"', html)
    return {*re.findall(r'(?:<link[^>]* href|<script src)="([^"]+)"', html), *worker}


def weight(page: bytes, client: Client) -> tuple[int, list[int]]:
    """What a first visit sends, and its fonts apart."""
    sent, fonts = len(compress(page)), []
    for one in files_of(page):
        found = one.startswith("/static/") and finders.find(one.removeprefix("/static/"))
        body = Path(found).read_bytes() if found else client.get(one).content
        if one.endswith(".woff2"):
            fonts.append(len(body))
        elif not one.endswith(".svg"):
            sent += len(compress(body))
    return sent, fonts


def test_the_first_visit_of_the_longest_dimension(page, client):
    sent, fonts = weight(page, client)
    assert sent <= LIMIT, sent
    assert len(fonts) == 1
    assert fonts[0] <= FONT
    assert len(files_of(page)) + 2 <= REQUESTS, (
        "the page, its files, and once more for the worker to keep"
    )


@pytest.mark.parametrize("questions", [1, 9])
def test_the_first_visit_of_a_guest(world, client, questions):
    made = building.diagnosis(world.br, path=WHOLE)
    codes = [f"D1.{number}" for number in range(1, questions + 1)]
    shown = client.get(guesting.page(guesting.link(world.br, made, *codes).token)).content
    sent, fonts = weight(shown, client)
    assert shown.count(b'name="asked"') == questions
    assert sent <= GUEST, sent
    assert len(fonts) == 1


def demand_kept(page: bytes, client: Client) -> None:
    """A later visit fetches the page alone.

    Files below /static/ are kept by the hash in their names; ``make bench`` counts them all.
    """
    for one in files_of(page):
        if not one.startswith("/static/"):
            response = client.get(one)
            assert "immutable" in response["Cache-Control"], one
            assert "Cookie" not in response.get("Vary", ""), one


def test_a_later_visit_fetches_the_page_alone(page, client):
    demand_kept(page, client)
    assert "immutable" not in client.get("/br/theme.css?version=another")["Cache-Control"]


@pytest.mark.parametrize("path", ["", "governments/9900011/", "register/"])
def test_the_first_visit_of_a_public_page(world, client, path):
    building.diagnosis(world.br, path=WHOLE)
    shown = client.get(f"/br/{path}").content
    sent, fonts = weight(shown, client)
    assert sent <= PUBLIC, sent
    assert len(fonts) == 1
    assert fonts[0] <= FONT
    assert len(files_of(shown)) + 1 <= REQUESTS
    demand_kept(shown, client)


def test_no_page_waits_for_the_font():
    faces = re.findall(r"@font-face \{.*?\}", text_of("bundles/site.css"), re.DOTALL)
    fetched = [one for one in faces if "url(" in one]
    assert len(fetched) == 1
    assert "font-display: swap" in fetched[0]
