"""A diagnosis returned with requests: what is asked comes first and alone is open."""

import pytest

from certification.diagnosis.models import Verdict
from tests import cycle
from tests.diagnosis.test_pages import DESK, returned, send, text_of


def test_what_is_asked_comes_first_and_alone_is_open(br, diagnosis, lead):
    returned(br, diagnosis, "D1.3")
    page = text_of(lead.get(f"{DESK}/dimensions/1/"))
    assert page.index('id="D1.3"') < page.index('id="D1.1"')
    assert "Falta a página do protocolo" in page
    assert page.count("<fieldset") == page.split('id="D1.1"')[0].count("<fieldset") > 0
    assert send(lead, "D1.3", answer="5", base="1").status_code == 302
    assert send(lead, "D1.1", answer="no", base="1").status_code == 409


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
