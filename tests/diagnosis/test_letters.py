"""The letter to a department, opened as strangers do: by poppler, and as a text document."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from certification.diagnosis.letters.asking import make_letter
from certification.diagnosis.letters.models import Letter
from certification.diagnosis.models import Part
from migracidades.ledger import outbox
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
}
ASKED = ("D1.1", "D1.2", "D1.3", "D2.1", "D2.2")
WORDS = (
    *("Prefeitura Municipal de Vila Exemplo", "Ofício nº 12/2026", "Secretaria de Saúde"),
    *("Dra. Célia Prado", "5 de dezembro de 2026", "ramal 12", "Lead br", "Atenciosamente"),
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
    return " ".join(" ".join(one.text for one in Document(BytesIO(data)).paragraphs).split())


def test_both_say_all_of_it(br, diagnosis, lead):
    cycle.answer(br, diagnosis, "D2.2", "Segredo já respondido")
    assert write(lead).status_code == 302
    drawn, written = files(br, lead)
    on_paper, in_word = poppler("pdftotext", drawn), said_in(written)
    for text in (on_paper, in_word):
        missing = [one for one in WORDS if one not in text]
        assert missing == []
        assert "Segredo" not in text
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
    assert "Oficio N.º ________" in words
    assert f"de {closes.closes_at.year}" in words


def test_a_part_brings_its_questions_and_its_department(br, diagnosis, lead):
    with br.staff():
        whose = {"diagnosis": diagnosis, "government": br.here, "department": "Turismo"}
        part = Part.objects.create(**whose, dimensions=["D2"], assigned_by=br.people["lead"])
    for page in (NEW, f"{DESK}/guests/new/"):
        shown = lead.get(f"{page}?part={part.pk}").text
        assert 'value="Turismo"' in shown
        assert 'value="D2.2" checked' in shown
        assert 'value="D1.1" checked' not in shown


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
