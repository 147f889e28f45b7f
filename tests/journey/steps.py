"""The acts of a journey that are the same in every country, each named by what is done."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests import cycle

from .person import PASSWORD, Person, until

SAVED = re.compile("Salvo|Saved|Guardad")


@dataclass
class Journey:
    """A town on its way, with the people who take it there. ``home`` is its country's address."""

    browser: Browser
    site: str
    folder: Path
    home: str
    locale: str
    code: str
    town: str
    staff: dict[str, Person] = field(default_factory=dict)

    @property
    def desk(self) -> str:
        return f"/desk/{self.code}/{cycle.YEAR}"

    def somebody(self, *, script: bool = True) -> Person:
        return Person(self.browser, self.site, home=self.home, locale=self.locale, script=script)

    def seat_the_staff(self) -> None:
        slug = self.home.strip("/")
        for role in ("coordinator", "analyst", "issuer"):
            self.staff[role] = self.somebody().sign_in(f"{role}@{slug}.test")

    def scan(self, name: str) -> str:
        """A file as a scanner would leave it."""
        path = self.folder / name
        path.write_bytes(cycle.PAGE_OF_PDF)
        return str(path)

    def mailed(self, address: str, pattern: str) -> str:
        """What ``pattern`` finds in the mail to an address, on the demonstration's page."""
        reader = self.somebody()

        def look() -> str | None:
            page = reader.go(f"/demo-mail/?to={address}")
            for number in range(page.locator("main table a").count()):
                reader.go(f"/demo-mail/?to={address}")
                page.locator("main table a").nth(number).click()
                if found := re.search(pattern, page.locator("main").inner_text()):
                    return found[1] if found.groups() else found[0]
            return None

        return str(until(look))

    # -------------------------------------------------------------- application
    def sign_up(self, address: str, name: str) -> Person:
        """From the front page of a stranger to an account whose mail is confirmed."""
        person = self.somebody()
        person.go("/")
        person.press(".mc-hero a.mc-button")
        person.press(f"main a[href='{self.home}/apply/']")
        person.press("main a[href*='/signup/']")
        person.fill(full_name=name, email=address, password1=PASSWORD)
        person.press("form[action$='/signup/'] button")
        person.fill(code=self.mailed(address, r"\b([A-Z0-9]{4}-[A-Z0-9]{4})\b"))
        person.press("main form button:not([name])")
        return person

    def choose_the_town(self, lead: Person) -> None:
        lead.go(f"/apply/?q={self.town}")
        lead.press(f"button[name=government][value='{self.code}']")

    def send_the_application(self, lead: Person, people: Mapping[str, str]) -> None:
        lead.fill(**people)
        lead.page.locator("input[type=file]").set_input_files(self.scan("carta.pdf"))
        lead.press("button[name=send]")

    def open_the_application(self) -> Person:
        coordinator = self.staff["coordinator"]
        coordinator.go("/admin/applications/")
        coordinator.press(f"main a:has-text('{self.town}')")
        return coordinator

    def join(self, address: str, name: str) -> Person:
        """Open the invitation that was mailed, make an account through it, accept."""
        person = self.somebody()
        link = self.mailed(address, r"https?://\S+/invitations/\S+")
        path = link.removeprefix(f"{self.site}{self.home}")
        person.go(path)
        person.press("form[action$='/sign-up/'] button")
        person.fill(full_name=name, password1=PASSWORD)
        person.press("form[action$='/signup/'] button")
        person.go(path)
        person.press("form[action$='/accept/'] button")
        return person

    # -------------------------------------------------------------- diagnosis
    def await_the_diagnosis(self, lead: Person) -> None:
        until(lambda: "/diagnosis/" in lead.go(f"{self.desk}/").content())

    def attach(self, page: Page, code: str, name: str) -> None:
        box = page.locator(f"[id='{code}'] [data-evidence]")
        box.locator("details summary").first.click()
        box.locator("input[type=file]").set_input_files(self.scan(f"{name}.pdf"))
        box.locator("form[action*='/evidence/'] button").last.click()
        expect(box).to_contain_text(name)

    def sign_and_submit(self, lead: Person, signatory: Person) -> None:
        signatory.go(f"{self.desk}/diagnosis/check/")
        signatory.press("form[action$='/sign-off/'] button")
        lead.go(f"{self.desk}/diagnosis/check/")
        lead.press("form[action$='/submit/'] button")
        lead.sees("D-")

    # -------------------------------------------------------------- review
    def take_the_review(self) -> str:
        """The analyst takes the diagnosis; its address."""
        analyst = self.staff["analyst"]
        analyst.go("/admin/review/")
        analyst.press(f"main a:has-text('{self.town}')")
        analyst.press("button[name=act][value=take]")
        return analyst.page.url

    def confirm(self, review: str, position: int) -> Page:
        """Every answer of a dimension is marked as confirmed, to be kept with the bar's button."""
        page = self.staff["analyst"].page
        page.goto(f"{review}dimensions/{position}/")
        for box in page.locator("section.mc-answer").all():
            box.locator("input[value=confirmed] + label").click()
        return page

    def conclude(self, review: str) -> None:
        for role, act in (
            ("analyst", "approve"),
            ("coordinator", "validate"),
            ("issuer", "consent"),
        ):
            self.staff[role].page.goto(review)
            self.staff[role].press(f"button[name=act][value={act}]")

    # -------------------------------------------------------------- plan, training, seal
    def choose_a_priority(self, lead: Person, said: Mapping[str, str]) -> None:
        until(lambda: "/priorities/add/" in lead.go(f"{self.desk}/priorities/").content())
        lead.go(f"{self.desk}/priorities/add/")
        lead.page.locator("main select").first.select_option(index=1)
        lead.fill(**said)
        lead.press("main form button")
        lead.go(f"{self.desk}/priorities/")
        lead.press("form[action$='/propose/'] button")

    def accept_the_plan(self) -> None:
        coordinator = self.staff["coordinator"]
        coordinator.go(f"/admin/plans/{cycle.YEAR}/")
        coordinator.press(f"main a:has-text('{self.town}')")
        coordinator.press("form:has(input[value=accept]) button")

    def train(self, lead: Person, *, course: str, name: str) -> None:
        lead.go(f"/training/{course}/certificate/")
        lead.fill(completed_on="15/03/2026")
        lead.page.locator("input[type=file]").set_input_files(self.scan("certificado.pdf"))
        lead.press("main form button")
        analyst = self.staff["analyst"]
        analyst.go("/admin/completions/")
        analyst.press(f"main a:has-text('{name}')")
        analyst.press("form:has(input[value=accept]) button")

    def certify(self, lead: Person) -> str:
        """Issue, and wait until the worker has drawn the document; its code."""
        issuer = self.staff["issuer"]
        page = issuer.go(f"/admin/seals/{cycle.YEAR}/")
        page.locator(f"tr:has-text('{self.town}') input[type=checkbox] + label").click()
        issuer.press("button[name=kind][value=seal]")
        code = issuer.page.locator(f"tr:has-text('{self.town}') a").first.inner_text()
        until(lambda: "document.pdf" in lead.go(f"/v/{code}").content())
        return code

    def verify(self, code: str) -> str:
        """A stranger holds the paper: its QR leads to the page that says it stands. Its text."""
        stranger = self.somebody()
        page = stranger.go(f"/v/{code}")
        with page.expect_download() as download:
            page.locator("a[href$='document.pdf']").click()
        document, drawn = self.folder / "sello.pdf", self.folder / "sello"
        download.value.save_as(document)
        draw = ["pdftoppm", "-r", "150", "-png", "-singlefile", document, drawn]
        subprocess.run(draw, check=True)
        (found,) = zxingcpp.read_barcodes(Image.open(f"{drawn}.png"))
        page.goto(found.text)
        expect(page.locator(".mc-statement--ok")).to_be_visible()
        stranger.sees(self.town, code)
        stranger.go("/verify/")
        page.locator("input[type=file]").set_input_files(str(document))
        stranger.press("main form button")
        expect(page.locator(".mc-notice--ok")).to_be_visible()
        stranger.go(f"/register/{cycle.YEAR}/")
        stranger.sees(self.town)
        assert stranger.complaints == []
        text = ["pdftotext", str(document), "-"]
        return subprocess.run(text, capture_output=True, text=True, check=True).stdout


def save(page: Page, code: str, value: str) -> None:
    """Choose an answer and see it saved."""
    with page.expect_response(lambda answer: f"/answers/{code}/" in answer.url):
        page.locator(f"[id='{code}'] input[value='{value}'] + label").click()
    expect(page.locator(f"[id='{code}'] [data-line]")).to_contain_text(SAVED)


def write(page: Page, code: str, text: str) -> None:
    """Type an answer, leave the field and see it saved."""
    typed = page.locator(f"[id='{code}'] [name^=answer]").first
    expect(typed).to_be_visible()
    typed.fill(text)
    typed.press("Tab")
    expect(page.locator(f"[id='{code}'] [data-line]")).to_contain_text(SAVED)
