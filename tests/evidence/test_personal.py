"""A file that may hold personal data is attached when its sender says that it must be there, and
not before; whoever reads it later is told."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from certification.evidence.models import PieceVersion
from migracidades.files.models import StoredFile
from tests.evidence.test_held import DESK, HELD, SCRIPT, pages
from tests.files import samples

CPF = "529.982.247-25"
LIST = f"Presenças\nAna Souza, CPF {CPF}, celular (67) 99876-5432\nAna, ana.souza@gmail.com\n"
AGREE = re.compile(r'name="personal" value="([0-9a-f-]{36})"')
PLACES = ["question", "chooser", "register", "piece"]


def text(response) -> str:
    return response.content.decode()


def listed(content: str = LIST, name: str = "lista.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode(), "text/plain")


def versions(br) -> list[str]:
    with br.desk():
        return [one.file.name for one in PieceVersion.objects.exclude(file=None)]


@pytest.fixture
def warned(lead, law):
    """Sends a list to one of the places; the address, what was sent with it, and what came back."""

    def send(place: str, content: str = LIST, **more):
        address, told = pages(law)[place]
        answer = lead.post(address, told | {"file": listed(content)}, **more)
        return address, told, answer

    return send


@pytest.mark.parametrize("place", PLACES)
def test_it_is_not_attached_and_the_warning_says_what_and_where(br, warned, place):
    _address, _told, answer = warned(place)
    page = text(answer)
    assert answer.status_code == 422
    assert versions(br) == []
    for said in ("1 CPF", "1 celular", "1 e-mail de pessoa", "***.982.247-**", "linha 2"):
        assert said in page
    for value in (CPF, "52998224725", "99876-5432", "ana.souza"):
        assert value not in page
    assert "Escolher outro arquivo" in page


@pytest.mark.parametrize("place", PLACES)
def test_it_is_attached_all_the_same_without_being_sent_again(br, lead, warned, place):
    address, told, answer = warned(place)
    (kept,), (agreed,) = set(HELD.findall(text(answer))), set(AGREE.findall(text(answer)))
    assert lead.post(address, told | {"held": kept, "personal": agreed}).status_code == 302
    assert versions(br) == ["lista.txt"]
    with br.desk():
        found = StoredFile.objects.get().personal["found"]
    assert found == {"cpf": 1, "telephone": 1, "email": 1}


def test_without_a_word_it_is_warned_of_again(br, lead, warned):
    address, told, answer = warned("register")
    (kept,) = HELD.findall(text(answer))
    again = lead.post(address, told | {"held": kept})
    assert again.status_code == 422
    assert "***.982.247-**" in text(again)
    assert versions(br) == []


def test_another_file_is_judged_by_itself(br, lead, warned):
    address, told, answer = warned("register")
    (agreed,) = AGREE.findall(text(answer))
    other = listed(f"outra CPF {CPF}", "outra.txt")
    assert lead.post(address, told | {"file": other, "personal": agreed}).status_code == 422
    clean = listed("Decreto 5.003", "decreto.txt")
    assert lead.post(address, told | {"file": clean, "held": agreed}).status_code == 302
    assert versions(br) == ["decreto.txt"]


def test_what_was_said_once_is_not_asked_again_with_another_fault(br, lead, warned):
    address, told, answer = warned("question")
    (agreed,) = set(AGREE.findall(text(answer)))
    sent = told | {"held": agreed, "personal": agreed}
    refused = lead.post(address, sent | {"kind": "nonsense"})
    assert refused.status_code == 422
    assert "***.982.247-**" not in text(refused)
    assert AGREE.findall(text(refused)) == [agreed]
    assert lead.post(address, sent).status_code == 302


def test_the_part_of_a_page_warns_as_well(br, warned):
    _address, _told, answer = warned("question", headers=SCRIPT)
    assert answer.status_code == 422
    assert "data-warning" in text(answer)
    assert HELD.search(text(answer))
    assert "<html" not in text(answer)


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_said_of_a_file_without_any(br, warned, place):
    clean = "Decreto 5.003, CNPJ 12.345.678/0001-95, contato@corumba.ms.gov.br"
    _address, _told, answer = warned(place, clean)
    assert answer.status_code == 302
    assert versions(br) == ["lista.txt"]


@pytest.fixture
def attached(lead, warned) -> None:
    """It was attached all the same."""
    address, told, answer = warned("question")
    (kept,) = set(HELD.findall(text(answer)))
    assert lead.post(address, told | {"held": kept, "personal": kept}).status_code == 302


TOLD = "1 CPF, 1 e-mail de pessoa, 1 celular"


def said(page: str) -> set[str]:
    return set(re.findall(r"pode conter dados pessoais: ([^<]+)<", page))


def test_its_government_sees_it_wherever_the_piece_stands(br, lead, attached):
    with br.desk():
        piece = PieceVersion.objects.latest("id").piece_id
    for address in ("evidence/", f"evidence/{piece}/", "2026/dimensions/1/"):
        assert said(text(lead.get(f"{DESK}/{address}"))) == {TOLD}


def test_a_neighbour_sees_nothing_of_it(br, attached, client):
    client.force_login(br.neighbour)
    assert said(text(client.get("/br/desk/9900029/evidence/"))) == set()


def test_the_register_is_searched_for_it(br, lead, attached, law):
    page = text(lead.get(f"{DESK}/evidence/?state=personal"))
    assert "lista.txt" in page
    assert "Lei</a>" not in page


def test_the_analyst_is_told_beside_the_evidence(br, attached, diagnosis, client):
    client.force_login(br.people["analyst"])
    page = text(client.get(f"/br/admin/review/{diagnosis.pk}/dimensions/1/"))
    assert said(page) == {TOLD}
    assert CPF not in page


def test_the_analyst_is_told_that_a_picture_was_not_looked_through(br, lead, diagnosis, client):
    photo = SimpleUploadedFile("foto.jpg", samples.photo(), "image/jpeg")
    lead.post(f"{DESK}/2026/evidence/D1.1/", {"kind": "photo", "file": photo})
    client.force_login(br.people["analyst"])
    page = text(client.get(f"/br/admin/review/{diagnosis.pk}/dimensions/1/"))
    assert "não examinado quanto a dados pessoais" in page
    assert said(page) == set()
