"""The whole step of the diagnosis, from the home to the receipt, however somebody goes through it.

By the keys alone, without scripts, on a small phone and at 200 % zoom; in three languages. Every
kind of page of the step is looked at by axe and for anything wider than the window.
"""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from certification.diagnosis.models import Answer, Round
from migracidades.accounts.models import User
from tests import cycle
from tests.browser import NARROW, WIDE
from tests.diagnosis.at_desk import sign_in
from tests.test_accessibility import demand, scan
from tests.world import Country

from .hands import Keys, Pointer

pytestmark = pytest.mark.django_db(transaction=True)
HOME = f"/br/desk/9900011/{cycle.YEAR}/"
ON = "main nav.mc-actions > a.mc-button"
NEXT = ".mc-next a.mc-button"
PROOF = "section[id='D1.1'] [data-evidence] .mc-extras details:first-child"


@dataclass
class Way:
    """How somebody goes: ``zoomed`` is a window that shows half as much at twice the size."""

    language: str
    hands: type[Pointer] = Pointer
    script: bool = True
    window: dict[str, int] = field(default_factory=lambda: dict(WIDE))
    zoomed: int = 1

    def open(self, browser: Browser, site: str, person: User) -> Pointer:
        """A window of a person, who has chosen a language."""
        User.objects.filter(pk=person.pk).update(language=self.language)
        window = {name: size // self.zoomed for name, size in self.window.items()}
        context = browser.new_context(
            base_url=site,
            viewport=window,
            device_scale_factor=self.zoomed,
            java_script_enabled=self.script,
        )
        sign_in(context, person, site)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(HOME)
        return self.hands(page, self.script)


WAYS = {
    "by the keys alone, in Portuguese": Way("pt-br", hands=Keys),
    "without scripts, in Portuguese": Way("pt-br", script=False),
    "on a small phone, in Spanish": Way("es", window=dict(NARROW)),
    "at 200 % zoom, in English": Way("en", zoomed=2),
}


def look(at: Pointer, language: str) -> None:
    """What axe finds, what is too wide, and whether the page speaks as its reader does."""
    page = at.page
    assert page.locator("html").get_attribute("lang") == language
    if at.script:
        demand(page, [*scan(page), *_too_wide(page)])


def _too_wide(page: Page) -> list[str]:
    wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [f"{wide} pixels in a window of {window}"] if wide > window else []


def answer(at: Pointer) -> None:
    """The three dimensions, an answer of every kind, one by the place where it stands."""
    at.choose("D1.1", "yes")
    at.keep("D1.1")
    prove(at)
    at.choose("D1.2", "meets")
    at.keep("D1.2")
    at.write("answer-D1.3", "31/12/2024")
    at.keep("D1.3")
    at.follow(ON)
    at.choose("D2.1", "yes")
    at.keep("D2.1")
    at.write("answer-D2.2", "120")
    at.keep("D2.2")
    at.choose("D2.3", "health", "education")
    at.keep("D2.3")
    at.follow(ON)
    at.choose("D3.1", "partial")
    at.keep("D3.1")
    at.write("answer-D3.2", "Há um protocolo desde 2020.")
    at.keep("D3.2")
    at.choose("D3.3", "no")
    at.keep("D3.3")


def prove(at: Pointer) -> None:
    at.unfold(f"{PROOF} > summary")
    at.write("link-D1.1", "https://example.org/lei-12")
    at.write("proof-title-D1.1", "Lei 12")
    at.press(f"{PROOF} form button")
    expect(at.section("D1.1").locator("[data-evidence]")).to_contain_text("Lei 12")


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_the_step(world, site, browser: Browser, way: Way) -> None:
    br: Country = world.br
    cycle.diagnosis(br)
    lead = way.open(browser, site, br.people["lead"])
    look(lead, way.language)
    lead.follow(NEXT)
    answer(lead)
    look(lead, way.language)
    lead.follow(ON)
    look(lead, way.language)
    lead.page.goto(f"{HOME}diagnosis/")
    look(lead, way.language)

    signatory = way.open(browser, site, br.people["signatory"])
    signatory.follow(NEXT)
    look(signatory, way.language)
    signatory.follow("form[action$='/sign-off/'] button")

    lead.page.goto(HOME)
    lead.follow(NEXT)
    lead.follow("form[action$='/submit/'] button")
    look(lead, way.language)
    with br.desk():
        handed_in = Round.objects.get()
        assert Answer.objects.count() == 9
    expect(lead.page.locator(".mc-statement--ok")).to_contain_text(handed_in.receipt)
    for one in (lead, signatory):
        one.page.context.close()
