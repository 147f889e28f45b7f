"""A returning government confirms last edition's answers instead of typing them again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certification.diagnosis import proving
from certification.diagnosis.models import Answer, AnswerRevision, Diagnosis, Evidence
from certification.editions.models import Window
from certification.evidence.models import PieceVersion
from tests import cycle
from tests.diagnosis import building
from tests.diagnosis.returning import (
    HERE,
    answered_and_proved,
    answers,
    conclude,
    in_a_folder_of_its_own,
    last_year,
    lead,
    newer,
    page,
    prove,
    withdraw,
)
from tests.diagnosis.test_limits import long_form

__all__ = ["in_a_folder_of_its_own", "last_year", "lead", "newer"]

STATEMENTS = 20


class TestOffered:
    def test_every_answer_of_the_same_questionnaire(self, br, last_year, lead):
        prove(br, last_year, "D1.1")
        conclude(br, last_year)
        building.diagnosis(br)
        assert page(lead) == {
            "anew": {},
            "alone": {"D1.3": ["figure"]},
            # D1.2 hangs on D1.1, which has no answer yet: it comes with it.
            "together": ["D1.1", "D1.2", "D1.4", "D2.1", "D2.2"],
        }
        assert answers(br) == {}

    def test_to_whom_the_question_is_open_and_to_nobody_else(self, br, last_year, lead, client):
        conclude(br, last_year)
        building.diagnosis(br)
        client.force_login(br.people["signatory"])
        assert client.get(HERE).status_code == 403

    def test_nothing_of_a_neighbour(self, br, last_year, lead):
        told = {"government": br.sibling, "of": last_year.participation.edition}
        theirs = cycle.diagnosis(br, **told)
        with br.staff():
            Diagnosis.objects.filter(pk=theirs.pk).update(state="consented")
        building.diagnosis(br)
        assert page(lead) == {"anew": {}, "alone": {}, "together": []}

    @pytest.mark.parametrize("state", ["submitted", "in_review", "returned", "approved"])
    def test_what_the_analysis_still_has_is_offered_and_said_to_be_so(
        self, br, last_year, lead, state
    ):
        cycle.submitted(br, last_year)
        with br.staff():
            Diagnosis.objects.filter(pk=last_year.pk).update(state=state)
        building.diagnosis(br)
        assert "D1.4" in page(lead)["together"]
        assert "ainda não verificada" in lead.get(HERE).content.decode()

    @pytest.mark.parametrize("state", ["open", "lapsed"])
    def test_what_was_never_handed_in_is_not(self, br, last_year, lead, state):
        cycle.answer_all(br, last_year)
        with br.staff():
            Diagnosis.objects.filter(pk=last_year.pk).update(state=state)
        building.diagnosis(br)
        assert page(lead) == {"anew": {}, "alone": {}, "together": []}


class TestAcrossVersions:
    @pytest.fixture(autouse=True)
    def proved(self, br, last_year):
        prove(br, last_year, "D1.1")
        conclude(br, last_year)

    def test_each_question_comes_as_the_maintainers_say(self, br, newer, lead):
        building.diagnosis(br, path=newer)
        assert page(lead) == {
            "anew": {"D2.8": "split"},  # made of D2.1, whose answer it cannot have
            "alone": {"D1.9": ["figure"], "D1.4": ["changed"], "D2.1": ["split"]},
            "together": ["D1.1", "D1.2", "D2.2"],
        }
        shown = lead.get(HERE).content.decode()
        assert "Desde quando?" in shown  # the ancestor of “Desde que dia?”
        assert "D1.3" in shown

    def test_the_share_that_must_be_answered_anew(self, br, newer, lead):
        building.diagnosis(br, path=newer)
        found = page(lead)
        told = lead.get(HERE).context["found"]
        assert (told.anew, told.total) == (1, 7)
        lead.post(HERE, {"code": [*found["together"], *found["alone"]]})
        assert set(answers(br)) == {"D1.1", "D1.2", "D1.9", "D1.4", "D2.1", "D2.2"}
        assert page(lead) == {"anew": {"D2.8": "split"}, "alone": {}, "together": []}

    def test_a_new_question_is_listed_and_one_that_ended_is_told(self, br, tmp_path, lead):
        text = building.FORM.read_text().replace('version: "2024"', 'version: "2026"', 1)
        text = text.replace("      - code: D2.2\n", "      - code: D2.9\n", 1)
        path = tmp_path / "dropping.yaml"
        path.write_text(text.replace("kind: framework", "kind: framework\ndropped: [D2.2]", 1))
        building.diagnosis(br, path=path)
        assert page(lead)["anew"] == {"D2.9": "new"}
        shown = lead.get(HERE)
        assert [one.indicator.code for one in shown.context["desk"].past.ended] == ["D2.2"]
        assert "Deixam de ser perguntadas" in shown.content.decode()

    def test_a_weight_that_changed_is_said_beside_the_answer(self, br, tmp_path, lead):
        text = building.FORM.read_text().replace('version: "2024"', 'version: "2026"', 1)
        path = tmp_path / "heavier.yaml"
        path.write_text(text.replace("weight: 2", "weight: 5", 1))
        building.diagnosis(br, path=path)
        assert "D1.1" in page(lead)["together"]
        shown = lead.get(HERE).content.decode()
        assert "Esta pergunta pesa 5 na sua dimensão; antes pesava 2." in shown


class TestConfirmed:
    def test_with_its_proof_detail_department_and_where_it_comes_from(self, br, last_year, lead):
        prove(br, last_year, "D1.1")
        conclude(br, last_year)
        told = {"note": "Art. 2", "department": "Gabinete"}
        with br.staff():
            Answer.objects.filter(diagnosis=last_year, indicator__code="D1.1").update(**told)
        building.diagnosis(br)
        lead.post(HERE, {"code": "D1.1"})
        kept = answers(br)["D1.1"]
        assert (kept.value, kept.note, kept.department, kept.version) == (
            "yes",
            "Art. 2",
            "Gabinete",
            1,
        )
        with br.desk():
            revision = AnswerRevision.objects.get(diagnosis=kept.diagnosis_id)
            before = revision.inherited_from
            assert (before.diagnosis_id, before.indicator.code) == (last_year.pk, "D1.1")
            proof = Evidence.objects.get(diagnosis=kept.diagnosis_id)
            assert (proof.version.title, proof.where) == ("Lei 1", "art. 2")
        history = lead.get("/br/desk/9900011/2026/questions/D1.1/").content.decode()
        assert "confirmada a partir de 2025" in history

    def test_what_somebody_attached_before_is_not_attached_again(self, br, last_year, lead):
        prove(br, last_year, "D1.1")
        conclude(br, last_year)
        diagnosis = building.diagnosis(br)
        with br.desk():
            found = building.loaded(diagnosis)
            proving.attach(
                PieceVersion.objects.get(),
                diagnosis=found,
                indicators=[building.form_for(found).by_code["D1.1"]],
                actor=br.people["lead"],
                roles={"lead"},
            )
        lead.post(HERE, {"code": "D1.1"})
        assert answers(br)["D1.1"].value == "yes"
        with br.desk():
            assert Evidence.objects.filter(diagnosis=diagnosis).count() == 1

    def test_twice_is_once_and_never_over_an_answer(self, br, last_year, lead):
        prove(br, last_year, "D1.1")
        conclude(br, last_year, D2_2="De antes")
        diagnosis = building.diagnosis(br)
        building.save(br, diagnosis, "D2.2", "De agora")
        lead.post(HERE, {"code": ["D2.2", "D1.1"]})
        lead.post(HERE, {"code": ["D2.2", "D1.1"]})
        found = answers(br)
        assert found["D2.2"].value == "De agora"
        assert found["D1.1"].version == 1

    def test_what_is_not_offered_cannot_be_sent(self, br, last_year, lead):
        prove(br, last_year, "D1.1", days=-1)
        conclude(br, last_year)
        building.diagnosis(br)
        lead.post(HERE, {"code": ["D1.1", "D9.9"]})
        assert answers(br) == {}

    def test_what_hangs_on_an_answer_waits_for_it(self, br, last_year, lead):
        prove(br, last_year, "D1.1")
        conclude(br, last_year)
        building.diagnosis(br)
        lead.post(HERE, {"code": "D1.2"})  # D1.1, which decides whether it is asked, is not ticked
        assert answers(br) == {}
        lead.post(HERE, {"code": ["D1.1", "D1.2"]})
        assert set(answers(br)) == {"D1.1", "D1.2"}

    def test_not_after_the_deadline(self, br, last_year, lead):
        prove(br, last_year, "D1.1")
        conclude(br, last_year)
        building.diagnosis(br)
        lead.get(HERE)
        with br.staff():
            Window.objects.filter(step="diagnosis").update(
                closes_at=timezone.now() - timedelta(days=2)
            )
        lead.post(HERE, {"code": "D1.1"})
        assert answers(br) == {}


class TestFromTheWorkspace:
    @pytest.fixture
    def shown(self, br, last_year, lead) -> str:
        gone = prove(br, last_year, "D1.1")
        conclude(br, last_year)
        withdraw(br, gone)
        building.diagnosis(br)
        return lead.get("/br/desk/9900011/2026/dimensions/1/").content.decode()

    def test_an_offer_leads_to_its_place_and_what_lost_its_proof_says_so(self, shown):
        assert "last-edition/?dimension=1#D1.3" in shown
        assert "#D1.1" not in shown.split("<main")[1].replace("/dimensions/1/#D1.1", "")
        assert "Para responder de novo: a comprovação da última edição foi retirada" in shown

    def test_what_is_asked_anew_leads_to_where_it_can_be_answered(self, shown, lead):
        offered = lead.get(HERE).content.decode()
        assert "/br/desk/9900011/2026/dimensions/1/#D1.1" in offered
        assert 'id="answer-D1.1' in shown or 'name="answer-D1.1"' in shown
        assert "/questions/D1.1/" not in offered

    def test_the_overview_says_what_is_left(self, shown, br, lead):
        notice = " ".join(lead.get("/br/desk/9900011/2026/diagnosis/").content.decode().split())
        assert "4 respostas da última edição esperam confirmação." in notice
        assert "1 pergunta precisa de nova resposta." in notice


def test_as_many_statements_for_a_hundred_as_for_twenty(br, tmp_path, lead):
    path = long_form(tmp_path, 114)
    answered_and_proved(br, building.diagnosis(br, year=2025, path=path))
    building.diagnosis(br, path=path)
    found = page(lead)  # reads the questionnaires, once for this process
    codes = [*found["together"], *found["alone"]]
    spent = []
    for some in (codes[:20], codes[20:]):
        with CaptureQueriesContext(connection) as queries:
            assert lead.post(HERE, {"code": some}).status_code == 302
        spent.append(len(queries))
    assert len(codes) == len(answers(br)) == 120
    with br.desk():
        kept = Evidence.objects.filter(diagnosis__participation__edition__year=2026)
        assert kept.count() == 120
    print(f"20 answers in {spent[0]} statements, 100 in {spent[1]}")
    assert spent[0] == spent[1] <= STATEMENTS, "\n".join(one["sql"][:150] for one in queries)
