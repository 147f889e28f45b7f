"""What the first visit of a dimension costs a poor line: bytes as they are sent, and requests."""

import re
from gzip import compress
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.diagnosis import building

pytestmark = pytest.mark.django_db(transaction=True)
WHOLE = settings.BASE_DIR / "migracidades" / "content" / "br" / "frameworks" / "2024.yaml"
LIMIT, FONT, REQUESTS = 40 * 1024, 30_000, 8


@pytest.fixture
def page(world, client) -> bytes:
    """The longest dimension, as it is sent to a lead."""
    client.force_login(world.br.people["lead"])
    building.diagnosis(world.br, path=WHOLE)
    return client.get("/br/desk/9900011/2026/dimensions/1/").content


def files_of(page: bytes) -> set[str]:
    """What the page makes a browser fetch."""
    html = page.decode()
    worker = re.search(r'data-worker="([^"]+)"', html)[1]
    return {*re.findall(r'(?:<link[^>]* href|<script src)="([^"]+)"', html), worker}


def test_the_first_visit_of_the_longest_dimension(page, client):
    files = files_of(page)
    sent, fonts = len(compress(page)), []
    for one in files:
        found = one.startswith("/static/") and finders.find(one.removeprefix("/static/"))
        body = Path(found).read_bytes() if found else client.get(one).content
        if one.endswith(".woff2"):
            fonts.append(len(body))
        elif not one.endswith(".svg"):
            sent += len(compress(body))
    assert sent <= LIMIT, sent
    assert len(fonts) == 1
    assert fonts[0] <= FONT
    assert len(files) + 2 <= REQUESTS, "the page, its files, and once more for the worker to keep"


def test_a_later_visit_fetches_the_page_alone(page, client):
    """Files below /static/ are kept by the hash in their names; ``make bench`` counts them all."""
    for one in files_of(page):
        if not one.startswith("/static/"):
            response = client.get(one)
            assert "immutable" in response["Cache-Control"], one
            assert "Cookie" not in response.get("Vary", ""), one
    assert "immutable" not in client.get("/br/theme.css?version=another")["Cache-Control"]
