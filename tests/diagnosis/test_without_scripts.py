"""What a browser without scripts is told after a save: at the top, in its language, as it asked."""

import re
from uuid import uuid4

import pytest

from tests import cycle
from tests.diagnosis.test_pages import DESK, text_of

PAGE = f"{DESK}/dimensions/2/"


@pytest.fixture
def complete(br, diagnosis, lead):
    """A page whose question D2.2 is the only one without an answer."""
    cycle.answer(br, diagnosis, "D2.1", "es")
    return lead


def form_of(page: str, code: str) -> str:
    """Where the form of a question leads to."""
    return re.search(rf'action="([^"]*/answers/{re.escape(code)}/[^"]*)"', page)[1]


def send(client, page: str, code: str, answer: str, **more):
    data = {"base": "0", "save": str(uuid4()), f"answer-{code}": answer} | more
    return client.post(form_of(page, code).replace("&amp;", "&"), data)


def summary_of(response) -> str:
    found = re.search(r'<div class="mc-summary".*?</div>', text_of(response))
    return found[0] if found else ""


@pytest.mark.parametrize(
    ("language", "title"),
    [("pt-br", "<title>Erro: "), ("es", "<title>Error: "), ("en", "<title>Error: ")],
)
def test_an_invalid_answer_is_told_at_the_top_and_leads_to_its_place(lead, language, title):
    page = lead.get(f"{DESK}/dimensions/1/?lang={language}").content.decode()
    told = send(lead, page, "D1.3", "muitos")
    assert told.status_code == 422
    assert title in text_of(told)
    assert f'<html lang="{language}">' in text_of(told)
    assert '<a href="#answer-D1.3">D1.3: ' in summary_of(told)
    assert 'id="answer-D1.3"' in text_of(told)


def test_every_part_of_an_answer_has_its_place(lead):
    page = lead.get(PAGE).content.decode()
    wrong = {"standing": "no_data", "reason": "", "note": "x" * 6000, "department": "x" * 900}
    told = send(lead, page, "D2.2", "", **wrong)
    places = re.findall(r'href="#([^"]*)"', summary_of(told))
    assert {"reason-D2.2", "note-D2.2", "department-D2.2"} <= set(places)
    for place in places:
        assert f'id="{place}"' in text_of(told), place


def test_so_is_proof_that_cannot_be_kept(lead):
    told = lead.post(f"{DESK}/evidence/D2.1/", {"kind": "law", "link": "nada"})
    assert told.status_code == 422
    assert "<title>Erro: " in text_of(told)
    assert '<a href="#link-D2.1">D2.1: ' in summary_of(told)


def test_a_page_without_faults_says_nothing_of_them(lead):
    shown = lead.get(PAGE)
    assert summary_of(shown) == ""
    assert "<title>Saúde" in text_of(shown)


def test_a_conflict_says_so_in_its_title(br, diagnosis, lead):
    page = lead.get(PAGE).content.decode()
    cycle.answer(br, diagnosis, "D2.2", "a outra", author=br.people["alternate"])
    told = send(lead, page, "D2.2", "a minha")
    assert told.status_code == 409
    assert "<title>Erro: Não foi salvo" in text_of(told)
    assert "Alternate br salvou outra resposta" in text_of(told)


def test_a_conflict_with_oneself_does_not_name_oneself(br, diagnosis, lead):
    page = lead.get(PAGE).content.decode()
    cycle.answer(br, diagnosis, "D2.2", "da outra aba")
    told = send(lead, page, "D2.2", "desta aba")
    assert told.status_code == 409
    assert "você salvou outra resposta, em outra página" in text_of(told)
    assert "Você, em outra página, " in text_of(told)
    assert "Lead br" not in text_of(told).partition("<h1>")[2]
    back = send(lead, page, "D2.2", "desta aba", over="1")
    assert back.status_code == 302


def test_what_is_missing_stays_the_question_after_a_save(complete):
    page = complete.get(f"{PAGE}?missing").content.decode()
    assert "answers/D2.1/" not in page
    saved = send(complete, page, "D2.2", "Atendemos todos")
    assert saved["Location"] == f"{PAGE}?missing#D2.2"
    after = text_of(complete.get(saved["Location"]))
    assert re.search(r"D2\.2: Salvo às \d\dh\d\d", after), "its own place is gone: told at the top"
    assert "Aqui não falta nada" in after


def test_a_question_that_failed_is_shown_among_what_is_missing(complete):
    told = complete.post(f"{DESK}/evidence/D2.1/?missing", {"kind": "law", "link": "nada"})
    assert 'id="D2.1"' in text_of(told)
    assert 'id="D2.2"' in text_of(told)


def test_the_language_of_a_link_stays_through_saving(complete):
    page = complete.get(f"{PAGE}?lang=es&missing").content.decode()
    saved = send(complete, page, "D2.2", "Atendemos todos")
    assert saved["Location"] == f"{PAGE}?lang=es&missing#D2.2"
    assert "D2.2: Guardado a las" in text_of(complete.get(saved["Location"]))
    shown = complete.get(f"{PAGE}?lang=es").content.decode()
    proof = {"kind": "law", "link": "https://example.org/lei", "title": "Lei"}
    added = complete.post(re.search(r'action="([^"]*/evidence/D2.2/[^"]*)"', shown)[1], proof)
    assert added["Location"] == f"{PAGE}?lang=es#D2.2"


def test_a_language_that_is_not_spoken_here_is_not_carried(lead):
    assert "lang=" not in form_of(lead.get(f"{PAGE}?lang=xx").content.decode(), "D2.2")


def test_a_folded_part_says_what_it_holds(br, diagnosis, lead):
    cycle.answer(br, diagnosis, "D2.2", "Sim", note="Lei 12", department="Saúde")
    page = text_of(lead.get(PAGE))
    assert "data-inside>Lei 12</span></summary>" in page
    assert "Respondido por Lead br, Saúde" in page
    assert page.count('<details class="mc-details" open>') == 0
