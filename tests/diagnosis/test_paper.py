"""The form on paper, blank and filled in, read by strangers to our code: poppler and pikepdf."""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certification.diagnosis.models import Part
from certification.diagnosis.paper.blank import ask_for_blank_forms
from certification.diagnosis.paper.drawing import make_paper
from certification.diagnosis.paper.models import BlankForm, Paper
from certification.editions.models import Edition
from migracidades.files.models import StoredFile
from migracidades.kit import pdf
from migracidades.ledger import outbox
from migracidades.ledger.models import OutboxEntry
from tests import cycle
from tests.cycle import PAGE_OF_PDF
from tests.diagnosis.building import give, save
from tests.diagnosis.guesting import text_of
from tests.diagnosis.test_copying import body, poppler, signed_in

PAGE = "/br/desk/9900011/2026/diagnosis/paper/"
FILES = "/br/desk/9900011/files/"
CODES = ("D1.1", "D1.2", "D1.3", "D1.4", "D2.1", "D2.2")
SECRET = "Segredo"
LONG = " ".join(f"palavra{number}" for number in range(900))


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def answered(br, diagnosis):
    """Some answers: one of several pages, one not asked any more, one with what proves it."""
    save(br, diagnosis, "D1.1", "yes", note="Decreto 12 <b>de 2024</b>", department="Gabinete")
    save(br, diagnosis, "D1.3", "7")
    save(br, diagnosis, "D2.2", LONG)
    sent = {"kind": "law", "title": "Lei 12", "file": SimpleUploadedFile("lei.pdf", PAGE_OF_PDF)}
    assert (
        signed_in(br, "lead").post("/br/desk/9900011/2026/evidence/D1.1/", sent).status_code == 302
    )
    return diagnosis


def asked(client: Client, language: str = "pt-br") -> None:
    assert client.post(f"{PAGE}?lang={language}").status_code == 302


def drawn(br) -> None:
    assert outbox.drain(br.programme) == []


def paper(br) -> Paper:
    with br.desk():
        return Paper.objects.select_related("file").latest("pk")


def fetched(br, client: Client) -> bytes:
    """The newest paper, drawn and fetched at the desk."""
    drawn(br)
    return body(client.get(f"{FILES}{paper(br).file_id}/"))


def tags(document: pikepdf.Pdf) -> Iterator[str]:
    """The structure of a PDF, in order."""
    todo = [document.Root.StructTreeRoot.K]
    while todo:
        node = todo.pop()
        if isinstance(node, pikepdf.Array):
            todo.extend(reversed(list(node)))
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield str(node.S)
            todo.extend([node.K] if "/K" in node else [])


def demand_accessible(data: bytes, language: str) -> Counter[str]:
    """Language, title and tags that a screen reader goes by; returns how many of each tag."""
    assert "Tagged: yes" in poppler("pdfinfo", data)
    with pikepdf.open(BytesIO(data)) as document:
        root = document.Root
        assert str(root.Lang) == language
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(document.docinfo.get("/Title", "")) or document.open_metadata()["dc:title"]
        found = list(tags(document))
    assert next(one for one in found if one in ("/H1", "/H2", "/H3")) == "/H1"
    return Counter(found)


class TestFilled:
    def test_it_holds_every_question_once_with_its_answer_whole(self, br, answered, lead):
        asked(lead)
        data = fetched(br, lead)
        words = poppler("pdftotext", data)
        # Two hang on others: of those only what is asked or was answered is shown.
        assert [words.count(f"{code} ") for code in CODES] == [1] * len(CODES)
        for said in ("Vila Exemplo BR", "Diagnóstico 2026", "Decreto 12 <b>de 2024</b>", "Gabinete",
                     "Sim", "Lei 12", "lei.pdf", "SHA-256", "Ainda sem resposta", "em Brasília",
                     "3 de 6 perguntas"):  # fmt: skip
            assert said in words, said
        assert all(f"palavra{number}" in words for number in range(900))
        assert f"1/{pages(data)}" in words.replace(" ", "")
        found = demand_accessible(data, "pt-br")
        assert found["/H1"] == 1
        assert found["/H3"] == len(CODES)
        assert found["/Table"] == 0

    def test_it_is_drawn_as_it_stood_however_late_the_worker_comes(self, br, answered, lead):
        asked(lead)
        save(br, answered, "D1.3", "8888", base_version=1)
        words = poppler("pdftotext", fetched(br, lead))
        assert "8.888" not in words
        assert "7 pessoas" in words

    def test_the_same_twice_is_one_file_and_a_change_another(self, br, answered, lead):
        for client in (lead, lead, signed_in(br, "signatory")):
            asked(client)
        drawn(br)
        assert kept(br) == 1
        with br.staff():
            make_paper(programme=br.programme, paper_id=Paper.objects.get().pk)
        assert kept(br) == 1
        save(br, answered, "D1.3", "8", base_version=1)
        asked(lead)
        asked(lead, "es")
        drawn(br)
        assert kept(br) == 3
        assert "Formulario del diagnóstico" in poppler("pdftotext", fetched(br, lead))

    def test_its_page_tells_where_it_is_on_its_way(self, br, answered, lead):
        assert "Preparar o PDF" in text_of(lead.get(PAGE))
        asked(lead)
        page = lead.get(PAGE)
        assert "em preparação" in text_of(page)
        assert "Preparar o PDF" not in text_of(page)
        drawn(br)
        page = lead.get(PAGE).text
        assert f"{FILES}{paper(br).file_id}/" in page
        assert "Nada mudou desde" in page
        save(br, answered, "D1.3", "8", base_version=1)
        page = lead.get(PAGE).text
        assert "Preparar o PDF" in page
        assert "Nada mudou desde" not in page
        assert f"{FILES}{paper(br).file_id}/" in page  # as it stood earlier

    def test_what_cannot_be_drawn_is_said_and_tried_again(self, br, answered, lead, monkeypatch):
        def broken(*_given, **_named):
            raise RuntimeError("no ink")

        asked(lead)
        with monkeypatch.context() as patched:
            patched.setattr(pdf, "render", broken)
            with br.staff():
                OutboxEntry.objects.filter(topic="paper.requested").update(attempts=7)
            assert len(outbox.drain(br.programme)) == 1
        assert "Não foi possível gerar o PDF" in text_of(lead.get(PAGE))
        asked(lead)
        assert "em preparação" in text_of(lead.get(PAGE))
        assert "D1.1" in poppler("pdftotext", fetched(br, lead))

    def test_nobody_has_to_have_answered(self, br, lead):
        asked(lead)
        assert poppler("pdftotext", fetched(br, lead)).count("Ainda sem resposta") > 2


class TestReach:
    @pytest.fixture
    def hers(self, br, diagnosis):
        """The contributor, whose part is D1.2 and D1.3; the other questions keep a secret."""
        give(br, diagnosis, "D1.2", "D1.3")
        save(br, diagnosis, "D1.1", "yes", note=SECRET, department=SECRET)
        save(br, diagnosis, "D1.3", "4")
        save(br, diagnosis, "D2.2", f"{SECRET} de D2.2")
        return signed_in(br, "contributor")

    def test_a_contributor_gets_the_part_and_nothing_else(self, br, hers):
        asked(hers)
        words = poppler("pdftotext", fetched(br, hers))
        assert "4 pessoas" in words
        assert "D1.2 " in words  # it hangs on an answer that is not hers to see
        assert "2 perguntas" in words
        assert SECRET not in words
        assert "D2" not in words

    def test_nor_the_paper_of_those_who_see_all(self, br, hers, lead):
        asked(lead)
        drawn(br)
        file = paper(br).file_id
        assert str(file) not in hers.get(PAGE).text
        assert hers.get(f"{FILES}{file}/").status_code == 404
        assert lead.get(f"{FILES}{file}/").status_code == 200

    def test_what_was_taken_away_takes_its_paper_along(self, br, diagnosis, hers):
        asked(hers)
        drawn(br)
        address = f"{FILES}{paper(br).file_id}/"
        assert hers.get(address).status_code == 200
        give(br, diagnosis, "D1.2")
        assert hers.get(address).status_code == 404
        assert address not in hers.get(PAGE).text

    def test_what_is_answered_elsewhere_makes_no_new_paper_of_the_part(self, br, diagnosis, hers):
        asked(hers)
        drawn(br)
        save(br, diagnosis, "D2.2", "Outro texto", base_version=1)
        asked(hers)
        assert kept(br) == 1

    def test_who_has_no_part_is_told_so(self, br, hers):
        with br.staff():
            Part.objects.update(ended_at=Now())
        assert "Nada foi passado a você ainda" in text_of(hers.get(PAGE))
        assert "não há pergunta" in text_of(hers.post(PAGE, follow=True)).lower()
        assert kept(br) == 0

    def test_the_sibling_has_none_of_it(self, br, answered, lead):
        asked(lead)
        drawn(br)
        client = Client()
        client.force_login(br.neighbour)
        assert client.get(PAGE).status_code == client.post(PAGE).status_code == 404
        there = FILES.replace("9900011", "9900029")
        assert client.get(f"{there}{paper(br).file_id}/").status_code == 404
        assert Client().get(f"/br/files/{paper(br).file_id}/").status_code == 302


class TestBlank:
    @pytest.fixture
    def forms(self, br) -> list[BlankForm]:
        """Those of an edition that asks nine questions in three languages."""
        cycle.edition(br)
        assert ask_for_blank_forms(br.programme) == 3
        drawn(br)
        with br.staff():
            return list(BlankForm.objects.select_related("file").order_by("pk"))

    def test_anybody_fetches_the_whole_questionnaire_in_each_language(self, forms):
        page = Client().get("/br/form/").text
        asked = {"pt-br": "Há órgão responsável?", "es": "¿Hay un órgano responsable?",
                 "en": "Is a body responsible?"}  # fmt: skip
        assert [one.language for one in forms] == [*asked]
        for one in forms:
            assert f"/br/files/{one.file_id}/" in page
            data = body(Client().get(f"/br/files/{one.file_id}/"))
            text = poppler("pdftotext", data)
            assert text.count(asked[one.language]) == 1
            found = demand_accessible(data, one.language)
            assert found["/H1"] == 1
            assert found["/H3"] == 9
            assert found["/L"] >= 9  # boxes are lists

    def test_it_tells_what_is_asked_what_proves_it_and_where_to_write(self, br, diagnosis):
        # It is written in one language alone, and asks a state one question more.
        assert ask_for_blank_forms(br.programme) == 2
        drawn(br)
        with br.staff():
            file = BlankForm.objects.get(levels__contains=["municipality"]).file_id
        text = poppler("pdftotext", body(Client().get(f"/br/files/{file}/")))
        assert [text.count(f"{code} ") for code in CODES] == [2, *[1] * 5]  # one hangs on D1.1
        for said in ("Formulário em branco do diagnóstico 2026", "Governo", "Sim", "Parcialmente",
                     "Vale o que está em norma.", "Um decreto.", "não se aplica", "sem dados",
                     "Respondido por (secretaria):", "Documentos anexados:", "pessoas",
                     "Só se a resposta a D1.1 for: Sim; Parcialmente"):  # fmt: skip
            assert said in text, said

    def test_asked_again_nothing_is_drawn_until_something_changes(self, br, forms):
        assert ask_for_blank_forms(br.programme) == 0
        with br.staff():
            Edition.objects.update(levels=["municipality"])
        assert ask_for_blank_forms(br.programme) == 3
        assert Client().get("/br/form/").text.count("em preparação") == 3

    def test_a_draft_of_an_edition_has_none(self, br):
        cycle.edition(br, published=False)
        assert ask_for_blank_forms(br.programme) == 0
        assert "questionário da edição" in text_of(Client().get("/br/form/"))
        assert Client().get("/br/editions/2026/form/").status_code == 404

    def test_it_stands_where_one_decides_to_take_part_and_at_the_desk(self, br, forms):
        assert "/br/editions/2026/form/" in Client().get("/br/call/").text
        assert "/br/form/" in Client().get("/br/dimensions/").text

    def test_nothing_else_is_public(self, br, forms):
        with br.staff():
            purposes = set(StoredFile.objects.values_list("purpose", flat=True))
        assert purposes == {"blank"}


def test_the_desk_leads_to_it(br, diagnosis, lead):
    assert PAGE in lead.get("/br/desk/9900011/2026/diagnosis/").text
    page = lead.get(PAGE).text
    assert "/br/editions/2026/form/" in page
    assert "diagnosis/print/" in page


def test_the_page_costs_the_same_for_two_papers_and_for_twelve(br, diagnosis, lead):
    def cost(versions: range) -> int:
        for version in versions:
            save(br, diagnosis, "D1.3", str(version + 10), base_version=version)
            asked(lead)
        lead.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            lead.get(PAGE)
        return len(queries)

    assert cost(range(2)) == cost(range(2, 12))


def pages(data: bytes) -> int:
    with pikepdf.open(BytesIO(data)) as document:
        return len(document.pages)


def kept(br) -> int:
    with br.desk():
        return StoredFile.objects.filter(purpose="form").count()
