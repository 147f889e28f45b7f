"""A text whose page is gone: every page of the desk shows it, sends it, and waits for it."""

import pytest
from playwright.sync_api import Page, expect

from certification.diagnosis.models import Round
from tests import cycle
from tests.diagnosis.at_desk import (
    SIGNED_OUT,
    WAITING,
    box,
    desk,
    expire,
    kept,
    line,
    sign_in,
    write,
)

__all__ = ["desk"]
pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "escrito depois da sessão"
ELSEWHERE = ("/", "/diagnosis/", "/diagnosis/check/", "/parts/", "/questions/D2.2/")


@pytest.fixture
def left_behind(br, desk, page, live_server) -> Page:
    """The session ends, an answer is typed, its page is closed, the lead signs in again."""
    page.goto(f"{desk}/dimensions/2/")
    expire(page.context)
    write(page, "D2.2", TEXT)
    expect(line(page, "D2.2")).to_have_text(SIGNED_OUT)
    fresh = page.context.new_page()
    fresh.set_default_timeout(15_000)
    page.close()
    sign_in(fresh.context, br.people["lead"], live_server.url)
    return fresh


def test_every_page_of_the_desk_shows_it_while_it_waits(desk, left_behind):
    left_behind.route("**/answers/**", lambda route: route.abort())
    for path in ELSEWHERE:
        left_behind.goto(f"{desk}{path}")
        expect(box(left_behind)).to_contain_text(TEXT)
        expect(box(left_behind)).to_contain_text("O servidor não responde")


@pytest.mark.parametrize(
    ("path", "counted"),
    [
        ("/", "4 perguntas"),
        ("/diagnosis/", "1 de 5 perguntas respondidas"),
        ("/diagnosis/check/", "4 perguntas estão sem resposta"),
    ],
)
def test_it_leaves_from_where_they_land_and_is_counted_there(br, desk, left_behind, path, counted):
    left_behind.goto(f"{desk}{path}")
    expect(left_behind.locator("#main")).to_contain_text(counted)
    assert kept(br, "D2.2").value == TEXT


@pytest.fixture
def complete(br, diagnosis, desk, page) -> Page:
    """The dimension of a lead who has answered everything, and has the sign-off."""
    cycle.answer_all(br, diagnosis)
    cycle.sign(br, diagnosis)
    page.goto(f"{desk}/dimensions/2/")
    return page


def begin_to_change(page: Page) -> None:
    """Another text over an answer, which does not get through."""
    page.context.route("**/answers/**", lambda route: route.abort())
    write(page, "D2.2", TEXT)
    expect(line(page, "D2.2")).to_have_text(WAITING)


def let_through(page: Page) -> None:
    page.context.unroute("**/answers/**")
    page.evaluate("() => dispatchEvent(new Event('online'))")


def test_nothing_is_submitted_while_a_text_waits(br, desk, complete):
    begin_to_change(complete)
    complete.goto(f"{desk}/diagnosis/check/")
    expect(complete.get_by_role("button", name="Enviar o diagnóstico")).to_be_disabled()
    reason = complete.locator("form[action$='/submit/'] [data-held]")
    expect(reason).to_contain_text("só neste aparelho")
    expect(box(complete)).to_contain_text(TEXT)
    let_through(complete)
    expect(complete.locator("#main")).to_contain_text("Estas respostas mudaram depois")
    assert kept(br, "D2.2").value == TEXT


def test_nor_while_one_waits_that_was_begun_elsewhere_meanwhile(br, desk, complete):
    check = complete.context.new_page()
    check.set_default_timeout(15_000)
    check.goto(f"{desk}/diagnosis/check/")
    submit = check.get_by_role("button", name="Enviar o diagnóstico")
    expect(submit).to_be_enabled()
    begin_to_change(complete)
    submit.click()
    expect(submit).to_be_disabled()
    expect(check.locator("form[action$='/submit/'] [data-held]")).to_be_visible()
    let_through(complete)
    expect(check.locator("#main")).to_contain_text("Estas respostas mudaram depois")
    with br.desk():
        assert not Round.objects.exists()
