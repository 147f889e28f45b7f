"""No refusal of a form makes anybody send a file twice: at a question, a piece, the register."""

import re

import pytest

from certification.diagnosis import proving
from certification.evidence import keeping
from certification.evidence.keeping import Told
from certification.evidence.models import PieceVersion
from migracidades.files.models import StoredFile
from tests import cycle
from tests.evidence.conftest import by, sent

DESK = "/br/desk/9900011"
SCRIPT = {"X-Part": "yes"}
HELD = re.compile(r'name="held" value="([0-9a-f-]{36})"')


def pages(law: PieceVersion) -> dict[str, tuple[str, dict[str, str]]]:
    """Where a file is sent, and what else its form is sent with when all is well."""
    return {
        "question": (f"{DESK}/2026/evidence/D1.1/", {"kind": "law"}),
        "chooser": (f"{DESK}/2026/evidence/D1.1/", {"kind": "law", "chooser": "yes"}),
        "register": (f"{DESK}/evidence/", {"kind": "law"}),
        "piece": (f"{DESK}/evidence/{law.piece_id}/", {"kind": "law", "base": 1, "act": "renew"}),
    }


@pytest.mark.parametrize(
    "wrong", [{"kind": "nonsense"}, {"link": "no address"}, {"title": "x" * 300}]
)
@pytest.mark.parametrize("page", ["question", "chooser", "register", "piece"])
def test_a_refused_form_holds_its_file_and_is_sent_without_it(br, lead, law, page, wrong):
    address, told = pages(law)[page]
    refused = lead.post(address, told | wrong | {"file": sent(name="lei de maio.pdf")})
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "lei de maio.pdf" in shown
    (kept,) = set(HELD.findall(shown))
    assert lead.post(address, told | {"held": kept}).status_code == 302
    with br.desk():
        assert str(PieceVersion.objects.latest("id").file_id) == kept
        assert StoredFile.objects.count() == 1, "one copy, however often it was asked about"


def test_the_part_of_a_page_holds_it_as_well(lead, law):
    address, told = pages(law)["question"]
    refused = lead.post(address, told | {"kind": "x", "file": sent()}, headers=SCRIPT)
    assert HELD.search(refused.content.decode())


def test_what_the_verb_refuses_is_held_as_well(br, diagnosis, lead, law):
    address, told = pages(law)["question"]
    cycle.submitted(br, diagnosis)
    refused = lead.post(address, told | {"file": sent()})
    assert refused.status_code == 422
    with br.desk():
        assert StoredFile.objects.filter(purpose="evidence").count() == 1
    _address, renewing = pages(law)["piece"]
    with br.desk():
        keeping.correct(law.piece, Told("law", "De outra"), base=1, **by(br, "alternate"))
    refused = lead.post(f"{DESK}/evidence/{law.piece_id}/", renewing | {"file": sent()})
    assert refused.status_code == 422, "a colleague was faster"
    assert HELD.search(refused.content.decode())


def test_with_a_link_beside_it_one_of_the_two_is_chosen(br, lead, law):
    address, told = pages(law)["register"]
    link = {"link": "https://example.org/lei"}
    refused = lead.post(address, told | link | {"file": sent()})
    assert refused.status_code == 422
    assert HELD.search(refused.content.decode())
    assert lead.post(address, told | link).status_code == 302, "unticked, the link is taken"


def test_a_form_whose_answer_was_lost_is_sent_again(br, diagnosis, lead, law):
    address, told = pages(law)["question"]
    (kept,) = HELD.findall(
        lead.post(address, told | {"kind": "x", "file": sent()}).content.decode()
    )
    for _twice in range(2):
        assert lead.post(address, told | {"held": kept}).status_code == 302
    with br.desk():
        asked = cycle.form_for(diagnosis).by_code["D1.1"].id
        assert proving.Evidence.objects.filter(indicator=asked, removed_at=None).count() == 1


def test_a_colleagues_or_a_neighbours_file_is_nobodys_to_send(br, lead, law, client):
    address, told = pages(law)["register"]
    (kept,) = HELD.findall(
        lead.post(address, told | {"kind": "x", "file": sent()}).content.decode()
    )
    for person, desk in ((br.people["alternate"], DESK), (br.neighbour, "/br/desk/9900029")):
        client.force_login(person)
        refused = client.post(f"{desk}/evidence/", told | {"held": kept})
        assert refused.status_code == 422
        assert not HELD.search(refused.content.decode())
    with br.staff():
        assert not PieceVersion.objects.exclude(file=None).exists()
