"""The page of a dimension in a real browser: each change is saved where it was made."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect

from certification.diagnosis.models import Answer
from tests import cycle
from tests.files import samples

pytestmark = pytest.mark.django_db(transaction=True)
axe = Axe()


@pytest.fixture
def br(world, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return world.br


@pytest.fixture
def desk(br, diagnosis, live_server, page: Page) -> str:
    """The address of the desk, the lead signed in."""
    client = Client()
    client.force_login(br.people["lead"])
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return f"{live_server.url}/br/desk/9900011/2026"


def section(page: Page, code: str):
    return page.locator(f"[id='{code}']")


def choose(page: Page, code: str, option: str) -> None:
    section(page, code).locator(f"[id='answer-{code}-{option}'] + label").click()


def line(page: Page, code: str):
    return section(page, code).locator("[data-line] .mc-saved")


def kept(br, code: str) -> Answer:
    with br.desk():
        return Answer.objects.get(indicator__code=code)


def test_a_change_is_saved_where_it_was_made(br, page, desk):
    page.goto(f"{desk}/dimensions/1/")
    expect(section(page, "D1.2").locator("fieldset").first).to_be_hidden()
    choose(page, "D1.1", "yes")
    expect(line(page, "D1.1")).not_to_have_class("mc-saved mc-saved--failed")
    expect(section(page, "D1.2").locator("fieldset").first).to_be_visible()
    expect(page.locator("#rail .mc-ring__number")).to_have_text("1")
    expect(section(page, "D1.1")).to_contain_text("Lead br")
    choose(page, "D1.1", "no")
    expect(section(page, "D1.2").locator("fieldset").first).to_be_hidden()
    answer = kept(br, "D1.1")
    assert (answer.value, answer.version) == ("no", 2)


def test_no_data_waits_for_its_reason_and_takes_the_answer_away(br, page, desk):
    page.goto(f"{desk}/dimensions/1/")
    choose(page, "D1.1", "yes")
    expect(line(page, "D1.1")).to_be_visible()
    mine = section(page, "D1.1")
    mine.locator(".mc-extras summary").first.click()
    mine.locator("[id='standing-D1.1-no_data'] + label").click()
    expect(mine.locator("[id='reason-D1.1-error'] .mc-error")).to_be_visible()
    expect(mine.locator("[id='answer-D1.1-yes']")).not_to_be_checked()
    mine.locator("textarea[name=reason]").fill("Não se mede")
    mine.get_by_role("button", name="D1.1").click()
    expect(mine.locator("[id='reason-D1.1-error'] .mc-error")).to_have_count(0)
    answer = kept(br, "D1.1")
    assert (answer.standing, answer.value, answer.reason) == ("no_data", None, "Não se mede")


def test_two_people_at_one_answer(br, diagnosis, page, desk):
    page.goto(f"{desk}/dimensions/2/")
    cycle.answer(br, diagnosis, "D2.2", "a outra", author=br.people["alternate"])
    mine = section(page, "D2.2")
    mine.locator("[id='answer-D2.2']").fill("a minha")
    mine.locator("[id='answer-D2.2']").blur()
    expect(mine.locator(".mc-conflict")).to_contain_text("a outra")
    expect(mine.locator("[id='answer-D2.2']")).to_have_value("a minha")
    mine.locator("button[name=over]").click()
    expect(mine.locator(".mc-conflict")).to_have_count(0)
    assert kept(br, "D2.2").value == "a minha"
    cycle.answer(br, diagnosis, "D2.2", "de novo", base_version=2, author=br.people["alternate"])
    mine.locator("[id='answer-D2.2']").fill("a minha, melhor")
    mine.locator("[id='answer-D2.2']").blur()
    mine.locator(".mc-conflict + .mc-actions a").click()
    expect(section(page, "D2.2").locator("[id='answer-D2.2']")).to_have_value("de novo")


@pytest.mark.parametrize("lost", ["the line", "the session"])
def test_what_did_not_arrive_is_said_and_stays(br, page, desk, lost):
    page.goto(f"{desk}/dimensions/2/")
    if lost == "the line":
        page.context.set_offline(True)
    else:
        page.context.clear_cookies(name="sessionid")
    mine = section(page, "D2.2")
    mine.locator("[id='answer-D2.2']").fill("um texto longo")
    mine.locator("[id='answer-D2.2']").blur()
    expect(line(page, "D2.2")).to_have_class("mc-saved mc-saved--waiting")
    expect(mine.locator("[id='answer-D2.2']")).to_have_value("um texto longo")
    if lost == "the line":
        page.context.set_offline(False)
        mine.get_by_role("button", name="D2.2").first.click()
        expect(line(page, "D2.2")).to_have_class("mc-saved")
        expect(line(page, "D2.2")).to_be_visible()
        assert kept(br, "D2.2").value == "um texto longo"


def test_evidence_is_added_without_leaving_the_page(br, page, desk):
    page.goto(f"{desk}/dimensions/1/")
    proof = section(page, "D1.1").locator("[data-evidence]")
    proof.locator("summary").first.click()
    proof.locator("form button").click()
    expect(proof.locator(".mc-error").first).to_be_visible()
    proof.locator("input[type=file]").set_input_files(
        {
            "name": "lei.pdf",
            "mimeType": "application/pdf",
            "buffer": samples.PDF,
        }
    )
    proof.locator("form button").click()
    expect(proof.locator(".mc-evidence")).to_contain_text("lei.pdf")
    proof.locator(".mc-evidence form button").click()
    expect(proof.locator(".mc-evidence")).to_have_count(0)


def test_every_page_is_readable_by_all_and_fits_a_phone(br, diagnosis, page, desk):
    cycle.answer(br, diagnosis, "D1.1", "partial", note="palavra" * 40)
    cycle.answer(br, diagnosis, "D2.2", "y" * 3000)
    page.set_viewport_size({"width": 320, "height": 900})
    for place in ("", "check/", "print/"):
        look(page, f"{desk}/diagnosis/{place}")
    look(page, f"{desk}/dimensions/2/")
    page.goto(f"{desk}/dimensions/1/")
    for summary in page.locator("main details > summary").all():
        if summary.is_visible():
            summary.click()
    cycle.answer(br, diagnosis, "D1.1", "no", base_version=1, author=br.people["alternate"])
    choose(page, "D1.1", "yes")
    expect(section(page, "D1.1").locator(".mc-conflict")).to_be_visible()
    look(page)


def look(page: Page, address: str | None = None) -> None:
    if address:
        page.goto(address)
    found = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    assert found.violations_count == 0, found.generate_report()
    beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(beyond) == 0, page.url
