"""A diagnosis returned with requests: what is asked comes first and alone is open."""

from uuid import uuid4

import pytest

from certification.diagnosis.models import Answer, Diagnosis, Round, Verdict
from certification.diagnosis.queries import sheet_of
from certification.diagnosis.saving import Saved, save_answer
from certification.diagnosis.submitting import submit
from migracidades.kit.errors import Refused
from tests import cycle
from tests.diagnosis import building
from tests.diagnosis.test_pages import DESK, returned, send, text_of


def test_what_is_asked_comes_first_and_alone_is_open(br, diagnosis, lead):
    returned(br, diagnosis, "D1.3")
    page = text_of(lead.get(f"{DESK}/dimensions/1/"))
    assert page.index('id="D1.3"') < page.index('id="D1.1"')
    assert "Falta a página do protocolo" in page
    assert page.count("<fieldset") == page.split('id="D1.1"')[0].count("<fieldset") > 0
    assert send(lead, "D1.3", answer="5", base="1").status_code == 302
    assert send(lead, "D1.1", answer="no", base="1").status_code == 409


def test_a_process_that_keeps_it_as_it_was_before_its_return_opens_what_is_asked_alone(
    br, diagnosis
):
    with br.desk():
        kept = building.loaded(diagnosis)
    returned(br, diagnosis, "D1.3")
    assert kept.state == Diagnosis.State.OPEN
    assert _save(br, kept, "D1.3", "5").answer.version == 2
    with pytest.raises(Refused, match="não pediu nada sobre esta pergunta"):
        _save(br, kept, "D1.1", "no")


def _save(br, diagnosis: Diagnosis, code: str, answer: str) -> Saved:
    with br.desk():
        return save_answer(
            diagnosis=diagnosis,
            indicator=building.indicator(diagnosis, code),
            raw=[answer],
            author=br.people["lead"],
            roles={"lead"},
            base_version=1,
            save_id=uuid4(),
        )


@pytest.mark.parametrize("page", ["diagnosis/", "diagnosis/check/"])
def test_what_is_asked_is_listed_with_its_words_and_what_became_of_it(br, diagnosis, lead, page):
    returned(br, diagnosis, "D1.3", "D2.2")
    shown = text_of(lead.get(f"{DESK}/{page}"))
    assert "Quase lá" in shown
    for place in ("1/#D1.3", "2/#D2.2"):
        link = shown.index(f'href="{DESK}/dimensions/{place}"')
        assert link < shown.index("Falta a página do protocolo", link)
    assert shown.count("ainda não alterada") == 2
    send(lead, "D2.2", answer="Página 3 do protocolo", base="1")
    shown = text_of(lead.get(f"{DESK}/{page}"))
    assert shown.count("ainda não alterada") == shown.count("alterada desde então") == 1


def test_once_the_time_is_over_the_overview_says_so_too(br, diagnosis, lead):
    returned(br, diagnosis, "D2.2")
    cycle.closed(br)
    page = text_of(lead.get(f"{DESK}/diagnosis/"))
    assert "Falta a página do protocolo" in page
    assert "as respostas podem ser lidas, mas não alteradas" in page


def test_a_verdict_is_read_once_released(br, diagnosis, lead):
    returned(br, diagnosis, "D1.3")
    with br.staff():
        Verdict.objects.update(released=False)
    assert "Falta a página" not in text_of(lead.get(f"{DESK}/dimensions/1/"))


CHECK, SUBMIT = f"{DESK}/diagnosis/check/", f"{DESK}/diagnosis/submit/"
TICK = "Envio sem alterar"


class TestLeavingARequestAsItIs:
    @pytest.fixture(autouse=True)
    def asked(self, br, diagnosis):
        returned(br, diagnosis, "D1.3", "D2.2")

    def test_it_is_not_taken_without_the_tick(self, br, lead):
        form = text_of(lead.get(CHECK)).split(f'action="{SUBMIT}"')[1].split("</form>")[0]
        assert TICK in form
        assert "D1.3 " in form
        assert "D2.2 " in form
        refused = lead.post(SUBMIT)
        assert refused.status_code == 422
        assert "fez pedidos sobre D1.3, D2.2" in text_of(refused)
        assert rounds(br) == 1

    def test_nor_with_a_tick_for_another_question(self, br, lead):
        assert lead.post(SUBMIT, {"leaving": "D1.3"}).status_code == 422
        assert rounds(br) == 1

    def test_with_it_it_is(self, br, lead):
        assert lead.post(SUBMIT, {"leaving": "D1.3 D2.2 "}).status_code == 302
        assert rounds(br) == 2

    def test_what_was_taken_up_asks_for_none(self, br, diagnosis, lead):
        for code, answer in (("D1.3", "5"), ("D2.2", "Página 3")):
            send(lead, code, answer=answer, base="1")
        cycle.sign(br, diagnosis)
        assert TICK not in text_of(lead.get(CHECK))
        assert lead.post(SUBMIT).status_code == 302

    def test_nor_does_a_question_that_is_not_asked_any_more(self, br, diagnosis):
        with br.staff():
            Verdict.objects.filter(indicator__code="D2.2").delete()
            form = building.form_for(building.loaded(diagnosis))
            Verdict.objects.update(indicator_id=form.by_code["D1.2"].id)
        with br.desk():
            Answer.objects.filter(indicator__code="D1.1").update(value="no")
            made = building.loaded(diagnosis)
            assert "D1.2" not in sheet_of(made).asked
            submit(made, actor=br.people["lead"], roles={"lead"})
        assert rounds(br) == 2


def rounds(br) -> int:
    with br.desk():
        return Round.objects.count()


@pytest.mark.parametrize("role", ["lead", "signatory"])
def test_the_home_says_what_the_analysis_wrote_along(br, diagnosis, client, role):
    returned(br, diagnosis, "D1.3")
    client.force_login(br.people[role])
    assert "Quase lá" in text_of(client.get(f"{DESK}/"))


def test_not_to_who_sees_a_part_alone(br, diagnosis, client):
    returned(br, diagnosis, "D1.3", "D2.2")
    building.give(br, diagnosis, "D1.3")
    client.force_login(br.people["contributor"])
    for page in (f"{DESK}/", f"{DESK}/diagnosis/", CHECK):
        shown = text_of(client.get(page))
        assert "Falta a página do protocolo" in shown
        assert "Quase lá" not in shown
