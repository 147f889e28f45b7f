"""What a person decides about a spreadsheet that came back, and what its cells may say."""

import pytest

from certification.diagnosis import proving
from certification.diagnosis.models import Evidence
from certification.diagnosis.spreadsheet import layout
from certification.evidence.keeping import Told
from migracidades.files import tabling
from migracidades.files.models import StoredFile
from tests.diagnosis import building
from tests.diagnosis.building import give, save
from tests.diagnosis.spreadsheets import (
    HERE,
    Book,
    agree,
    download,
    outcomes,
    send,
    sent,
    standing,
)

LAW = "https://example.org/lei"


def page(client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def evidence(br) -> list[tuple[str, str, str]]:
    with br.desk():
        held = Evidence.objects.filter(removed_at=None)
        return list(held.values_list("indicator__code", "version__link", "where"))


class TestEachLine:
    def test_a_change_that_is_not_ticked_is_left_out(self, br, diagnosis, lead):
        book = download(lead, 2).fill("D2.1/es", "x").fill("D2.2", "Há intérpretes")
        address = sent(lead, book)
        assert page(lead, address).count('name="take"') == 2
        lead.post(address, {"take": ["D2.2"]})
        assert standing(br, "D2.1") is None
        assert standing(br, "D2.2").value == "Há intérpretes"

    def test_an_emptied_cell_takes_nothing_away_until_somebody_says_so(self, br, diagnosis, lead):
        save(br, diagnosis, "D2.2", "Há intérpretes")
        address = sent(lead, download(lead, 2).fill("D2.2", None))
        assert outcomes(lead, address) == {"D2.2": "emptied"}
        assert "A célula foi esvaziada: Resposta." in page(lead, address)
        agree(lead, address)
        lead.post(address, {"take": ["D2.2"], "emptied-D2.2": "keep"})
        assert standing(br, "D2.2").value == "Há intérpretes"
        lead.post(address, {"emptied-D2.2": "away"})
        assert standing(br, "D2.2").value is None

    def test_what_is_changed_beside_an_emptied_cell_is_saved_without_it(self, br, diagnosis, lead):
        save(br, diagnosis, "D2.2", "Antes", note="Pelo telefone", department="Saúde")
        book = download(lead, 2).fill("D2.2", "Depois").fill("D2.2", None, layout.NOTE)
        address = sent(lead, book)
        assert outcomes(lead, address) == {"D2.2": "taken"}
        agree(lead, address)
        kept = standing(br, "D2.2")
        assert (kept.value, kept.note, kept.department) == ("Depois", "Pelo telefone", "Saúde")
        assert outcomes(lead, address) == {"D2.2": "emptied"}
        lead.post(address, {"emptied-D2.2": "away"})
        assert (standing(br, "D2.2").value, standing(br, "D2.2").note) == ("Depois", "")

    def test_one_emptied_there_and_changed_here_is_a_conflict(self, br, diagnosis, lead):
        save(br, diagnosis, "D2.2", "Antes")
        book = download(lead, 2).fill("D2.2", None)
        save(br, diagnosis, "D2.2", "Daqui", base_version=1)
        assert outcomes(lead, sent(lead, book)) == {"D2.2": "conflict"}


class TestTicks:
    @pytest.mark.parametrize("tick", ["x", "X", " x ", "✓", "sim", "Sí", "yes", 1, 1.0, True])
    def test_a_tick_in_any_of_its_ways(self, br, diagnosis, lead, tick):
        agree(lead, sent(lead, download(lead, 2).fill("D2.1/es", tick)))
        assert standing(br, "D2.1").value == ["es"]

    @pytest.mark.parametrize("said", ["não sei", "n/a", "?", "-", "2", "talvez"])
    def test_what_is_no_tick_is_told_with_its_row_and_column(self, br, diagnosis, lead, said):
        book = download(lead, 2).fill("D2.1/es", said).fill("D2.1/fr", "x")
        address = sent(lead, book)
        assert outcomes(lead, address) == {"D2.1": "faulty"}
        cell = f"D2.1, coluna “Resposta” (célula E{book.row('D2.1/es')}): “{said}” ao lado de"
        assert cell in page(lead, address)
        agree(lead, address)
        assert standing(br, "D2.1") is None

    @pytest.mark.parametrize("said", ["não", "No", 0, False, None])
    def test_a_plain_no_is_none(self, br, diagnosis, lead, said):
        agree(lead, sent(lead, download(lead, 2).fill("D2.1/es", said).fill("D2.1/fr", "x")))
        assert standing(br, "D2.1").value == ["fr"]

    @pytest.mark.parametrize(
        ("column", "value", "place"),
        [
            (layout.ANSWER, "muitas", "D1.3, coluna “Resposta” (célula E"),
            (layout.STANDING, "às vezes", "D1.3, coluna “Se não há resposta” (célula F"),
            (layout.NOTE, "a" * 5001, "D1.3, coluna “Detalhe” (célula H"),
            (layout.DEPARTMENT, "a" * 151, "D1.3, coluna “Respondido por"),
        ],
        ids=["answer", "standing", "detail", "department"],
    )
    def test_every_fault_names_its_cell(self, diagnosis, lead, column, value, place):
        book = download(lead).fill("D1.3", 5).fill("D1.3", value, column)
        assert place in page(lead, sent(lead, book))


class TestLinks:
    def test_a_link_is_shown_then_attached_once(self, br, diagnosis, lead):
        book = download(lead).fill("D1.1", LAW, layout.LINK).fill("D1.1", "art. 3", layout.WHERE)
        address = sent(lead, book)
        assert outcomes(lead, address) == {}
        assert LAW in page(lead, address)
        assert evidence(br) == []
        lead.post(address, {})  # unticked
        assert evidence(br) == []
        agree(lead, address)
        agree(lead, address)
        lead.post(address, {"link": ["D1.1"]})
        assert evidence(br) == [("D1.1", LAW, "art. 3")]
        assert "Já anexado" in page(lead, address)

    @pytest.mark.parametrize(
        ("link", "where", "told"),
        [
            ("javascript:alert(1)", "", "(célula K"),
            ("http://10.0.0.1/lei", "", "dentro da sua rede"),
            ("http://intranet/lei", "", "(célula K"),
            (LAW, "p. 3" * 60, "(célula L"),
            ("", "p. 3", "Escreva o link ao lado"),
        ],
        ids=["no address", "inside", "one name", "too long", "no link"],
    )
    def test_what_proves_nothing_says_why(self, br, diagnosis, lead, link, where, told):
        book = download(lead).fill("D1.1", link, layout.LINK).fill("D1.1", where, layout.WHERE)
        address = sent(lead, book)
        assert told in page(lead, address)
        lead.post(address, {"link": ["D1.1"]})
        assert evidence(br) == []

    def test_what_is_attached_already_stands_beside_the_question(self, br, diagnosis, lead):
        with br.desk():
            proving.add(
                diagnosis=diagnosis,
                indicators=[building.indicator(diagnosis, "D1.1")],
                told=Told("law", "Lei 5.003"),
                where="art. 3",
                link=LAW,
                actor=br.people["lead"],
                roles={"lead"},
            )
        book = download(lead)
        assert book.cell("D1.1", layout.ATTACHED).value == "Lei 5.003 · art. 3"
        assert book.cell("D1.1", layout.ATTACHED).protection.locked
        assert outcomes(lead, sent(lead, book)) == {}


class TestAsAClerkFindsIt:
    def test_help_stands_beside_the_question_and_in_the_cell(self, diagnosis, lead):
        book = download(lead)
        assert layout.GUIDANCE == layout.QUESTION + 1
        at = {str(one.sqref): one for one in book.page.data_validations.dataValidation}
        asked = at[f"E{book.row('D1.1')}"]
        assert "Vale o que está em norma." in asked.prompt
        assert asked.showInputMessage
        assert (at[f"E{book.row('D1.3')}"].type, at[f"E{book.row('D1.4')}"].type) == (
            "decimal",
            "date",
        )
        assert at[f"E{book.row('D1.3')}"].formula2 == "10000.0"

    def test_question_and_headings_stay_in_sight_and_on_every_sheet_of_paper(self, diagnosis, lead):
        sheet = download(lead).page
        assert sheet.freeze_panes == "D6"
        assert sheet.print_title_rows == "$5:$5"
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage

    def test_it_says_what_it_is_and_in_which_language(self, br, diagnosis, lead):
        told = download(lead).book.properties
        assert (told.language, told.title) == ("pt-br", f"{br.here} 2026: Estrutura institucional")


class TestParts:
    def test_who_leads_downloads_the_part_of_a_department(self, br, diagnosis, lead):
        part = give(br, diagnosis, "D1.3", "D2")
        assert f"1.xlsx?part={part.pk}" in page(lead, HERE)
        book = Book(lead.get(f"{HERE}1.xlsx?part={part.pk}").content)
        keys = [row[0].value for row in book.page.iter_rows(min_row=6, max_col=1)]
        assert keys == ["D1.3"]
        agree(lead, sent(lead, book.fill("D1.3", 7)))
        assert standing(br, "D1.3").value == "7"

    def test_nobody_else_does_and_there_is_no_other_part(self, br, diagnosis, lead, client):
        part = give(br, diagnosis, "D1.3")
        assert lead.get(f"{HERE}2.xlsx?part={part.pk}").status_code == 404
        assert lead.get(f"{HERE}1.xlsx?part={part.pk + 1}").status_code == 404
        assert lead.get(f"{HERE}1.xlsx?part=x").status_code == 404
        client.force_login(br.people["contributor"])
        assert client.get(f"{HERE}1.xlsx?part={part.pk}").status_code == 404
        rows = Book(client.get(f"{HERE}1.xlsx").content).page.iter_rows(min_row=6, max_col=1)
        assert [row[0].value for row in rows] == ["D1.3"]


class TestReading:
    def test_a_preview_does_not_read_the_file_again(self, diagnosis, lead, monkeypatch):
        address = sent(lead, download(lead, 2).fill("D2.2", "Uma vez"))

        def work(*_: object, **__: object) -> None:
            raise AssertionError("The file was read again.")

        monkeypatch.setattr(tabling, "work", work)
        assert outcomes(lead, address) == {"D2.2": "taken"}
        agree(lead, address)
        assert outcomes(lead, address) == {"D2.2": "already"}

    def test_what_was_read_is_read_anew_when_it_is_gone(self, br, diagnosis, lead):
        address = sent(lead, download(lead, 2).fill("D2.2", "Uma vez"))
        with br.desk():
            stored = StoredFile.objects.get(purpose="import")
        tabling._beside(stored).unlink()
        assert outcomes(lead, address) == {"D2.2": "taken"}
        assert tabling._beside(stored).exists()

    def test_one_of_an_earlier_layout_is_refused(self, diagnosis, lead, monkeypatch):
        monkeypatch.setattr("certification.diagnosis.spreadsheet.identity.LAYOUT", 1)
        before = download(lead)
        monkeypatch.undo()
        answer = send(lead, before)
        assert "Baixe-a de novo" in " ".join(answer.context["form"].errors["file"])
