"""The pages of the diagnosis, as a browser without any script uses them."""

import re
from uuid import uuid4

import pytest
from django.utils import timezone

from certification.diagnosis.models import Answer, AnswerRevision, Diagnosis, Round, Verdict
from certification.editions.models import Edition
from tests import cycle
from tests.diagnosis import building

DESK = "/br/desk/9900011/2026"
PART = {"X-Part": "yes"}


def send(client, code="D1.1", *, part=False, **fields):
    data = {"base": "0", "save": str(uuid4()), "standing": "answered"} | fields
    if "answer" in data:
        data[f"answer-{code}"] = data.pop("answer")
    return client.post(f"{DESK}/answers/{code}/", data, headers=PART if part else {})


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def returned(br, diagnosis, *codes) -> None:
    """Returned with a request on each of ``codes``."""
    made = cycle.submitted(br, diagnosis)
    with br.staff():
        form = building.form_for(building.loaded(diagnosis))
        for code in codes:
            Verdict.objects.create(
                government=br.here,
                diagnosis=diagnosis,
                round=made,
                indicator_id=form.by_code[code].id,
                outcome="requested",
                comment="Falta a página do protocolo",
                released=True,
                decided_by=br.seat("analyst"),
            )
        Round.objects.update(returned_at=timezone.now(), return_message="Quase lá")
        Diagnosis.objects.update(state="returned")


class TestWhoReads:
    PAGES = ["diagnosis/", "dimensions/1/", "diagnosis/check/", "diagnosis/print/"]

    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize("role", ["lead", "alternate", "contributor", "signatory"])
    def test_everybody_of_the_government(self, br, diagnosis, client, page, role):
        client.force_login(br.people[role])
        assert client.get(f"{DESK}/{page}").status_code == 200

    @pytest.mark.parametrize("page", PAGES)
    def test_nobody_else(self, br, diagnosis, client, world, page):
        assert client.get(f"{DESK}/{page}").status_code == 302
        for person, status in ((br.neighbour, 404), (world.stranger, 404)):
            client.force_login(person)
            assert client.get(f"{DESK}/{page}").status_code == status

    def test_the_sibling_has_none_of_it(self, br, diagnosis, client):
        cycle.answer(br, diagnosis, "D2.2", "Segredo de Vila Exemplo")
        cycle.diagnosis(br, government=br.sibling, of=diagnosis.participation.edition)
        client.force_login(br.neighbour)
        page = client.get("/br/desk/9900029/2026/diagnosis/print/")
        assert page.status_code == 200
        assert "Segredo" not in text_of(page)

    def test_a_year_or_a_dimension_that_is_not(self, lead):
        for page in ("2025/diagnosis/", "2026/dimensions/9/", "2026/diagnosis/receipts/1/"):
            assert lead.get(f"/br/desk/9900011/{page}").status_code == 404


class TestDimension:
    def test_questions_of_this_government_alone(self, lead):
        page = text_of(lead.get(f"{DESK}/dimensions/2/"))
        assert 'id="D2.1"' in page
        assert 'id="D2.3"' not in page

    def test_what_is_asked_why_and_what_proves_it_stand_beside_the_question(self, lead):
        page = text_of(lead.get(f"{DESK}/dimensions/1/"))
        help_ = page.split('id="title-D1.1"')[1].split("</details>")[0]
        for said in (
            "Vale o que está em norma.",
            "<strong>Por que importa:</strong> Sem setor, ninguém responde.",
            "<strong>Exemplo:</strong> Um decreto.",
            "<strong>Evidência:</strong> O decreto, com o artigo.",
        ):
            assert said in help_

    def test_an_answer_comes_back_as_it_was_saved(self, br, diagnosis, lead):
        cycle.answer(br, diagnosis, "D1.1", "partial", note="Decreto 3", department="Saúde")
        page = text_of(lead.get(f"{DESK}/dimensions/1/"))
        assert 'value="partial" checked' in page
        assert "Decreto 3" in page
        assert 'value="Saúde"' in page
        assert 'name="base" value="1"' in page
        assert "Lead br" in page

    def test_a_conditional_question_waits_for_its_condition(self, br, diagnosis, lead):
        hidden = r'id="D1.2".*?<div data-asked hidden>'
        assert re.search(hidden, text_of(lead.get(f"{DESK}/dimensions/1/")))
        cycle.answer(br, diagnosis, "D1.1", "yes")
        section = text_of(lead.get(f"{DESK}/dimensions/1/")).split('id="D1.2"')[1]
        assert "<div data-asked>" in section.split("</section>")[0]

    @pytest.mark.parametrize("role", ["signatory"])
    def test_who_only_reads_gets_no_form(self, br, diagnosis, client, role):
        client.force_login(br.people[role])
        assert "<fieldset" not in text_of(client.get(f"{DESK}/dimensions/1/"))

    def test_nothing_typed_becomes_markup(self, br, diagnosis, lead):
        cycle.answer(br, diagnosis, "D2.2", "<script>alert(1)</script>", note="</textarea><b>")
        page = lead.get(f"{DESK}/dimensions/2/").content.decode()
        assert "<script>alert" not in page
        assert "</textarea><b>" not in page


class TestSavingWithoutScript:
    def test_a_save_leads_back_to_the_question(self, br, lead):
        response = send(lead, answer="yes", note="Lei 1")
        assert response.status_code == 302
        assert response["Location"] == f"{DESK}/dimensions/1/#D1.1"
        with br.desk():
            kept = Answer.objects.get()
        assert (kept.value, kept.note, kept.version) == ("yes", "Lei 1", 1)

    def test_a_double_click_is_one_save(self, br, lead):
        one = str(uuid4())
        for _twice in range(2):
            assert send(lead, answer="yes", save=one).status_code == 302
        with br.desk():
            assert AnswerRevision.objects.count() == 1

    def test_what_cannot_be_kept_stays_in_the_form(self, lead):
        response = send(lead, "D1.3", answer="1.234,5,6", note="Minha nota")
        page = text_of(response)
        assert response.status_code == 422
        assert 'value="1.234,5,6"' in page
        assert "Minha nota" in page
        assert 'id="answer-D1.3-error"' in page

    def test_a_reason_that_is_missing(self, lead):
        response = send(lead, standing="no_data")
        assert response.status_code == 422
        assert 'id="reason-D1.1-error"' in text_of(response)

    def test_a_stale_edit_shows_both_and_offers_the_choice(self, br, diagnosis, lead):
        cycle.answer(br, diagnosis, "D2.2", "de base")
        cycle.answer(br, diagnosis, "D2.2", "deles", base_version=1, author=br.people["alternate"])
        response = send(lead, "D2.2", answer="minha", base="1")
        page = text_of(response)
        assert response.status_code == 409
        assert "deles" in page
        assert "Alternate br" in page
        assert 'name="answer-D2.2" value="minha"' in page
        assert 'name="over" value="2"' in page
        assert send(lead, "D2.2", answer="minha", over="2").status_code == 302
        with br.desk():
            assert Answer.objects.get().value == "minha"

    def test_after_the_deadline_the_text_is_shown_to_be_copied(self, br, lead):
        cycle.closed(br)
        response = send(lead, "D2.2", answer="Um texto longo")
        assert response.status_code == 409
        assert "Um texto longo" in text_of(response)
        assert "Parcialmente" in text_of(send(lead, answer="partial"))

    def test_a_mere_visit_leads_to_the_question(self, lead):
        response = lead.get(f"{DESK}/answers/D2.2/")
        assert response["Location"] == f"{DESK}/dimensions/2/#D2.2"

    @pytest.mark.parametrize("code", ["D9.9", "D2.3", "T1.1"])
    def test_a_question_that_is_not_asked_of_this_government(self, lead, code):
        assert send(lead, code, answer="yes").status_code == 404

    def test_the_signatory_does_not_answer(self, br, diagnosis, client):
        client.force_login(br.people["signatory"])
        assert send(client, answer="yes").status_code == 403

    def test_the_sibling_does_not_reach_it(self, br, diagnosis, client):
        client.force_login(br.neighbour)
        assert send(client, answer="yes").status_code == 404

    @pytest.mark.parametrize("base", ["", "x", "-1", "9" * 30, "²"])
    def test_a_version_that_is_none(self, lead, base):
        assert send(lead, answer="yes", base=base, save="none").status_code == 302

    def test_nothing_at_all(self, lead):
        assert lead.post(f"{DESK}/answers/D1.1/", {}).status_code == 302


class TestSavingWithAScript:
    def test_a_save_answers_the_line_and_what_changed_with_it(self, lead):
        response = send(lead, answer="yes", part=True)
        page = text_of(response)
        assert response.status_code == 200
        assert 'name="base" value="1"' in page
        assert re.search(r"\d\d[h:]\d\d", page)
        assert 'id="progress"' in page
        assert 'id="rail"' in page
        assert "<html" not in page
        assert '"D1.2": true' in response["X-Asked"]

    def test_what_is_counted_comes_when_the_count_has_changed(self, lead):
        def counted(base, answer):
            page = send(lead, "D2.2", answer=answer, base=base, part=True)
            return 'id="rail"' in text_of(page)

        assert counted("0", "Um texto")
        assert not counted("1", "Outro texto")
        assert counted("2", "")

    def test_a_question_on_which_none_hangs_tells_nothing(self, lead):
        assert "X-Asked" not in send(lead, "D2.2", answer="texto", part=True)

    def test_what_cannot_be_kept(self, lead):
        response = send(lead, "D1.4", answer="31/02/2024", base="0", part=True)
        assert response.status_code == 422
        assert 'id="problem-D1.4"' in text_of(response)
        assert 'name="base" value="0"' in text_of(response)

    def test_a_stale_edit(self, br, diagnosis, lead):
        cycle.answer(br, diagnosis, "D1.1", "yes")
        response = send(lead, answer="no", part=True)
        assert response.status_code == 409
        assert 'name="over" value="1"' in text_of(response)

    def test_a_dimension_switched_on_meanwhile(self, br, diagnosis, lead):
        assert send(lead, answer="yes").status_code == 302
        with br.staff():
            edition = diagnosis.participation.edition
            edition.optional_dimensions = ["T1"]
            edition.save()
        assert send(lead, "D1.3", answer="3").status_code == 302
        assert send(lead, "T1.1", answer="yes").status_code == 302


class TestHandingIn:
    def test_the_check_lists_what_is_missing(self, br, diagnosis, lead):
        cycle.answer(br, diagnosis, "D1.1", "yes")
        page = text_of(lead.get(f"{DESK}/diagnosis/check/"))
        assert f'href="{DESK}/dimensions/2/#D2.2"' in page
        assert f'action="{DESK}/diagnosis/submit/"' not in page

    def test_the_whole_way(self, br, diagnosis, client):
        cycle.answer_all(br, diagnosis)
        client.force_login(br.people["signatory"])
        seen = re.search(r'name="seen" value="(\w+)"', text_of(client.get(self.check)))[1]
        signed = client.post(f"{DESK}/diagnosis/sign-off/", {"seen": seen}, follow=True)
        assert "Signatory br" in text_of(signed)
        assert client.post(f"{DESK}/diagnosis/submit/").status_code == 403
        client.force_login(br.people["lead"])
        assert f'action="{DESK}/diagnosis/submit/"' in text_of(client.get(self.check))
        first = client.post(f"{DESK}/diagnosis/submit/")
        again = client.post(f"{DESK}/diagnosis/submit/")
        assert first["Location"] == again["Location"] == f"{DESK}/diagnosis/receipts/1/"
        with br.desk():
            assert Round.objects.get().receipt in text_of(client.get(first["Location"]))

    check = f"{DESK}/diagnosis/check/"

    def test_a_change_takes_the_sign_off_back_and_says_so(self, br, diagnosis, lead):
        cycle.answer_all(br, diagnosis)
        cycle.sign(br, diagnosis)
        send(lead, answer="no", base="1")
        page = text_of(lead.get(self.check))
        assert f'action="{DESK}/diagnosis/submit/"' not in page
        assert "Signatory br" in page
        assert "D1.1." in page

    def test_from_a_page_whose_answers_a_colleague_has_changed_it_comes_back(
        self, br, diagnosis, lead
    ):
        with br.staff():
            Edition.objects.update(signoff_required=False)
        cycle.answer_all(br, diagnosis)
        form = text_of(lead.get(self.check)).split(f'action="{DESK}/diagnosis/submit/"')[1]
        seen = {"seen": re.search(r'name="seen" value="(\w+)"', form)[1]}
        cycle.answer(br, diagnosis, "D1.1", "no", base_version=1, author=br.people["alternate"])
        told = lead.post(f"{DESK}/diagnosis/submit/", seen, follow=True)
        assert told.redirect_chain[-1][0] == self.check
        assert "Respostas mudaram enquanto você lia" in text_of(told)
        with br.desk():
            assert not Round.objects.exists()

    def test_too_early_comes_back_with_the_reason(self, lead):
        response = lead.post(f"{DESK}/diagnosis/submit/", follow=True)
        assert response.redirect_chain[-1][0] == self.check
        assert "mc-notice--error" in text_of(response)
