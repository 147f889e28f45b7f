"""A figure at hand beside a question: offered with its source, taken over by a person alone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from certification.diagnosis.models import Answer, AnswerRevision
from tests import cycle
from tests.diagnosis import building
from tests.diagnosis.at_desk import SAVED, field, line, section, sign_in
from tests.diagnosis.at_desk import desk as desk
from tests.diagnosis.test_pages import send, text_of
from tests.diagnosis.test_spreadsheet import download, layout

PAGE = "/br/desk/9900011/2026/dimensions/1/"
in_a_browser = pytest.mark.django_db(transaction=True)
MARK = re.compile(r'name="figure" value="([^"]+)"')


@pytest.fixture
def diagnosis(br, tmp_path):
    """Its number D1.3 asks for what the census says."""
    return building.diagnosis(br, path=building.naming_a_figure(tmp_path))


@pytest.fixture
def census(br):
    return building.figure(br, 1250)


def kept(br) -> Answer | None:
    with br.desk():
        return Answer.objects.filter(indicator__code="D1.3").first()


def use(client, **fields):
    """Press the button of the page, which sends what else the form holds."""
    mark = MARK.search(client.get(PAGE).content.decode())[1]
    return send(client, "D1.3", figure=mark, **fields)


class TestOffering:
    def test_it_stands_with_its_source_and_answers_nothing(self, br, census, lead):
        page = text_of(lead.get(PAGE))
        assert "<strong>Censo 2022:</strong> 1.250 habitantes" in page
        assert 'value="1250"' not in page
        assert kept(br) is None

    def test_a_source_without_its_year_is_told_with_it(self, br, lead):
        building.figure(br, 7, source={"pt-br": "SISMIGRA"})
        assert "<strong>SISMIGRA, 2022:</strong>" in text_of(lead.get(PAGE))

    def test_the_newest_that_the_edition_can_know(self, br, census, lead):
        building.figure(br, 1100, year=2010)
        building.figure(br, 1300, year=2027)  # the edition is of 2026
        page = text_of(lead.get(PAGE))
        assert "1.250 habitantes" in page
        assert "1.100" not in page
        assert "1.300" not in page

    def test_another_government_and_another_figure_stay_away(self, br, world, lead):
        building.figure(br, 4321, subject=br.sibling)
        building.figure(br, 8765, key="registered_migrants")
        building.figure(world.ar, 6543)
        page = text_of(lead.get(PAGE))
        assert not [one for one in ("4.321", "8.765", "6.543", "data-number") if one in page]

    def test_who_may_not_answer_reads_it_without_a_button(self, br, census, diagnosis, client):
        client.force_login(br.people["signatory"])
        page = text_of(client.get(PAGE))
        assert "1.250 habitantes" in page
        assert 'name="figure"' not in page

    def test_the_spreadsheet_names_it_in_the_guidance(self, census, lead):
        guidance = download(lead).cell("D1.3", layout.GUIDANCE).value
        assert "Disponível: 1.250 habitantes (Censo 2022)" in guidance


class TestTakingOver:
    def test_the_button_saves_number_and_source(self, br, census, lead):
        response = use(lead, note="Só a sede.", department="Planejamento")
        assert response.status_code == 302
        answer = kept(br)
        assert (answer.value, answer.standing) == ("1250", "answered")
        assert answer.note == "Só a sede.\nFonte: Censo 2022"
        assert answer.department == "Planejamento"

    def test_it_is_an_answer_like_any_other(self, br, census, lead):
        use(lead)
        send(lead, "D1.3", base="1", answer="1251", note="Fonte: Censo 2022")
        with br.desk():
            values = AnswerRevision.objects.order_by("version").values_list("value", flat=True)
            assert list(values) == ["1250", "1251"]

    def test_its_source_stands_once(self, br, census, lead):
        use(lead)
        use(lead, base="1", note=kept(br).note)
        assert kept(br).note == "Fonte: Censo 2022"

    def test_no_data_is_still_an_answer(self, br, census, lead):
        send(lead, "D1.3", standing="no_data", reason="O censo não cobre a área rural.")
        assert (kept(br).standing, kept(br).value) == ("no_data", None)

    @pytest.mark.parametrize("mark", ["2022 999999", "2010 1100", "x"])
    def test_a_number_nobody_was_shown_is_not_taken_and_what_was_typed_stays(
        self, br, census, lead, mark
    ):
        response = send(lead, "D1.3", figure=mark, answer="17", note="Meu texto")
        assert response.status_code == 409
        page = text_of(response)
        assert "O número mudou desde que esta página foi aberta." in page
        assert "17" in page
        assert "Meu texto" in page
        assert kept(br) is None

    def test_another_governments_number_is_none_of_ours(self, br, lead):
        theirs = building.figure(br, 1250, subject=br.sibling)
        assert send(lead, "D1.3", figure=f"{theirs.year} 1250").status_code == 409
        assert kept(br) is None

    def test_a_question_that_names_no_figure_takes_none(self, br, census, lead):
        assert send(lead, "D1.1", figure="2022 1250").status_code == 409

    def test_where_a_colleague_answered_meanwhile_both_are_shown(self, br, census, diagnosis, lead):
        mark = MARK.search(lead.get(PAGE).content.decode())[1]
        building.save(br, diagnosis, "D1.3", "40")
        response = send(lead, "D1.3", figure=mark)
        assert response.status_code == 409
        assert f'name="figure" value="{mark}"' in response.content.decode()
        assert kept(br).value == "40"
        send(lead, "D1.3", figure=mark, over="1")  # “Keep mine”
        assert kept(br).value == "1250"

    def test_the_part_of_another_stays_closed(self, br, census, diagnosis, client):
        building.give(br, diagnosis, "D2")
        client.force_login(br.people["contributor"])
        assert send(client, "D1.3", figure="2022 1250").status_code == 409
        assert kept(br) is None


class TestReviewing:
    @pytest.mark.parametrize(
        ("answer", "told"),
        [("1250", "Igual ao número disponível"), ("40", "Diferente do número disponível")],
    )
    def test_the_analysis_sees_whether_it_is_the_answer(
        self, br, census, diagnosis, client, answer, told
    ):
        round_ = cycle.submitted(br, diagnosis, D1_3=answer)
        client.force_login(br.people["analyst"])
        page = text_of(client.get(f"/br/admin/review/{round_.diagnosis_id}/dimensions/1/"))
        assert told in page
        assert page.count("Censo 2022") == 1


@in_a_browser
def test_one_click_fills_the_field_and_is_saved(br, census, desk, page: Page):
    page.goto(f"{desk}/dimensions/1/")
    section(page, "D1.3").get_by_role("button", name="Usar este número").click()
    expect(line(page, "D1.3")).to_have_text(SAVED)
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
    assert Axe().run(page, options={"runOnly": rules}).response["violations"] == []
    expect(field(page, "D1.3")).to_have_value("1250")
    expect(page.locator("[id='note-D1.3']")).to_have_value("Fonte: Censo 2022")
    expect(page.locator("[id='note-D1.3']")).to_be_visible()
    assert (kept(br).value, kept(br).note) == ("1250", "Fonte: Censo 2022")


@in_a_browser
def test_enter_in_the_field_saves_what_was_typed(br, census, desk, page: Page):
    page.goto(f"{desk}/dimensions/1/")
    field(page, "D1.3").fill("12")
    field(page, "D1.3").press("Enter")
    expect(line(page, "D1.3")).to_have_text(SAVED)
    assert kept(br).value == "12"


@in_a_browser
def test_enter_does_not_press_the_button_without_scripts_either(br, census, desk, browser):
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, br.people["lead"], desk.partition("/br/")[0])
    page = context.new_page()
    page.goto(f"{desk}/dimensions/1/")
    field(page, "D1.3").fill("12")
    field(page, "D1.3").press("Enter")
    expect(line(page, "D1.3")).to_have_text(SAVED)
    assert (kept(br).value, kept(br).note) == ("12", "")
    section(page, "D1.3").get_by_role("button", name="Usar este número").click()
    expect(field(page, "D1.3")).to_have_value("1250")
    assert kept(br).note == "Fonte: Censo 2022"
    context.close()


@in_a_browser
def test_without_a_connection_it_waits_like_any_answer(br, census, desk, page: Page):
    page.goto(f"{desk}/dimensions/1/")
    expect(field(page, "D1.3")).to_be_visible()
    page.context.set_offline(True)
    section(page, "D1.3").get_by_role("button", name="Usar este número").click()
    expect(line(page, "D1.3")).to_contain_text("Esperando a conexão")
    page.context.set_offline(False)
    expect(line(page, "D1.3")).to_have_text(SAVED)
    assert kept(br).value == "1250"
