"""A government's home: what comes next, whose turn it is, who is in the team."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certification.diagnosis import proving
from certification.diagnosis.models import Diagnosis
from certification.evidence.keeping import Told, keep, renew
from certification.evidence.links import note
from migracidades.kit.fetching import Seen
from tests import cycle
from tests.diagnosis import building
from tests.diagnosis.test_pages import returned, text_of

HOME = "/br/desk/9900011/2026/"


@pytest.fixture
def br(world):
    return world.br


@pytest.fixture
def diagnosis(br):
    return building.diagnosis(br)


def home(br, role="lead") -> str:
    client = Client()
    client.force_login(br.people[role])
    return text_of(client.get(HOME))


def test_the_work_left_leads_to_the_first_question_without_an_answer(br, diagnosis):
    page = home(br)
    assert "perguntas a responder" in page
    assert "minutos de trabalho" in page
    assert f"{HOME}dimensions/1/" in page


def test_when_all_is_answered_the_signatory_is_waited_for(br, diagnosis):
    cycle.answer_all(br, diagnosis)
    assert "falta a anuência da autoridade signatária" in home(br)
    assert "falta a sua anuência" in home(br, "signatory")
    cycle.sign(br, diagnosis)
    assert "o diagnóstico pode ser enviado" in home(br)


def test_what_the_analysis_asks_comes_first(br, diagnosis):
    returned(br, diagnosis, "D1.1")
    page = home(br)
    assert page.index("A equipe de análise pede a você") < page.index("As etapas")
    assert f'{HOME}dimensions/1/#D1.1"' in page


LOST = "1 link da sua evidência não leva mais aonde levava"


@pytest.fixture
def lost(br, diagnosis):
    """A law at a link that is gone, used for D1.1."""
    with br.desk():
        who = {"actor": br.people["lead"], "roles": {"lead"}}
        law = keep(br.here.pk, Told("law", "Lei 1"), link="https://exemplo.org/1", **who)
        asked = [building.form_for(building.loaded(diagnosis)).by_code["D1.1"]]
        proving.attach(law, diagnosis=diagnosis, indicators=asked, **who)
    assert LOST not in home(br)
    with br.staff():
        note(law, Seen(404, law.link, "text/html", b""))
    return law


def test_a_link_that_is_lost_asks_to_be_mended(br, lost):
    page = home(br)
    assert LOST in page
    assert "/br/desk/9900011/evidence/?state=lost" in page
    assert LOST not in home(br, "signatory"), "who cannot mend it is not asked"


def test_while_the_analysis_reads_too(br, diagnosis, lost):
    cycle.submitted(br, diagnosis)
    assert LOST in home(br)
    with br.desk():
        who = {"actor": br.people["lead"], "roles": {"lead"}}
        renew(lost.piece, Told("law", "Lei 1"), link="https://exemplo.org/2", base=1, **who)
    assert LOST not in home(br)


def test_a_contributor_is_asked_for_what_proves_her_part(br, diagnosis, lost):
    building.give(br, diagnosis, "D2.1")
    assert LOST not in home(br, "contributor")
    building.give(br, diagnosis, "D1.1", "D2.1")
    assert LOST in home(br, "contributor")


def test_while_the_programme_works_nothing_is_asked(br, diagnosis):
    cycle.submitted(br, diagnosis)
    page = home(br)
    assert "perguntas a responder" not in page
    assert "a vez do programa" in page


def test_after_the_deadline_no_work_is_offered(br, diagnosis):
    cycle.closed(br)
    assert "perguntas a responder" not in home(br)


def test_the_team_stands_there(br, diagnosis):
    page = home(br, "contributor")
    assert "Lead br" in page
    assert "Signatory br" in page
    assert "Neighbour br" not in page


def test_it_costs_the_same_with_one_answer_or_all(br, diagnosis):
    def cost() -> int:
        client = Client()
        client.force_login(br.people["lead"])
        client.get(HOME)
        with CaptureQueriesContext(connection) as queries:
            client.get(HOME)
        return len(queries)

    few = cost()
    for code in ("D1.1", "D1.2"):
        with br.desk():
            asked = building.form_for(building.loaded(diagnosis)).by_code[code]
        cycle.answer(br, diagnosis, code, *cycle.fullest(asked))
    with br.staff():
        assert Diagnosis.objects.get().state == "open"
    assert cost() == few
