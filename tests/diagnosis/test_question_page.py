"""A question's own page: what was answered before, what was said about it, last year's answer."""

from uuid import uuid4

import pytest
from django.test import Client

from certification.diagnosis.models import Answer, AnswerRevision, Remark
from tests import cycle
from tests.diagnosis import building
from tests.diagnosis.test_pages import send, text_of

DESK = "/br/desk/9900011/2026"
PAGE = f"{DESK}/questions/D1.1/"


@pytest.fixture
def answered(br, lead):
    """Answered twice: first yes, then partly."""
    send(lead, answer="yes", note="Há decreto")
    send(lead, answer="partial", base="1")
    return lead


def bring_back(client, **fields):
    data = {"version": "1", "base": "2", "save": str(uuid4())} | fields
    return client.post(f"{PAGE}bring-back/", data, follow=True)


def stands(br) -> Answer:
    with br.desk():
        return Answer.objects.get(indicator__code="D1.1")


class TestHistory:
    def test_every_answer_stands_there_with_who_and_when(self, br, answered):
        page = text_of(answered.get(PAGE))
        assert "Há decreto" in page
        assert page.index("Parcialmente") < page.index("Há decreto"), "the newest comes first"
        assert "Lead br" in page

    def test_an_earlier_answer_is_brought_back_as_a_new_one(self, br, answered):
        assert "A resposta anterior vale de novo" in text_of(bring_back(answered))
        now = stands(br)
        assert (now.value, now.note, now.version) == ("yes", "Há decreto", 3)
        with br.desk():
            assert AnswerRevision.objects.filter(indicator__code="D1.1").count() == 3

    def test_what_somebody_answered_meanwhile_is_not_lost(self, br, answered):
        colleague = Client()
        colleague.force_login(br.people["contributor"])
        send(colleague, answer="no", base="2")
        assert "Contributor br" in text_of(bring_back(answered))
        assert stands(br).value == "no"

    def test_a_double_click_brings_it_back_once(self, br, answered):
        same = str(uuid4())
        bring_back(answered, save=same)
        bring_back(answered, save=same)
        assert stands(br).version == 3

    def test_a_version_that_never_stood_is_not_found(self, br, answered):
        assert bring_back(answered, version="9").status_code == 404

    def test_after_the_deadline_nothing_can_be_brought_back(self, br, answered):
        cycle.closed(br)
        assert "Recuperar esta resposta" not in text_of(answered.get(PAGE))
        bring_back(answered)
        assert stands(br).value == "partial"


class TestConversation:
    def write(self, client, text, send_id=None):
        return client.post(PAGE, {"text": text, "send": send_id or str(uuid4())}, follow=True)

    def test_colleagues_and_the_analysis_talk(self, br, diagnosis, lead):
        self.write(lead, "Quem tem a portaria?")
        analyst = Client()
        analyst.force_login(br.people["analyst"])
        address = f"/br/admin/review/{diagnosis.pk}/questions/D1.1/"
        assert "Quem tem a portaria?" in text_of(analyst.get(address))
        analyst.post(address, {"text": "Basta o número", "send": str(uuid4())})
        page = text_of(lead.get(PAGE))
        assert "Basta o número" in page
        assert "equipe de análise" in page

    def test_the_question_tells_how_many_lines_there_are(self, lead):
        self.write(lead, "Uma")
        self.write(lead, "Duas")
        assert "2 mensagens" in text_of(lead.get(f"{DESK}/dimensions/1/"))

    def test_sent_twice_it_is_said_once(self, br, lead):
        same = str(uuid4())
        self.write(lead, "Uma vez", same)
        self.write(lead, "Uma vez", same)
        with br.desk():
            assert Remark.objects.count() == 1

    @pytest.mark.parametrize("text", ["  ", "a" * 2001])
    def test_what_cannot_be_sent_stays_in_the_field(self, br, lead, text):
        response = self.write(lead, text)
        assert response.status_code == 422
        assert text in response.content.decode()
        with br.desk():
            assert not Remark.objects.exists()

    def test_whoever_only_looks_writes_nothing(self, br, diagnosis, lead):
        observer = Client()
        observer.force_login(br.people["observer"])
        address = f"/br/admin/review/{diagnosis.pk}/questions/D1.1/"
        assert "<textarea" not in observer.get(address).content.decode()
        assert observer.post(address, {"text": "Oi"}).status_code == 403
        with br.desk():
            assert not Remark.objects.exists()


class TestMissing:
    def test_only_what_is_missing_is_shown(self, lead):
        whole = lead.get(f"{DESK}/dimensions/1/").content.decode()
        send(lead, answer="yes")
        page = lead.get(f"{DESK}/dimensions/1/?missing").content.decode()
        assert 'id="D1.1"' in whole
        assert 'id="D1.1"' not in page
        assert 'id="D1.3"' in page


class TestLastEdition:
    @pytest.fixture
    def last_year(self, br):
        """The edition before, concluded."""
        made = building.diagnosis(br, year=2025)
        return cycle.concluded(br, made, D1_1="no", D1_3="41")

    def test_the_last_answer_stands_below(self, br, last_year, lead):
        page = text_of(lead.get(f"{DESK}/dimensions/1/"))
        assert "Em 2025" in page
        assert "41" in page

    def test_an_unfinished_edition_is_no_last_one(self, br, lead):
        building.diagnosis(br, year=2025)
        assert "Em 2025" not in text_of(lead.get(f"{DESK}/dimensions/1/"))
