"""The whole road of one government, in a real browser, with a real worker, in Portuguese.

Somebody who was never here applies, is admitted, answers, is reviewed, chooses priorities, trains,
is certified and reports; a stranger verifies the seal.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
import zxingcpp
from celery import Celery
from django.db import connection
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from migracidades.kit import embedded
from migracidades.ledger import outbox
from migracidades.tenancy.models import Government
from tests import cycle
from tests.world import World

ROOT = Path(__file__).resolve().parents[1]
SAVED = re.compile("Salvo|Saved")
PASSWORD = "senha-de-teste-longa"
LEAD, SIGNATORY, ALTERNATE = "ana@novavila.test", "prefeito@novavila.test", "bia@novavila.test"
CODE = "9900037"
LEDGER = "migracidades.ledger.mail_backend.LedgerBackend"
DESK = f"/br/desk/{CODE}/{cycle.YEAR}"


@pytest.fixture
def broker(monkeypatch) -> str:
    """A doorbell of this journey alone."""
    address = embedded.broker_url(os.environ["MC_INSTANCE"]) + "?virtual_host=7"
    app = Celery("journey", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_url = address
    monkeypatch.setattr("migracidades.celery.app", app)
    monkeypatch.setattr(outbox, "_silent_until", 0.0)
    return address


@pytest.fixture
def worker(transactional_db, broker, live_server, tmp_path) -> Iterator[Path]:
    """The worker and its log; it stores files and writes addresses as the site does."""
    log = tmp_path / "worker.log"
    env = {
        **os.environ,
        "MEDIA_ROOT": str(tmp_path / "files"),
        "SITE_URL": live_server.url,
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.journey_worker",
                connection.settings_dict["NAME"],
                broker,
            ],
            cwd=ROOT,
            stdout=output,
            stderr=output,
            env=env,
        )
        yield log
        process.terminate()
        process.wait(20)


@pytest.fixture
def stage(transactional_db, world: World, settings, live_server, tmp_path) -> World:
    """An edition whose steps are all open, and a town of which nobody has heard."""
    settings.MEDIA_ROOT = str(tmp_path / "files")
    settings.SITE_URL = live_server.url
    settings.EMAIL_BACKEND = LEDGER  # the tests' own environment replaced it
    with world.br.staff():
        Government.objects.create(
            code=CODE,
            level="municipality",
            name="Nova Vila",
            name_of="de Nova Vila",
            sort_name="nova vila",
            state="AC",
            region="N",
            time_zone="America/Rio_Branco",
        )
    cycle.edition(
        world.br,
        course=cycle.course(world.br),
        course_required_of=["lead"],
        signatories=[{"name": "Ana Souza", "office": "Representante", "institution": "OIM"}],
    )
    return world


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, browser: Browser, site: str, *, script: bool = True):
        context = browser.new_context(
            base_url=site, java_script_enabled=script, accept_downloads=True, locale="pt-BR"
        )
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.page.on(
            "console",
            lambda said: said.type == "error" and self.complaints.append(said.text),
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> Page:
        response = self.page.goto(path)
        assert response is not None
        assert response.status == 200, (path, response.status)
        return self.page

    def sign_in(self, email: str) -> "Person":
        self.go("/br/accounts/login/")
        self.fill(login=email, password=PASSWORD)
        self.press("form[action$='/login/'] button:not([form])")
        return self

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"main [name={name}]").fill(value)

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


def mailed(person: Person, address: str, pattern: str) -> str:
    """What ``pattern`` finds in the mail to an address, on the demonstration's page."""

    def look() -> str | None:
        page = person.go(f"/br/demo-mail/?to={address}")
        links = page.locator("main table a")
        for number in range(links.count()):
            page.goto(f"/br/demo-mail/?to={address}")
            page.locator("main table a").nth(number).click()
            if found := re.search(pattern, page.locator("main").inner_text()):
                return found[1] if found.groups() else found[0]
        return None

    return str(until(look))


def join(browser: Browser, site: str, address: str, name: str) -> Person:
    """Open the invitation that was mailed, make an account through it, accept."""
    person = Person(browser, site)
    link = mailed(person, address, r"https?://\S+/invitations/\S+")
    person.go(link.removeprefix(site))
    person.press("form[action$='/sign-up/'] button")
    person.fill(full_name=name, password1=PASSWORD)
    person.press("form[action$='/signup/'] button")
    person.go(link.removeprefix(site))
    person.press("form[action$='/accept/'] button")
    return person


def test_the_whole_road(stage: World, live_server, worker: Path, browser: Browser, tmp_path):
    site = live_server.url
    staff = {
        role: Person(browser, site).sign_in(f"{role}@br.test")
        for role in ("coordinator", "analyst", "issuer")
    }
    lead = apply(browser, site, tmp_path)
    admit(staff["coordinator"])
    signatory = join(browser, site, SIGNATORY, "Carlos Prefeito")
    answer(lead, browser, site, tmp_path)
    sign_and_submit(lead, signatory)
    return_one_answer(staff["analyst"])
    answer_the_request(lead, signatory)
    conclude(staff)
    choose_priorities(lead, staff["coordinator"])
    train(lead, staff["analyst"], tmp_path)
    code = certify(staff["issuer"], lead)
    verify(Person(browser, site), code, tmp_path)
    monitor(lead, staff["coordinator"])
    report(staff["issuer"], tmp_path)
    for person in (lead, signatory, *staff.values()):
        assert person.complaints == []


def scan(tmp_path: Path, name: str) -> str:
    path = tmp_path / name
    path.write_bytes(cycle.PAGE_OF_PDF)
    return str(path)


def apply(browser: Browser, site: str, tmp_path: Path) -> Person:
    """From the front page of a stranger to the receipt of an application."""
    lead = Person(browser, site)
    lead.go("/br/")
    lead.press(".mc-hero a.mc-button")
    lead.press("main a[href='/br/apply/']")
    lead.press("main a[href*='/signup/']")
    lead.fill(full_name="Ana Lima", email=LEAD, password1=PASSWORD)
    lead.press("form[action$='/signup/'] button")
    reader = Person(browser, site)
    code = mailed(reader, LEAD, r"\b([A-Z0-9]{4}-[A-Z0-9]{4})\b")
    lead.fill(code=code)
    lead.press("main form button:not([name])")
    lead.go("/br/apply/?q=nova%20vila")
    lead.press(f"button[name=government][value='{CODE}']")
    lead.fill(
        lead_name="Ana Lima",
        lead_email=LEAD,
        lead_office="Coordenadora",
        lead_department="Assistência Social",
        alternate_name="Bia Reis",
        alternate_email=ALTERNATE,
        signatory_name="Carlos Prefeito",
        signatory_email=SIGNATORY,
        signatory_office="Prefeito",
        contact_email="migracoes@novavila.test",
        motivation="Chegam pessoas todos os dias e queremos acolher com método.",
    )
    lead.page.locator("input[type=file]").set_input_files(scan(tmp_path, "documento.pdf"))
    lead.press("button[name=send]")
    return lead


def admit(coordinator: Person) -> None:
    coordinator.go("/br/admin/applications/")
    coordinator.press("main a:has-text('Nova Vila')")
    coordinator.press("button[name=act][value=admit]")


def answer(lead: Person, browser: Browser, site: str, tmp_path: Path) -> None:
    """Two dimensions saved as one goes, the third without any script."""
    until(lambda: "/diagnosis/" in lead.go(f"{DESK}/").content())
    page = lead.go(f"{DESK}/dimensions/1/")
    save(page, "D1.1", "partial")
    save(page, "D1.2", "meets")
    expect(
        page.locator("[id='D1.3'] input[type=text], [id='D1.3'] input[type=date]").first
    ).to_be_visible()
    field = page.locator("[id='D1.3'] input[name^=answer]").first
    field.fill("31/12/2020")
    field.press("Tab")
    expect(page.locator("[id='D1.3'] [data-line]")).to_contain_text(SAVED)
    attach(page, "D1.1", scan(tmp_path, "decreto.pdf"))
    page = lead.go(f"{DESK}/dimensions/2/")
    save(page, "D2.1", "yes")
    number = page.locator("[id='D2.2'] input[name^=answer]").first
    number.fill("1.234")
    number.press("Tab")
    expect(page.locator("[id='D2.2'] [data-line]")).to_contain_text(SAVED)
    save(page, "D2.3", "health")
    plain = Person(browser, site, script=False).sign_in(LEAD)
    plain.go(f"{DESK}/dimensions/3/")
    for code, act in (
        ("D3.1", lambda box: box.locator("input[value=yes]").check()),
        ("D3.2", lambda box: box.locator("[name^=answer]").fill("Reuniões mensais.")),
        ("D3.3", lambda box: box.locator("input[value=no]").check()),
    ):
        box = plain.page.locator(f"[id='{code}']")
        act(box)
        with plain.page.expect_navigation():
            box.locator("form[action*='/answers/'] button").click()
        expect(plain.page.locator(f"[id='{code}'] [data-line]")).to_contain_text(SAVED)


def save(page: Page, code: str, value: str) -> None:
    with page.expect_response(lambda answer: f"/answers/{code}/" in answer.url):
        page.locator(f"[id='{code}'] input[value='{value}'] + label").click()
    expect(page.locator(f"[id='{code}'] [data-line]")).to_contain_text(SAVED)


def attach(page: Page, code: str, path: str) -> None:
    box = page.locator(f"[id='{code}'] [data-evidence]")
    box.locator("details summary").click()
    box.locator("input[type=file]").set_input_files(path)
    box.locator("form[action*='/evidence/'] button").last.click()
    expect(box).to_contain_text("decreto")


def sign_and_submit(lead: Person, signatory: Person) -> None:
    signatory.go(f"{DESK}/diagnosis/check/")
    signatory.press("form[action$='/sign-off/'] button")
    lead.go(f"{DESK}/diagnosis/check/")
    lead.press("form[action$='/submit/'] button")
    lead.sees("D-")


def return_one_answer(analyst: Person) -> None:
    analyst.go("/br/admin/review/")
    analyst.press("main a:has-text('Nova Vila')")
    analyst.press("button[name=act][value=take]")
    review = analyst.page.url
    for position in (1, 2, 3):
        analyst.page.goto(f"{review}dimensions/{position}/")
        for box in analyst.page.locator("section.mc-answer").all():
            box.locator("input[value=confirmed] + label").click()
        if position == 2:
            first = analyst.page.locator("section.mc-answer").first
            first.locator("input[value=requested] + label").click()
            first.locator("textarea[name^=comment]").fill("Falta a página do protocolo.")
        analyst.press(".mc-bar button")
    analyst.page.goto(review)
    analyst.page.locator("#message-return").fill("Falta um ponto.")
    analyst.press("button[name=act][value=return]")


def answer_the_request(lead: Person, signatory: Person) -> None:
    """Only what was asked is open, with the request beside it."""
    lead.go(f"{DESK}/diagnosis/")
    lead.sees("Falta um ponto.", "D2.1")
    page = lead.go(f"{DESK}/dimensions/2/")
    lead.sees("Falta a página do protocolo.")
    assert page.locator("form[action*='/answers/']").count() == 1
    save(page, "D2.1", "no")
    signatory.go(f"{DESK}/diagnosis/check/")
    signatory.press("form[action$='/sign-off/'] button")
    lead.go(f"{DESK}/diagnosis/check/")
    lead.press("form[action$='/submit/'] button")


def conclude(staff: dict[str, Person]) -> None:
    analyst = staff["analyst"]
    analyst.go("/br/admin/review/")
    analyst.press("main a:has-text('Nova Vila')")
    analyst.press("button[name=act][value=take]")
    review = analyst.page.url
    analyst.page.goto(f"{review}dimensions/2/")
    analyst.page.locator("section.mc-answer").first.locator(
        "input[value=confirmed] + label"
    ).click()
    analyst.press(".mc-bar button")
    analyst.page.goto(review)
    analyst.press("button[name=act][value=approve]")
    for role, act in (("coordinator", "validate"), ("issuer", "consent")):
        staff[role].page.goto(review)
        staff[role].press(f"button[name=act][value={act}]")


def choose_priorities(lead: Person, coordinator: Person) -> None:
    until(lambda: "/priorities/add/" in lead.go(f"{DESK}/priorities/").content())
    lead.go(f"{DESK}/scorecard/")
    lead.sees("1 de 3", "Estrutura")
    assert "%" not in lead.page.locator("main").inner_text()
    lead.go(f"{DESK}/priorities/add/")
    lead.page.locator("main select").first.select_option(index=1)
    lead.fill(
        action="Criar o comitê intersetorial.",
        department="Gabinete",
        due_on="31/12/2027",
        success="Decreto publicado e comitê instalado.",
    )
    lead.press("main form button")
    lead.go(f"{DESK}/priorities/")
    lead.press("form[action$='/propose/'] button")
    coordinator.go(f"/br/admin/plans/{cycle.YEAR}/")
    coordinator.press("main a:has-text('Nova Vila')")
    coordinator.press("form:has(input[value=accept]) button")


def train(lead: Person, analyst: Person, tmp_path: Path) -> None:
    lead.go("/br/training/migracidades/certificate/")
    lead.fill(completed_on="15/03/2026")
    lead.page.locator("input[type=file]").set_input_files(scan(tmp_path, "certificado.pdf"))
    lead.press("main form button")
    analyst.go("/br/admin/completions/")
    analyst.press("main a:has-text('Ana Lima')")
    analyst.press("form:has(input[value=accept]) button")


def certify(issuer: Person, lead: Person) -> str:
    """Issue, and wait until the worker has drawn the document."""
    page = issuer.go(f"/br/admin/seals/{cycle.YEAR}/")
    page.locator("tr:has-text('Nova Vila') input[type=checkbox] + label").click()
    issuer.press("button[name=kind][value=seal]")
    code = issuer.page.locator("tr:has-text('Nova Vila') a").first.inner_text()
    until(lambda: "document.pdf" in lead.go(f"/br/v/{code}").content())
    return code


def verify(stranger: Person, code: str, tmp_path: Path) -> None:
    """A stranger holds the paper: its QR leads to the page that says it stands."""
    page = stranger.go(f"/br/v/{code}")
    with page.expect_download() as download:
        page.locator("a[href$='document.pdf']").click()
    document = tmp_path / "selo.pdf"
    download.value.save_as(document)
    text = subprocess.run(
        ["pdftotext", str(document), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "Nova Vila" in text
    subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-singlefile", document, tmp_path / "selo"], check=True
    )
    (found,) = zxingcpp.read_barcodes(Image.open(tmp_path / "selo.png"))
    page.goto(found.text)
    expect(page.locator(".mc-statement--ok")).to_be_visible()
    stranger.sees("Nova Vila", code)
    stranger.go("/br/verify/")
    page.locator("input[type=file]").set_input_files(str(document))
    stranger.press("main form button")
    expect(page.locator(".mc-notice--ok")).to_be_visible()
    stranger.go(f"/br/register/{cycle.YEAR}/")
    stranger.sees("Nova Vila")


def monitor(lead: Person, coordinator: Person) -> None:
    until(lambda: "/monitoring/" in lead.go(f"{DESK}/").content())
    lead.go(f"{DESK}/monitoring/")
    lead.press("main a[href*='/monitoring/']:not([href$='/monitoring/'])")
    lead.page.locator("main [name=status][value=under_way] + label").click()
    lead.fill(achievements="Decreto em consulta.", challenges="Falta orçamento.")
    lead.press("main form button")
    lead.go(f"{DESK}/monitoring/")
    lead.press("form[action$='/report/'] button")
    coordinator.go("/br/admin/monitoring/")
    coordinator.press("main a:has-text('Nova Vila')")
    coordinator.page.locator("main textarea").first.fill("Bom caminho.")
    coordinator.press("form:has(input[value=answer]) button")
    coordinator.press("form:has(input[value=close]) button")


def report(issuer: Person, tmp_path: Path) -> None:
    """The edition in figures, made in the worker."""
    issuer.go("/br/admin/reports/")
    issuer.press("form[action$='/request/'] button")
    until(lambda: (issuer.page.reload(), issuer.page.locator("a[href*='/files/']").count())[1])
    with issuer.page.expect_download() as download:
        issuer.page.locator("a[href*='/files/']").first.click()
    book = tmp_path / "edicao.xlsx"
    download.value.save_as(book)
    assert openpyxl.load_workbook(book).sheetnames
