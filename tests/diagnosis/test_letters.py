"""The letter to a department, opened as strangers do: by poppler, and as a text document."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from docx import Document

from certification.diagnosis.letters.asking import make_letter
from certification.diagnosis.letters.content import numbered
from certification.diagnosis.letters.models import Letter
from certification.diagnosis.models import Part
from certification.editions.calendar import in_both_zones
from migracidades.kit import pdf
from migracidades.ledger import outbox
from migracidades.ledger.models import OutboxEntry
from migracidades.tenancy.models import Membership
from tests import cycle
from tests.diagnosis.guesting import text_of
from tests.diagnosis.test_copying import body, poppler

DESK = "/br/desk/9900011/2026"
LIST, NEW = f"{DESK}/letters/", f"{DESK}/letters/new/"
TOLD = {
    "letterhead": "Prefeitura Municipal de Vila Exemplo",
    "number": "12/2026",
    "department": "Secretaria de Saúde",
    "addressee": "Dra. Célia Prado",
    "message": "Em caso de dúvida, ligue para o ramal 12.",
    "due": "05/12/2026",
    "language": "pt-br",
    "signer": "Maria Souza",
    "signer_office": "Secretária de Governo",
    "signer_department": "Gabinete da Prefeita",
    "return_name": "João Lima",
    "return_email": "joao@vila.test",
    "return_phone": "(67) 3000-0000",
}
ASKED = ("D1.1", "D1.2", "D1.3", "D2.1", "D2.2")
WORDS = (
    *("Prefeitura Municipal de Vila Exemplo", "Ofício nº 12/2026", "Secretaria de Saúde"),
    *("Dra. Célia Prado", "ramal 12", "Atenciosamente"),
    *("Maria Souza", "Secretária de Governo", "Gabinete da Prefeita"),
    "Devolver a: João Lima · joao@vila.test · (67) 3000-0000",
    "Responder até: 5 de dezembro de 2026, 23h59 em Vila Exemplo BR",
    *("Em resposta a: Ofício nº 12/2026", "Recebido em:", "Carimbo", "em Brasília)"),
    *("D1.1 Há setor responsável?", "Vale o que está em norma.", "Parcialmente"),
    *("Por que importa: Sem setor, ninguém responde.", "Um decreto."),
    *("Só se a resposta a D1.1 for: Sim; Parcialmente", "pessoas", "Espanhol", "Assinatura:"),
)


@pytest.fixture
def br(world, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return world.br


def write(client, *codes, **more):
    return client.post(NEW, {"question": codes or ASKED, "send": uuid4(), **TOLD} | more)


def files(br, client) -> tuple[bytes, bytes]:
    """The PDF and the text document of the only letter, fetched at the desk."""
    assert outbox.drain(br.programme) == []
    with br.desk():
        letter = Letter.objects.get()
    return tuple(body(client.get(f"{DESK.removesuffix('/2026')}/files/{pk}/"))
                 for pk in (letter.pdf_id, letter.word_id))  # fmt: skip


def said_in(data: bytes) -> str:
    """The words of a text document, those of its tables last."""
    read = Document(BytesIO(data))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(one.text for one in read.paragraphs), *cells]).split())


def bold_in(data: bytes) -> list[str]:
    """The lines of a text document that are bold as a whole."""
    return [
        one.text
        for one in Document(BytesIO(data)).paragraphs
        if one.runs and all(run.bold for run in one.runs)
    ]


def test_both_say_all_of_it(br, diagnosis, lead):
    cycle.answer(br, diagnosis, "D2.2", "Segredo já respondido")
    assert write(lead).status_code == 302
    drawn, written = files(br, lead)
    on_paper, in_word = poppler("pdftotext", drawn), said_in(written)
    for text in (on_paper, in_word):
        missing = [one for one in WORDS if one not in text]
        assert missing == []
        assert "Segredo" not in text
    assert any(one.startswith("Responder até: 5 de dezembro") for one in bold_in(written))
    assert "Tagged: yes" in poppler("pdfinfo", drawn)
    assert in_word.count("☐ Sim") == 2
    headings = {one.style.name for one in Document(BytesIO(written)).paragraphs}
    assert {"Title", "Heading 1", "Heading 2"} <= headings


def test_without_a_day_it_names_the_end_of_the_step_in_its_language(br, lead):
    write(lead, "D1.1", due="", language="es", number="")
    drawn, _written = files(br, lead)
    with br.staff():
        closes = Letter.objects.get().diagnosis.participation.edition.windows.get(step="diagnosis")
    words = poppler("pdftotext", drawn)
    year = timezone.localdate().year
    assert f"Oficio N.º ______/{year}" in words
    with br.staff(), override("es"):
        until = in_both_zones(closes.closes_at, br.here, br.programme)
    assert f"Responder hasta: {until}" in words


def test_a_part_brings_its_questions_and_its_department(br, diagnosis, lead):
    with br.staff():
        whose = {"diagnosis": diagnosis, "government": br.here, "department": "Turismo"}
        part = Part.objects.create(**whose, dimensions=["D2"], assigned_by=br.people["lead"])
    for page in (NEW, f"{DESK}/guests/new/"):
        shown = lead.get(f"{page}?part={part.pk}").text
        assert 'value="Turismo"' in shown
        assert 'value="D2.2" checked' in shown
        assert 'value="D1.1" checked' not in shown


def test_it_begins_with_who_writes_it(br, diagnosis, lead):
    with br.staff():
        Membership.objects.filter(role="lead").update(department="Gabinete")
    begun = text_of(lead.get(NEW))
    for name, value in (
        ("signer", "Lead br"),
        ("signer_office", "Pessoa de referência"),
        ("signer_department", "Gabinete"),
        ("return_name", "Lead br"),
        ("return_email", "lead@br.test"),
    ):
        assert f'name="{name}" value="{value}"' in begun, name


def test_and_next_time_with_what_was_written_last(br, diagnosis, lead, client):
    write(lead, "D1.1")
    assert 'value="Secretária de Governo"' in text_of(lead.get(NEW))
    client.force_login(br.people["alternate"])
    assert "Secretária de Governo" not in text_of(client.get(NEW)), "of oneself, not of another"


@pytest.mark.parametrize(
    ("typed", "read"), [("7", "7/2026"), ("7/2026", "7/2026"), ("GAB-2026-7", "GAB-2026-7")]
)
def test_its_number_has_its_year(typed, read):
    assert numbered(typed, 2026) == read


def test_one_of_an_earlier_version_is_signed_by_who_asked_for_it(br, diagnosis, lead):
    write(lead, "D1.1")
    with br.staff():
        Letter.objects.update(signer="", return_name="", return_email="", return_phone="")
    words = poppler("pdftotext", files(br, lead)[0])
    assert "Lead br Secretária de Governo" in words
    assert "Devolver a: Lead br · lead@br.test" in words


def test_its_files_are_for_who_leads_as_their_page_is(br, diagnosis, lead, client):
    write(lead, "D1.1", message="Segredo da Casa Civil")
    drawn, written = files(br, lead)
    assert "Segredo" in poppler("pdftotext", drawn)
    assert "Segredo" in said_in(written)
    with br.desk():
        letter = Letter.objects.get()
    for role, status in (("alternate", 200), ("contributor", 404), ("signatory", 404)):
        client.force_login(br.people[role])
        for pk in (letter.pdf_id, letter.word_id):
            assert client.get(f"/br/desk/9900011/files/{pk}/").status_code == status, role


class TestOneThatCouldNotBeMade:
    @pytest.fixture
    def failed(self, br, diagnosis, lead, monkeypatch) -> str:
        """The address at which it is tried again."""

        def broken(*_given, **_named):
            raise RuntimeError("no ink")

        write(lead, "D1.1")
        with monkeypatch.context() as patched:
            patched.setattr(pdf, "render", broken)
            with br.staff():
                OutboxEntry.objects.filter(topic="letter.requested").update(attempts=7)
            assert len(outbox.drain(br.programme)) == 1
        with br.desk():
            return f"{LIST}{Letter.objects.get().pk}/again/"

    def test_is_tried_again(self, br, lead, failed):
        assert "não pôde ser gerado" in text_of(lead.get(LIST))
        assert f'action="{failed}"' in lead.get(LIST).text
        assert lead.post(failed)["Location"] == LIST
        page = text_of(lead.get(LIST))
        assert "não pôde ser gerado" not in page
        assert failed not in page
        assert "Secretaria de Saúde" in poppler("pdftotext", files(br, lead)[0])

    def test_twice_at_once_is_once(self, br, lead, failed):
        for _twice in range(2):
            lead.post(failed)
        with br.staff():
            waiting = OutboxEntry.objects.filter(topic="letter.requested", state="pending")
            assert waiting.count() == 1

    def test_by_those_who_lead_alone(self, br, client, failed):
        client.force_login(br.people["contributor"])
        assert client.post(failed).status_code == 403
        client.force_login(br.neighbour)
        assert client.post(failed).status_code == 404


def test_asked_for_twice_it_is_made_once(br, lead):
    same = uuid4()
    for _twice in range(2):
        write(lead, "D1.1", send=same)
    before = files(br, lead)
    with br.staff():
        letter = Letter.objects.get()
        make_letter(programme=br.programme, letter_id=letter.pk)
        assert Letter.objects.get().pdf_id == letter.pdf_id
    assert before


@pytest.mark.parametrize("wrong", [{"question": []}, {"department": ""}, {"due": "ontem"}])
def test_what_is_wrong_stands_beside_its_field(br, lead, wrong):
    response = write(lead, **wrong)
    assert response.status_code == 422
    assert "ramal 12" in text_of(response)
    with br.desk():
        assert not Letter.objects.exists()


@pytest.mark.parametrize("role", ["contributor", "signatory"])
def test_only_who_leads_writes_letters(br, diagnosis, client, role):
    client.force_login(br.people[role])
    assert client.get(LIST).status_code == client.get(NEW).status_code == 403
    assert write(client).status_code == 403


def test_the_sibling_sees_none_of_it(br, diagnosis, lead, client):
    write(lead, department="Setor-segredo")
    cycle.diagnosis(br, government=br.sibling, of=diagnosis.participation.edition)
    client.force_login(br.neighbour)
    assert "segredo" not in client.get("/br/desk/9900029/2026/letters/").text


def test_the_list_costs_the_same_for_two_and_for_twenty(br, lead):
    def cost(number):
        for _each in range(number):
            write(lead, "D1.1")
        lead.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            lead.get(LIST)
        return len(queries)

    assert cost(2) == cost(18)
