"""The second year of a government, in a browser: the new version of the questionnaire holds every
kinship (same, renamed, split, merged, new, dropped), and one proof was lost meanwhile.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page, expect

from certification.diagnosis.models import Diagnosis
from certification.diagnosis.submitting import submit
from certification.review import carrying
from tests import cycle
from tests.diagnosis import building
from tests.diagnosis.at_desk import section, sign_in
from tests.diagnosis.building import FORM
from tests.diagnosis.returning import (
    answered_and_proved,
    answers,
    conclude,
    in_a_folder_of_its_own,
    lose,
    prove,
)
from tests.diagnosis.test_limits import PAGE, long_form

__all__ = ["in_a_folder_of_its_own"]

FIRST, SECOND = (FORM.with_name(f"{name}_year.yaml") for name in ("first", "second"))
SAVED = "Salvo"


@pytest.fixture
def second_year(br) -> Diagnosis:
    """The first year concluded, its link dead by now; the second open under the new version."""
    before = building.diagnosis(br, path=FIRST, year=2025)
    lost = prove(br, before, "D1.4", kind="link", title="Página da política")
    prove(br, before, "D1.1", title="Lei do órgão")
    prove(br, before, "D2.2", kind="report", title="Listas de presença")
    conclude(br, before, D2_2="46")
    lose(br, lost, "dead")
    return building.diagnosis(br, path=SECOND)


@pytest.fixture
def desk(second_year, br, live_server, page: Page) -> str:
    page.set_default_timeout(20_000)
    sign_in(page.context, br.people["lead"], live_server.url)
    return f"{live_server.url}/br/desk/9900011/2026"


def confirm(page: Page, dimension: str, *codes: str) -> None:
    """Open a dimension unless it is, tick what is looked at alone, confirm what is ticked."""
    box = page.locator("details:has(form[method=post])", has=page.get_by_text(dimension))
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    for code in codes:
        box.locator(f"label[for='confirm-{code}']").click()
    with page.expect_navigation():
        box.locator("form button").click()


def test_the_second_year(br, desk, second_year, live_server, page: Page, capsys):
    page.goto(f"{desk}/last-edition/")
    main = page.locator("main")
    expect(main).to_contain_text("2 de 10 perguntas precisam de nova resposta.")
    expect(main).to_contain_text("O link que comprovava não leva mais ao documento.")
    expect(main).to_contain_text("Esta pergunta pesa 3 na sua dimensão; antes pesava 2.")
    expect(main).to_contain_text("Onde sai o boletim impresso?")  # dropped, and said to be
    expect(section(page, "D1.5")).to_contain_text("D1.3 Há comitê intersetorial?")
    confirm(page, "Estrutura institucional")  # by the dimension, the conditional question with it
    assert set(answers(br)) == {"D1.1", "D1.2", "D1.5"}
    confirm(page, "Capacitação", "D2.4", "D2.5", "D2.2")  # several looked at, in one go
    confirm(page, "Acesso à saúde", "D3.4")
    kept = answers(br)
    assert set(kept) == {"D1.1", "D1.2", "D1.5", "D2.2", "D2.3", "D2.4", "D2.5", "D3.4"}
    assert kept["D2.2"].value == "46"
    expect(main).to_contain_text("2 de 10 perguntas precisam de nova resposta.")
    answer_anew(page, "D1.4")
    answer_anew(page, "D3.5")
    page.goto(f"{desk}/last-edition/")
    expect(main).to_contain_text("0 de 10 perguntas precisam de nova resposta.")
    with capsys.disabled():
        print("\nto be answered anew in the second year: 2 of 10 questions")
    page.goto(f"{desk}/dimensions/1/")  # the ancestor in the workspace
    expect(section(page, "D1.5")).to_contain_text("Em 2025: D1.3")
    read_as_the_analysis(br, second_year, live_server, page)


def answer_anew(page: Page, code: str) -> None:
    """From the page of the last edition to the question, where it can be answered."""
    box = page.locator("details:not(:has(form))", has=section(page, code))
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    section(page, code).get_by_role("link", name="Responder").click()
    page.wait_for_url(f"**/dimensions/*/#{code}")
    section(page, code).locator("input[value=yes] + label").click()
    expect(section(page, code).locator("[data-line]")).to_contain_text(SAVED)
    page.go_back()


def read_as_the_analysis(br, second_year, live_server, page: Page) -> None:
    """The analysis sees last year's answer, its verdict, the ancestor, and what was confirmed."""
    cycle.sign(br, second_year)
    with br.desk():
        submit(cycle.loaded(second_year), actor=br.people["lead"], roles={"lead"})
    with br.staff():
        carrying.take(cycle.loaded(second_year), seat=br.seat("analyst"))
    page.context.clear_cookies()
    sign_in(page.context, br.people["analyst"], live_server.url)
    page.goto(f"{live_server.url}/br/admin/review/{second_year.pk}/dimensions/1/")
    renamed = section(page, "D1.5")
    expect(renamed).to_contain_text("confirmada a partir de 2025")
    expect(renamed).to_contain_text("Era D1.3 na última edição.")
    expect(renamed).to_contain_text("Em 2025: D1.3 Há comitê intersetorial? Sim confirmada")
    expect(section(page, "D1.4")).not_to_contain_text("confirmada a partir de")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("many", [4, 76])
def test_a_page_asks_as_much_of_a_long_diagnosis(br, tmp_path, client, many):
    """The workspace of a returning government, and what the analysis reads of it."""
    path = long_form(tmp_path, many)
    answered_and_proved(br, building.diagnosis(br, year=2025, path=path))
    diagnosis = building.diagnosis(br, path=path)
    client.force_login(br.people["lead"])
    for address, more in (("dimensions/1/", 2), ("last-edition/", 1), ("changes/", 0)):
        assert cost(client, f"/br/desk/9900011/2026/{address}") <= PAGE + more, address
    client.force_login(br.people["analyst"])
    assert cost(client, f"/br/admin/review/{diagnosis.pk}/dimensions/1/") <= REVIEW


def cost(client, address: str) -> int:
    client.get(address)  # this process has seen the questionnaires
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    print(address, len(queries))
    return len(queries)


REVIEW = 21
