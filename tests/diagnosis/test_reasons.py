"""The check page says of each thing that is missing why it is."""

import re

import pytest
from django.db.models.functions import Now

from certification.diagnosis.models import Part
from tests import cycle
from tests.diagnosis import building, guesting
from tests.diagnosis.test_pages import DESK, returned, send, text_of

CHECK = f"{DESK}/diagnosis/check/"


def why(client, code: str) -> str:
    """What stands beside a question among what is missing; nothing where it is not there."""
    page = text_of(client.get(CHECK))
    beside = r'<span class="mc-small mc-quiet">(.*?)</span></li>'
    found = re.search(rf'<li><a href="[^"]*#{code}">[^<]*</a><br>{beside}', page)
    return found[1] if found else ""


@pytest.fixture(autouse=True)
def with_nobody(br, diagnosis):
    """No department has a part unless a test gives one."""
    with br.staff():
        Part.objects.update(ended_at=Now())


def test_nobody_has_answered_it(diagnosis, lead):
    assert why(lead, "D2.2") == "nunca respondida"


def test_another_answer_brought_it_up(br, diagnosis, lead):
    assert why(lead, "D1.2") == ""
    building.save(br, diagnosis, "D1.1", "yes")
    assert why(lead, "D1.2") == "perguntada por causa da resposta a D1.1, ainda sem resposta"


def test_somebody_took_its_answer_out(br, diagnosis, lead):
    building.save(br, diagnosis, "D2.2", "Texto")
    send(lead, "D2.2", answer="", base="1")
    assert why(lead, "D2.2") == "a resposta foi apagada por Lead br"


def test_the_analysis_asked_about_it(br, diagnosis, lead):
    returned(br, diagnosis, "D2.2")
    send(lead, "D2.2", answer="", base="1")
    assert why(lead, "D2.2").endswith("a equipe de análise fez um pedido sobre ela")


def test_a_guests_suggestion_waits(br, diagnosis, lead):
    link = guesting.link(br, diagnosis, "D2.2")
    guesting.send(link.token, D2_2="Um texto")
    assert why(lead, "D2.2") == "nunca respondida · há uma sugestão de convidado em espera"


def test_it_is_asked_of_a_department(br, diagnosis, lead, client):
    building.give(br, diagnosis, "D2.2", department="Obras e viação")
    assert why(lead, "D2.2") == "nunca respondida · pedida a: Obras e viação"
    client.force_login(br.people["contributor"])
    assert why(client, "D2.2") == "nunca respondida"


def test_evidence_is_asked_for_and_none_is_there(br, diagnosis, lead):
    building.save(br, diagnosis, "D1.1", "yes")
    assert re.fullmatch(r"pede: .+; nada anexado", why(lead, "D1.1"))


@pytest.mark.parametrize("role", ["lead", "contributor"])
def test_what_is_there_lacks_nothing(br, diagnosis, client, role):
    cycle.answer_all(br, diagnosis)
    client.force_login(br.people[role])
    assert why(client, "D2.2") == ""
