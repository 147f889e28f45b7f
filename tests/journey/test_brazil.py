"""The whole road of one government, in a real browser, with a real worker, in Portuguese.

Somebody who was never here applies, is admitted, answers, is reviewed, chooses priorities, trains,
is certified and reports; a stranger verifies the seal.
"""

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from migracidades.tenancy.models import Government
from tests import cycle
from tests.world import World

from .person import Person, until
from .steps import SAVED, Journey, save, write

LEAD, SIGNATORY, ALTERNATE = "ana@novavila.test", "prefeito@novavila.test", "bia@novavila.test"
CODE = "9900037"
PEOPLE = {
    "lead_name": "Ana Lima",
    "lead_email": LEAD,
    "lead_office": "Coordenadora",
    "lead_department": "Assistência Social",
    "alternate_name": "Bia Reis",
    "alternate_email": ALTERNATE,
    "signatory_name": "Carlos Prefeito",
    "signatory_email": SIGNATORY,
    "signatory_office": "Prefeito",
    "contact_email": "migracoes@novavila.test",
    "motivation": "Chegam pessoas todos os dias e queremos acolher com método.",
}
PRIORITY = {
    "action": "Criar o comitê intersetorial.",
    "department": "Gabinete",
    "due_on": "31/12/2027",
    "success": "Decreto publicado e comitê instalado.",
}


@pytest.fixture
def stage(transactional_db, world: World, site: str) -> World:
    """An edition whose steps are all open, and a town of which nobody has heard."""
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


@pytest.fixture
def journey(stage: World, worker, site: str, browser: Browser, tmp_path) -> Journey:
    made = Journey(browser, site, tmp_path, "/br", "pt-BR", CODE, "Nova Vila")
    made.seat_the_staff()
    return made


def test_the_whole_road(journey: Journey):
    lead = journey.sign_up(LEAD, "Ana Lima")
    journey.choose_the_town(lead)
    journey.send_the_application(lead, PEOPLE)
    journey.open_the_application().press("button[name=act][value=admit]")
    signatory = journey.join(SIGNATORY, "Carlos Prefeito")
    answer(journey, lead)
    journey.sign_and_submit(lead, signatory)
    return_one_answer(journey)
    answer_the_request(journey, lead, signatory)
    confirm_what_was_asked(journey)
    read_the_scorecard(journey, lead)
    journey.choose_a_priority(lead, PRIORITY)
    journey.accept_the_plan()
    journey.train(lead, course="migracidades", name="Ana Lima")
    code = journey.certify(lead)
    assert "Nova Vila" in journey.verify(code)
    monitor(journey, lead)
    report(journey)
    for person in (lead, signatory, *journey.staff.values()):
        assert person.complaints == []


def answer(journey: Journey, lead: Person) -> None:
    """Two dimensions saved as one goes, the third without any script."""
    journey.await_the_diagnosis(lead)
    page = lead.go(f"{journey.desk}/dimensions/1/")
    save(page, "D1.1", "partial")
    save(page, "D1.2", "meets")
    write(page, "D1.3", "31/12/2020")
    journey.attach(page, "D1.1", "decreto")
    page = lead.go(f"{journey.desk}/dimensions/2/")
    save(page, "D2.1", "yes")
    write(page, "D2.2", "1.234")
    save(page, "D2.3", "health")
    plain = journey.somebody(script=False).sign_in(LEAD)
    plain.go(f"{journey.desk}/dimensions/3/")
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


def return_one_answer(journey: Journey) -> None:
    review, analyst = journey.take_the_review(), journey.staff["analyst"]
    for position in (1, 2, 3):
        page = journey.confirm(review, position)
        if position == 2:
            first = page.locator("section.mc-answer").first
            first.locator("input[value=requested] + label").click()
            first.locator("textarea[name^=comment]").fill("Falta a página do protocolo.")
        analyst.press(".mc-bar button")
    analyst.page.goto(review)
    analyst.page.locator("#message-return").fill("Falta um ponto.")
    analyst.press("button[name=act][value=return]")


def answer_the_request(journey: Journey, lead: Person, signatory: Person) -> None:
    """Only what was asked is open, with the request beside it."""
    lead.go(f"{journey.desk}/diagnosis/")
    lead.sees("Falta um ponto.", "D2.1")
    page = lead.go(f"{journey.desk}/dimensions/2/")
    lead.sees("Falta a página do protocolo.")
    assert page.locator("form[action*='/answers/']").count() == 1
    save(page, "D2.1", "no")
    journey.sign_and_submit(lead, signatory)


def confirm_what_was_asked(journey: Journey) -> None:
    review, analyst = journey.take_the_review(), journey.staff["analyst"]
    analyst.page.goto(f"{review}dimensions/2/")
    first = analyst.page.locator("section.mc-answer").first
    first.locator("input[value=confirmed] + label").click()
    analyst.press(".mc-bar button")
    journey.conclude(review)


def read_the_scorecard(journey: Journey, lead: Person) -> None:
    until(lambda: "/priorities/add/" in lead.go(f"{journey.desk}/priorities/").content())
    lead.go(f"{journey.desk}/scorecard/")
    lead.sees("1 de 3", "Estrutura")
    assert "%" not in lead.page.locator("main").inner_text()


def monitor(journey: Journey, lead: Person) -> None:
    desk, coordinator = journey.desk, journey.staff["coordinator"]
    until(lambda: "/monitoring/" in lead.go(f"{desk}/").content())
    lead.go(f"{desk}/monitoring/")
    lead.press("main a[href*='/monitoring/']:not([href$='/monitoring/'])")
    lead.page.locator("main [name=status][value=under_way] + label").click()
    lead.fill(achievements="Decreto em consulta.", challenges="Falta orçamento.")
    lead.press("main form button")
    lead.go(f"{desk}/monitoring/")
    lead.press("form[action$='/report/'] button")
    coordinator.go("/admin/monitoring/")
    coordinator.press("main a:has-text('Nova Vila')")
    coordinator.page.locator("main textarea").first.fill("Bom caminho.")
    coordinator.press("form:has(input[value=answer]) button")
    coordinator.press("form:has(input[value=close]) button")


def report(journey: Journey) -> None:
    """The edition in figures, made in the worker."""
    issuer = journey.staff["issuer"]
    issuer.go("/admin/reports/")
    issuer.press("form[action$='/request/'] button")
    until(lambda: (issuer.page.reload(), issuer.page.locator("a[href*='/files/']").count())[1])
    with issuer.page.expect_download() as download:
        issuer.page.locator("a[href*='/files/']").first.click()
    book = journey.folder / "edicao.xlsx"
    download.value.save_as(book)
    assert openpyxl.load_workbook(book).sheetnames
