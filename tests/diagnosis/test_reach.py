"""What a contributor sees and answers: the questions of their part, and of the others nothing."""

import re
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from openpyxl import load_workbook

from certification.diagnosis import proving, remarks
from certification.diagnosis.models import Answer, Evidence, Part
from certification.diagnosis.reach import Elsewhere
from certification.evidence.keeping import Told
from migracidades.files.accept import check
from migracidades.files.storing import store
from migracidades.tenancy.models import Membership
from tests import cycle
from tests.cycle import PAGE_OF_PDF
from tests.diagnosis import building
from tests.diagnosis.building import give, save
from tests.diagnosis.test_pages import DESK, PART, returned, send, text_of

SECRET = "Segredo"


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def hers(br, diagnosis, client):
    """The contributor, whose part is D1.2 and D1.3; every other question keeps a secret."""
    give(br, diagnosis, "D1.2", "D1.3")
    for code, said in (("D1.1", "yes"), ("D1.4", "31/12/2024"), ("D2.1", "es")):
        save(br, diagnosis, code, said, note=f"{SECRET} de {code}", department=SECRET)
    save(br, diagnosis, "D2.2", f"{SECRET} de D2.2")
    for code in ("D1.1", "D2.2"):
        _prove_and_say(br, diagnosis, code)
    client.force_login(br.people["contributor"])
    return client


def _prove_and_say(br, diagnosis, code) -> None:
    lead = br.people["lead"]
    with br.desk():
        here, asked = building.loaded(diagnosis), building.indicator(diagnosis, code)
        remarks.remark(here, asked, f"{SECRET} sobre {code}", author=lead, send_id=uuid4())
        upload = SimpleUploadedFile(f"{SECRET}.pdf", PAGE_OF_PDF + code.encode())
        who = {"actor": lead, "roles": {"lead"}}
        told = {"told": Told("law", f"{SECRET} {code}"), "file": check(upload)}
        proving.add(diagnosis=here, indicators=[asked], **told, **who)


def hers_saved(br, diagnosis, code, *raw, **more):
    who = {"author": br.people["contributor"], "roles": {"contributor"}}
    return save(br, diagnosis, code, *raw, **who | more)


class TestPages:
    PAGES = ["diagnosis/", "dimensions/1/", "dimensions/1/?missing", "diagnosis/check/",
             "diagnosis/print/", "questions/D1.3/"]  # fmt: skip

    @pytest.mark.parametrize("page", PAGES)
    def test_hold_no_word_of_the_other_questions(self, br, hers, page):
        shown = text_of(hers.get(f"{DESK}/{page}"))
        assert "D1.3" in shown or "Estrutura institucional" in shown
        assert SECRET not in shown
        # As a word: a form's random token may hold the letters.
        assert not re.search(r"\bD2\b", shown)
        assert "Acesso à saúde" not in shown
        hers.force_login(br.people["lead"])
        whole = text_of(hers.get(f"{DESK}/{page}"))
        assert SECRET in whole or page not in ("diagnosis/print/", "dimensions/1/")

    def test_nor_when_the_analysis_asks(self, br, diagnosis, client):
        returned(br, diagnosis, "D1.1")
        give(br, diagnosis, "D1.2", "D1.3")
        client.force_login(br.people["contributor"])
        shown = {page: text_of(client.get(f"{DESK}/{page}")) for page in self.PAGES}
        assert "Falta a página" not in " ".join(shown.values())
        assert "Quase lá" not in " ".join(shown.values())
        # What hangs on a question asked about is open with it, whoever answers that.
        assert 'name="answer-D1.2"' in shown["dimensions/1/"]
        assert 'name="answer-D1.3"' not in shown["dimensions/1/"]

    @pytest.mark.parametrize(
        "page", ["dimensions/2/", "questions/D1.1/", "answers/D2.2/", "evidence/D2.2/"]
    )
    def test_of_the_other_questions_are_not_there(self, br, hers, page):
        assert hers.get(f"{DESK}/{page}").status_code == 404
        hers.force_login(br.people["lead"])
        assert hers.get(f"{DESK}/{page}").status_code in (200, 302)

    def test_nor_of_what_the_others_answered_in_the_last_edition(self, br, client):
        before = building.diagnosis(br, year=2025)
        cycle.concluded(br, before, D1_3="4321", D2_2=f"{SECRET} antigo")
        asked = {"questionnaire": before.questionnaire, "year": 2026}
        give(br, cycle.diagnosis(br, **asked), "D1.3")
        client.force_login(br.people["contributor"])
        for page in ("dimensions/1/", "last-edition/"):
            shown = text_of(client.get(f"{DESK}/{page}"))
            assert "4.321" in shown
            assert SECRET not in shown
        client.force_login(br.people["lead"])
        assert f"{SECRET} antigo" in text_of(client.get(f"{DESK}/last-edition/"))

    def test_count_the_part_alone(self, br, diagnosis, hers):
        hers_saved(br, diagnosis, "D1.3", "4")
        assert "1 de 2 perguntas respondidas" in text_of(hers.get(f"{DESK}/diagnosis/"))

    def test_tell_on_what_a_question_hangs_and_show_it_once_it_is_asked(self, br, diagnosis, hers):
        page = text_of(hers.get(f"{DESK}/dimensions/1/"))
        assert "Depende de D1.1 “Há setor responsável?”" in page
        assert 'name="answer-D1.2"' in page
        save(br, diagnosis, "D1.1", "no", base_version=1)
        assert "0 de 1 pergunta" in text_of(hers.get(f"{DESK}/dimensions/1/"))

    @pytest.mark.parametrize("role", ["alternate", "signatory"])
    def test_the_widest_seat_counts(self, br, hers, role):
        with br.staff():
            Membership.objects.create(user=br.people["contributor"], role=role, government=br.here)
        assert f"{SECRET} de D2.2" in text_of(hers.get(f"{DESK}/diagnosis/print/"))

    def test_nothing_given_is_said_kindly(self, br, hers):
        with br.staff():
            Part.objects.update(ended_at=Now())
        for page in ("diagnosis/", "diagnosis/check/", "diagnosis/print/"):
            shown = text_of(hers.get(f"{DESK}/{page}"))
            assert "Nada foi passado a você ainda" in shown
            assert "lead@br.test" in shown
        assert hers.get(f"{DESK}/dimensions/1/").status_code == 404


class TestSaving:
    def test_in_the_part(self, br, diagnosis, hers):
        saved = hers_saved(br, diagnosis, "D1.3", "4")
        assert saved.changed
        assert [one.code for one in saved.sheet.form.indicators] == ["D1.2", "D1.3"]
        assert saved.sheet.progress().total == 2

    @pytest.mark.parametrize("code", ["D1.4", "D2.2"])
    def test_outside_of_it(self, br, diagnosis, hers, code):
        give(br, diagnosis, "D2", "D1.4", role="signatory", department="Procuradoria")
        for base in (0, 1):
            with pytest.raises(Elsewhere, match="Procuradoria") as refused:
                hers_saved(br, diagnosis, code, "01/01/2025", base_version=base)
            assert SECRET not in refused.value.message
        with br.desk():
            assert not Answer.objects.filter(author=br.people["contributor"]).exists()

    @pytest.mark.parametrize(
        "change",
        [
            lambda br, seat: Part.objects.update(ended_at=Now()),
            lambda br, seat: Part.objects.update(indicators=["D1.2"]),
            lambda br, seat: Part.objects.update(seat=None),
            lambda br, seat: Membership.objects.filter(pk=seat.pk).update(active=False),
            lambda br, seat: Membership.objects.filter(pk=seat.pk).update(user=br.neighbour),
        ],
        ids=["ended", "taken out", "of nobody", "the seat ended", "handed over"],
    )
    def test_no_more_once_it_is_given_away(self, br, diagnosis, hers, change):
        assert hers_saved(br, diagnosis, "D1.3", "4").changed
        with br.staff():
            change(br, br.seat("contributor"))
        with pytest.raises(Elsewhere, match=r"D1\.3 não está na sua parte"):
            hers_saved(br, diagnosis, "D1.3", "5", base_version=1)

    def test_the_part_of_another_edition_or_person_opens_nothing(self, br, diagnosis, hers):
        give(br, diagnosis, "D1", "D2", role="lead")
        with pytest.raises(Elsewhere):
            hers_saved(br, diagnosis, "D2.2", "texto")

    def test_a_save_that_was_kept_before_is_told_so(self, br, diagnosis, hers):
        one = uuid4()
        hers_saved(br, diagnosis, "D1.3", "4", save_id=one)
        give(br, diagnosis, "D1.2")
        with pytest.raises(Elsewhere, match="Isto foi salvo"):
            hers_saved(br, diagnosis, "D1.3", "4", save_id=one)

    def test_what_others_saved_since_is_not_told(self, br, diagnosis, hers):
        one = uuid4()
        hers_saved(br, diagnosis, "D1.3", "4", save_id=one)
        give(br, diagnosis, "D1.2")
        save(br, diagnosis, "D1.3", "77", base_version=1)
        with pytest.raises(Elsewhere):
            hers_saved(br, diagnosis, "D1.3", "5", save_id=one)


class TestSending:
    def test_the_text_comes_back_with_who_has_the_question(self, br, diagnosis, hers):
        give(br, diagnosis, "D2", role="signatory", department="Educação")
        for part in (False, True):
            response = send(hers, "D2.2", answer="Atendemos todo dia", part=part)
            assert response.status_code == 409
            shown = text_of(response)
            assert "D2.2 não está na sua parte agora. Está com: Educação." in shown
            assert SECRET not in shown
        assert "Atendemos todo dia" in text_of(send(hers, "D2.2", answer="Atendemos todo dia"))

    def test_the_reply_tells_of_the_part_alone(self, br, diagnosis, hers):
        response = send(hers, "D1.3", answer="4", part=True, since="1")
        shown = text_of(response)
        assert "1 de 2 perguntas" in shown
        assert SECRET not in shown
        assert "/dimensions/2/" not in shown

    @pytest.mark.parametrize("headers", [{}, PART])
    def test_evidence_for_others_is_refused(self, br, hers, headers):
        sent = {"kind": "law", "link": "https://example.org/"}
        response = hers.post(f"{DESK}/evidence/D2.2/", sent, headers=headers)
        assert response.status_code == 409
        assert "D2.2 não está na sua parte agora" in text_of(response)
        assert SECRET not in text_of(response)

    def test_evidence_of_others_is_neither_removed_nor_fetched(self, br, hers):
        with br.desk():
            proof = Evidence.objects.select_related("version").first()
        assert hers.post(f"{DESK}/evidence/{proof.pk}/remove/").status_code == 404
        address = f"/br/desk/9900011/files/{proof.version.file_id}/"
        assert hers.get(address).status_code == 404
        hers.force_login(br.people["signatory"])
        assert hers.get(address).status_code == 200

    def test_the_verbs_of_evidence_ask_too(self, br, diagnosis, hers):
        who = {"actor": br.people["contributor"], "roles": {"contributor"}}
        with br.desk():
            proof, asked = (
                Evidence.objects.select_related("version").first(),
                building.indicator(diagnosis, "D2.2"),
            )
            with pytest.raises(Elsewhere):
                proving.remove([proof], **who)
            with pytest.raises(Elsewhere):
                proving.add(
                    diagnosis=diagnosis,
                    indicators=[asked],
                    told=Told("law"),
                    link="https://a.org/",
                    **who,
                )

    def test_the_spreadsheets_hold_the_part_alone(self, br, hers):
        index = text_of(hers.get(f"{DESK}/spreadsheets/"))
        assert "Estrutura" in index
        assert "Acesso à saúde" not in index
        book = load_workbook(BytesIO(hers.get(f"{DESK}/spreadsheets/1.xlsx").content))
        said = " ".join(str(cell) for sheet in book for row in sheet.values for cell in row)
        assert "Quantas pessoas trabalham nele?" in said
        assert SECRET not in said
        assert hers.get(f"{DESK}/spreadsheets/2.xlsx").status_code == 404

    def test_a_spreadsheet_of_another_is_not_fetched(self, br, hers):
        with br.desk():
            upload = check(SimpleUploadedFile(f"{SECRET}.pdf", PAGE_OF_PDF))
            sent = store(upload, purpose="import", user=br.people["lead"])
        address = f"/br/desk/9900011/files/{sent.pk}/"
        assert hers.get(address).status_code == 404
        hers.force_login(br.people["lead"])
        assert hers.get(address).status_code == 200

    def test_evidence_of_the_part_is_fetched(self, br, diagnosis, hers):
        sent = {"kind": "law", "file": SimpleUploadedFile("a.pdf", PAGE_OF_PDF)}
        assert hers.post(f"{DESK}/evidence/D1.3/", sent).status_code == 302
        with br.desk():
            mine = Evidence.objects.select_related("version").get(added_by=br.people["contributor"])
        assert hers.get(f"/br/desk/9900011/files/{mine.version.file_id}/").status_code == 200

    @pytest.mark.parametrize(
        ("address", "body"),
        [("questions/D2.2/", {"text": "x"}), ("questions/D2.2/bring-back/", {"version": 1})],
    )
    def test_nor_is_anything_said_or_brought_back_there(self, hers, address, body):
        assert hers.post(f"{DESK}/{address}", body).status_code == 404
