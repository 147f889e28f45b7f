"""A returning government confirms last edition's answers instead of typing them again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certification.diagnosis import proving
from certification.diagnosis.models import Answer, AnswerRevision, Diagnosis, Evidence
from certification.diagnosis.queries import sheet_of
from certification.editions.models import Window
from certification.evidence.keeping import Told, keep
from certification.evidence.models import PieceVersion
from tests import cycle
from tests.diagnosis import building

HERE = "/br/desk/9900011/2026/last-edition/"
STATEMENTS = 20

# The next version: D1.3 renamed, D2.1 split in two, D1.4 asked differently, the rest as before.
NEXT = [
    ('version: "2024"', 'version: "2026"'),
    ("      - code: D1.3\n", "      - code: D1.9\n        was: [D1.3]\n"),
    ("Desde quando?", "Desde que dia?"),
    ("      - code: D2.2\n", "      - code: D2.8\n        was: [D2.1]\n        kind: yes_no\n"
     '        text: {pt-br: "Atende-se em espanhol?"}\n        weight: 1\n        theme: rights\n'
     "        minutes: 1\n      - code: D2.2\n"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def last_year(br):
    return building.diagnosis(br, year=2025)


@pytest.fixture
def lead(br, client):
    client.force_login(br.people["lead"])
    return client


def conclude(br, diagnosis: Diagnosis, **answers) -> None:
    cycle.concluded(br, diagnosis, **answers)


def prove(br, diagnosis: Diagnosis, code: str, *, kind="law", title="Lei 1", days=0) -> None:
    """Prove last year's answer with a link that counts ``days`` from today, or for good."""
    until = timezone.localdate() + timedelta(days=days) if days else None
    with br.desk():
        who = {"actor": br.people["lead"], "roles": {"lead"}}
        link = f"https://exemplo.org/{code}/{title}".replace(" ", "-")
        version = keep(br.here.pk, Told(kind, title, valid_until=until), link=link, **who)
        found = building.loaded(diagnosis)
        proving.attach(
            version,
            diagnosis=found,
            indicators=[building.form_for(found).by_code[code]],
            where="art. 2",
            **who,
        )


@pytest.fixture
def newer(tmp_path):
    text = building.FORM.read_text()
    for old, new in NEXT:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "next.yaml"
    path.write_text(text)
    return path


def page(client) -> dict:
    """What the page offers: codes to answer anew, alone, and by dimension."""
    context = client.get(HERE).context
    together = [one for _dimension, offers in context["chapters"] for one in offers]
    return {
        "anew": {one.indicator.code: one.anew.value for one in context["anew"]},
        "alone": [one.indicator.code for one in context["alone"]],
        "together": [one.indicator.code for one in together],
    }


def answers(br, year=2026) -> dict[str, Answer]:
    with br.desk():
        found = Answer.objects.filter(diagnosis__participation__edition__year=year)
        return {one.indicator.code: one for one in found.select_related("indicator")}


class TestOffered:
    def test_every_answer_of_the_same_questionnaire(self, br, last_year, lead):
        conclude(br, last_year)
        building.diagnosis(br)
        assert page(lead) == {
            "anew": {},
            "alone": [],
            # D1.2 hangs on D1.1, which has no answer yet: nobody is asked it.
            "together": ["D1.1", "D1.3", "D1.4", "D2.1", "D2.2"],
        }
        assert answers(br) == {}

    def test_what_has_expired_is_asked_anew_and_what_is_alive_is_not(self, br, last_year, lead):
        prove(br, last_year, "D1.1", days=-1)
        prove(br, last_year, "D2.2", kind="report", days=1)
        conclude(br, last_year)
        building.diagnosis(br)
        found = page(lead)
        assert found["anew"] == {"D1.1": "expired"}
        assert "D2.2" in found["together"]

    def test_an_answer_that_lost_one_of_two_proofs_is_looked_at_alone(self, br, last_year, lead):
        prove(br, last_year, "D1.1", title="Lei velha", days=-1)
        prove(br, last_year, "D1.1", title="Lei nova")
        conclude(br, last_year)
        building.diagnosis(br)
        assert page(lead)["alone"] == ["D1.1"]
        lead.post(HERE, {"code": "D1.1"})
        with br.desk():
            kept = Evidence.objects.filter(diagnosis__participation__edition__year=2026)
            assert [one.version.title for one in kept] == ["Lei nova"]

    def test_what_the_analysis_put_in_its_place_not_what_was_declared(self, br, last_year, lead):
        conclude(br, last_year, D1_3="7")
        with br.staff():
            verdict = last_year.verdicts.get(indicator__code="D1.3")
            verdict.outcome, verdict.value = "adjusted", "5"
            verdict.save(update_fields=["outcome", "value"])
        building.diagnosis(br)
        lead.post(HERE, {"code": "D1.3"})
        assert answers(br)["D1.3"].value == "5"

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
        assert page(lead) == {"anew": {}, "alone": [], "together": []}


class TestAcrossVersions:
    def test_each_question_comes_as_the_maintainers_say(self, br, last_year, newer, lead):
        conclude(br, last_year)
        building.diagnosis(br, path=newer)
        assert page(lead) == {
            "anew": {"D2.8": "split"},  # made of D2.1, whose answer it cannot have
            "alone": ["D1.4", "D2.1"],  # asked differently; one of two made of D2.1
            "together": ["D1.1", "D1.9", "D2.2"],
        }
        shown = lead.get(HERE).content.decode()
        assert "Desde quando?" in shown  # the ancestor of “Desde que dia?”
        assert "D1.3" in shown

    def test_the_share_that_must_be_answered_anew(self, br, last_year, newer, lead, capsys):
        conclude(br, last_year)
        diagnosis = building.diagnosis(br, path=newer)
        found = page(lead)
        lead.post(HERE, {"code": found["together"]})
        for code in found["alone"]:
            lead.post(HERE, {"code": code})
        lead.post(HERE, {"code": page(lead)["together"]})  # D1.2, now that D1.1 has its answer
        with br.desk():
            sheet = sheet_of(building.loaded(diagnosis))
        left = [one.code for one in sheet.missing]
        assert left == ["D2.8"]
        with capsys.disabled():
            print(f"\nto be answered anew: {len(left)} of {len(sheet.asked)} questions")


class TestConfirmed:
    def test_with_its_proof_detail_department_and_a_revision(self, br, last_year, lead):
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
            assert AnswerRevision.objects.filter(diagnosis=kept.diagnosis_id).count() == 1
            proof = Evidence.objects.get(diagnosis=kept.diagnosis_id)
            assert (proof.version.title, proof.where) == ("Lei 1", "art. 2")

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

    def test_not_after_the_deadline(self, br, last_year, lead):
        conclude(br, last_year)
        building.diagnosis(br)
        lead.get(HERE)
        with br.staff():
            Window.objects.filter(step="diagnosis").update(
                closes_at=timezone.now() - timedelta(days=2)
            )
        lead.post(HERE, {"code": "D1.1"})
        assert answers(br) == {}

    @pytest.mark.parametrize("codes", [["D1.1"], ["D1.1", "D1.3", "D1.4", "D2.1", "D2.2"]])
    def test_as_many_statements_for_five_as_for_one(self, br, last_year, lead, codes):
        for code in ("D1.1", "D1.3", "D2.2"):
            prove(br, last_year, code)
        conclude(br, last_year)
        building.diagnosis(br)
        lead.get(HERE)  # reads the questionnaires, once for this process
        with CaptureQueriesContext(connection) as queries:
            assert lead.post(HERE, {"code": codes}).status_code == 302
        assert len(answers(br)) == len(codes)
        assert len(queries) <= STATEMENTS
