"""A dimension as a spreadsheet: out to a department, back, and merged answer by answer."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import Workbook

from certification.diagnosis.spreadsheet import layout
from tests import cycle
from tests.diagnosis.building import save
from tests.diagnosis.spreadsheets import agree, download, outcomes, refusal, send, sent, standing

STRANGE = [
    "_x0041_ é x",
    "\tcom tabulação",
    "  espaços  ",
    "👩‍👩‍👧 مرحبا",
    "<b>&amp;</b>",
    "a\n\nb",
]


class TestTheWayThere:
    def test_it_holds_the_questions_the_answers_and_lists_to_choose_from(self, br, diagnosis, lead):
        save(br, diagnosis, "D1.1", "partial", note="Falta o decreto", department="Saúde")
        save(br, diagnosis, "D1.3", "1234,5")
        book = download(lead)
        assert book.cell("D1.1").value == "Parcialmente"
        assert book.cell("D1.1", layout.NOTE).value == "Falta o decreto"
        assert book.cell("D1.1", layout.DEPARTMENT).value == "Saúde"
        assert book.cell("D1.3").value == 1234.5
        assert "Vale o que está em norma." in book.cell("D1.1", layout.GUIDANCE).value
        assert "O decreto, com o artigo." in book.cell("D1.1", layout.GUIDANCE).value
        ranges = [str(one.sqref) for one in book.page.data_validations.dataValidation]
        assert f"E{book.row('D1.1')}" in ranges
        hidden = book.book[layout.HIDDEN]
        assert hidden.sheet_state == "veryHidden"

    def test_only_what_is_filled_in_can_be_changed(self, br, diagnosis, lead):
        book = download(lead)
        assert book.page.protection.sheet
        assert book.cell("D1.1", layout.QUESTION).protection.locked
        assert not book.cell("D1.1").protection.locked

    def test_an_answer_that_looks_like_a_formula_stays_a_text(self, br, diagnosis, lead):
        save(br, diagnosis, "D2.2", '=HYPERLINK("http://x.test","x")', note="+cmd|' /C calc'!A0")
        book = download(lead, 2)
        assert (book.cell("D2.2").data_type, book.cell("D2.2", layout.NOTE).data_type) == ("s", "s")
        assert outcomes(lead, sent(lead, book)) == {}

    def test_what_people_write_comes_back_as_it_left(self, br, diagnosis, lead):
        save(br, diagnosis, "D2.2", "\n".join(STRANGE), note="'00123", reason="_x000D_")
        save(br, diagnosis, "D1.1", standing="no_data", reason="1/2 e 10-12-2024")
        assert outcomes(lead, sent(lead, download(lead, 2))) == {}
        assert outcomes(lead, sent(lead, download(lead, 1))) == {}


class TestTheWayBack:
    def test_what_a_department_filled_in_is_shown_then_saved(self, br, diagnosis, lead):
        book = download(lead, 2).fill("D2.1/es", "sim").fill("D2.2", "Há intérpretes")
        book.fill("D2.2", "Saúde", layout.DEPARTMENT)
        address = sent(lead, book)
        assert outcomes(lead, address) == {"D2.1": "taken", "D2.2": "taken"}
        assert standing(br, "D2.2") is None  # looking saves nothing
        agree(lead, address)
        assert standing(br, "D2.1").value == ["es"]
        assert (standing(br, "D2.2").value, standing(br, "D2.2").department) == (
            "Há intérpretes",
            "Saúde",
        )
        assert outcomes(lead, address) == {"D2.1": "already", "D2.2": "already"}

    def test_saving_twice_saves_once(self, br, diagnosis, lead):
        address = sent(lead, download(lead, 2).fill("D2.2", "Uma vez"))
        agree(lead, address)
        agree(lead, address)
        lead.post(address, {"take": "D2.2"})
        assert standing(br, "D2.2").version == 1

    def test_numbers_days_and_reasons_come_back_as_they_were_meant(self, br, diagnosis, lead):
        book = download(lead).fill("D1.1", "Sim").fill("D1.3", 12.5)
        book.fill("D1.4", date(2024, 12, 31))
        book.fill("D1.2", "não se aplica", layout.STANDING).fill(
            "D1.2", "É do estado", layout.REASON
        )
        agree(lead, sent(lead, book))
        assert standing(br, "D1.3").value == "12.5"
        assert standing(br, "D1.4").value == "2024-12-31"
        kept = standing(br, "D1.2")
        assert (kept.standing, kept.reason) == ("not_applicable", "É do estado")

    def test_an_answer_changed_here_and_there_is_shown_twice_and_chosen(self, br, diagnosis, lead):
        save(br, diagnosis, "D2.2", "Antes")
        book = download(lead, 2).fill("D2.2", "Do arquivo")
        save(br, diagnosis, "D2.2", "Daqui", base_version=1, author=br.people["alternate"])
        address = sent(lead, book)
        assert outcomes(lead, address) == {"D2.2": "conflict"}
        page = lead.get(address).content.decode()
        assert "Do arquivo" in page
        assert "Daqui" in page
        lead.post(address)  # nothing chosen: the site's stays
        assert standing(br, "D2.2").value == "Daqui"
        lead.post(address, {"choice-D2.2": "mine", "over-D2.2": "1"})  # chosen over an older one
        assert standing(br, "D2.2").value == "Daqui"
        lead.post(address, {"choice-D2.2": "mine", "over-D2.2": "2"})
        assert standing(br, "D2.2").value == "Do arquivo"

    def test_what_was_changed_here_alone_is_left_alone(self, br, diagnosis, lead):
        book = download(lead, 2)
        save(br, diagnosis, "D2.2", "Daqui")
        address = sent(lead, book)
        assert outcomes(lead, address) == {}
        agree(lead, address)
        assert standing(br, "D2.2").value == "Daqui"

    def test_what_cannot_be_kept_says_why_beside_the_question(self, br, diagnosis, lead):
        book = download(lead).fill("D1.1", "talvez").fill("D1.3", "muitas")
        book.fill("D1.4", "não há dados", layout.STANDING)
        address = sent(lead, book)
        assert outcomes(lead, address) == {"D1.1": "faulty", "D1.3": "faulty", "D1.4": "faulty"}
        page = lead.get(address).content.decode()
        assert "“talvez” não está na lista" in page
        assert "muitas" in page
        agree(lead, address)
        assert standing(br, "D1.1") is None

    def test_a_formula_is_the_text_that_it_is(self, br, diagnosis, lead):
        book = download(lead, 2).fill("D2.2", '=WEBSERVICE("http://x.test")')
        agree(lead, sent(lead, book))
        assert standing(br, "D2.2").value == '=WEBSERVICE("http://x.test")'

    def test_a_closed_question_is_shown_and_not_saved(self, br, diagnosis, lead):
        book = download(lead, 2).fill("D2.2", "Tarde")
        cycle.submitted(br, diagnosis)
        address = sent(lead, book)
        assert outcomes(lead, address)["D2.2"] == "closed"
        before = standing(br, "D2.2").value
        agree(lead, address)
        assert standing(br, "D2.2").value == before


class TestRefused:
    def test_what_is_no_workbook(self, br, diagnosis, lead):
        assert "não é" in refusal(send(lead, b"PK\x03\x04 no"))

    def test_a_workbook_that_is_not_ours(self, br, diagnosis, lead):
        out = BytesIO()
        Workbook().save(out)
        assert "Não é uma planilha deste site" in refusal(send(lead, out.getvalue()))

    def test_the_workbook_of_a_neighbour(self, br, diagnosis, lead):
        cycle.diagnosis(br, government=br.sibling, of=diagnosis.participation.edition)
        neighbour = Client()
        neighbour.force_login(br.neighbour)
        theirs = neighbour.get(f"/br/desk/{br.sibling.code}/2026/spreadsheets/1.xlsx").content
        assert "pertence a outro diagnóstico" in refusal(send(lead, theirs))

    @pytest.mark.parametrize(
        ("spoil", "told"),
        [
            (lambda book: book.page.delete_rows(book.row("D1.3")), "D1.3"),
            (lambda book: book.fill("D1.3", "Outra?", layout.QUESTION), "de outro modo"),
            (lambda book: book.fill("D1.3", "D1.4", layout.KEY), "D1.4"),
            (lambda book: book.book[layout.HIDDEN].cell(1, 1, "x"), "planilha oculta"),
            (lambda book: book.book[layout.HIDDEN].cell(3, 3, "Sempre"), "de outro modo"),
        ],
        ids=["row gone", "question reworded", "row twice", "identity forged", "list changed"],
    )
    def test_one_that_was_altered(self, br, diagnosis, lead, spoil, told):
        book = download(lead)
        spoil(book)
        assert told in refusal(send(lead, book))

    def test_one_of_a_questionnaire_that_is_asked_no_more(self, br, diagnosis, lead):
        book = download(lead)
        with br.staff():
            newer = cycle.published_questionnaire(br)
            diagnosis.questionnaire = newer
            diagnosis.save(update_fields=["questionnaire"])
        assert "mudou desde" in refusal(send(lead, book))
