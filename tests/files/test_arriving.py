"""Files in parts: where to go on, what is refused before it is sent, and who may."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from certification.evidence.models import PieceVersion
from migracidades.files import arriving, scratch, sweeping
from migracidades.files.models import StoredFile
from migracidades.files.storing import open_file
from tests.files.test_held import age, give_room

from . import samples

DESK = "/br/desk/9900011"
TABLE = b"".join(b"%d;Corumba\n" % number for number in range(60_000))
PART = 256 * 1024


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def lead(world, client) -> Client:
    client.force_login(world.br.people["lead"])
    return client


def begun(client: Client, content: bytes = TABLE, *, name="tabela.csv", **told) -> Any:
    facts = {"name": name, "size": len(content), "mark": "17", **told}
    return client.post(f"{DESK}/files/begin/", facts)


def send(client: Client, key: str, offset: int, data: bytes) -> Any:
    address = f"{DESK}/files/part/?key={key}&offset={offset}"
    return client.post(address, data, content_type="application/octet-stream")


def done(client: Client, *keys: str) -> Any:
    return client.post(f"{DESK}/files/done/", {"key": keys, "at": "file-D1.1"})


def all_of(client: Client, content: bytes = TABLE, **told) -> str:
    """Send a whole file, as a script does. Returns its key."""
    begin = begun(client, content, **told).json()
    offset = begin["offset"]
    while offset < len(content):
        offset = send(client, begin["key"], offset, content[offset : offset + PART]).json()[
            "offset"
        ]
    return begin["key"]


def only_file(world) -> StoredFile:
    with world.br.staff():
        return StoredFile.objects.get()


def test_a_file_in_parts_is_held_like_one_in_a_form(world, lead):
    answer = done(lead, all_of(lead))
    kept = only_file(world)
    assert f'name="held" value="{kept.pk}"' in answer.json()["held"]
    assert "tabela.csv" in answer.json()["held"]
    assert open_file(kept).read() == TABLE
    added = lead.post(f"{DESK}/evidence/", {"kind": "report", "held": str(kept.pk)})
    assert added.status_code == 302
    with world.br.staff():
        assert PieceVersion.objects.get().file == kept


def test_it_goes_on_where_it_stopped_also_on_a_page_loaded_anew(lead):
    key = begun(lead).json()["key"]
    send(lead, key, 0, TABLE[:1000])
    assert begun(lead).json() == {"key": key, "offset": 1000}
    assert begun(lead, name="outra.csv").json()["offset"] == 0
    assert begun(lead, mark="18").json()["offset"] == 0


def test_a_part_that_comes_twice_or_overlaps_counts_once(world, lead):
    key = begun(lead).json()["key"]
    assert send(lead, key, 0, TABLE[:1000]).json() == {"offset": 1000}
    assert send(lead, key, 0, TABLE[:1000]).json() == {"offset": 1000}
    assert send(lead, key, 500, TABLE[500:1500]).json() == {"offset": 1500}
    done(lead, all_of(lead))
    assert open_file(only_file(world)).read() == TABLE


def test_a_gap_is_refused_with_the_offset_that_is_wanted(lead):
    key = begun(lead).json()["key"]
    send(lead, key, 0, TABLE[:1000])
    beyond = send(lead, key, 1000, TABLE[1000:] + b"x")
    for refused in (send(lead, key, 2000, TABLE[2000:3000]), beyond, done(lead, key)):
        assert (refused.status_code, refused.json()) == (409, {"offset": 1000})


def test_what_is_asked_for_twice_is_kept_once(world, lead):
    key = all_of(lead)
    first, second = done(lead, key).json(), done(lead, key).json()
    assert first == second
    assert begun(lead).json() == {"key": key, "offset": len(TABLE)}, "there is nothing to send"
    only_file(world)


def test_what_arrived_damaged_begins_anew(world, lead):
    sha256 = hashlib.sha256(TABLE).hexdigest()
    key = begun(lead, sha256=sha256).json()["key"]
    damaged = TABLE[:100] + b"x" + TABLE[101:]
    for offset in range(0, len(TABLE), PART):
        send(lead, key, offset, damaged[offset : offset + PART])
    assert (done(lead, key).status_code, done(lead, key).json()) == (409, {"offset": 0})
    assert done(lead, all_of(lead, sha256=sha256)).status_code == 200
    assert only_file(world).sha256 == sha256


def test_another_content_of_the_same_name_and_day_begins_anew(lead):
    key = begun(lead, sha256="a" * 64).json()["key"]
    send(lead, key, 0, TABLE[:1000])
    assert begun(lead, sha256="b" * 64).json() == {"key": key, "offset": 0}


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("programa.exe", 1000, "não pode ser recebido"),
        ("lei.pdf", 0, "está vazio"),
        ("lei.pdf", 20 * 1024 * 1024 + 1, "o limite é"),
    ],
)
def test_what_could_not_be_kept_is_refused_before_it_is_sent(lead, name, size, words):
    refused = lead.post(f"{DESK}/files/begin/", {"name": name, "size": size})
    assert refused.status_code == 422
    assert words in refused.json()["error"]


def test_what_is_hostile_is_refused_when_it_is_there(world, lead):
    refused = done(lead, all_of(lead, samples.EXE, name="lei.pdf"))
    assert refused.status_code == 422
    assert "“lei.pdf” é um programa" in refused.json()["error"]
    with world.br.staff():
        assert not StoredFile.objects.exists()


def test_several_photos_become_one_pdf(world, lead):
    keys = [all_of(lead, samples.photo(), name=f"ata-{one}.jpg") for one in (1, 2)]
    assert done(lead, *keys).status_code == 200
    assert only_file(world).extension == "pdf"


@pytest.mark.parametrize("key", ["", "nonsense", "../../../etc/passwd", "a" * 32])
def test_a_key_that_leads_nowhere(lead, key):
    for answer in (send(lead, key, 0, b"x"), done(lead, key)):
        assert answer.status_code in (409, 422)
        assert answer.json().get("offset") is None


def test_nobody_else_goes_on_with_it(world, client, lead):
    key = begun(lead).json()["key"]
    send(lead, key, 0, TABLE[:1000])
    client.force_login(world.br.people["alternate"])
    assert begun(client).json()["offset"] == 0
    assert send(client, key, 1000, TABLE[1000:2000]).status_code == 409
    assert done(client, key).status_code == 409


def test_without_the_right_or_the_token_nothing_is_taken(world, lead):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.br.people["lead"])
    assert begun(strict).status_code == 403
    lead.force_login(world.br.people["signatory"])
    assert begun(lead).status_code == 403


def test_what_nobody_went_on_with_is_swept(world, lead):
    key = begun(lead).json()["key"]
    send(lead, key, 0, TABLE[:1000])
    assert sweeping.sweep_scratch() == 0
    for path in (scratch.folder() / arriving.FOLDER).glob("*/*"):
        age(path, days=4)
    assert sweeping.sweep_scratch() == 2
    assert begun(lead).json() == {"key": key, "offset": 0}


def test_what_is_on_its_way_takes_room(world, lead, monkeypatch):
    give_room(world.br, 1, monkeypatch)
    assert begun(lead, TABLE[: 700 * 1024]).status_code == 200
    all_of(lead, TABLE[: 700 * 1024])
    refused = begun(lead, TABLE[: 400 * 1024])
    assert refused.status_code == 422
    assert "Não há espaço" in refused.json()["error"]


def test_a_full_disk_is_said(lead, monkeypatch):
    key = begun(lead).json()["key"]

    def full(_path: Path):
        raise OSError(28, "full")

    monkeypatch.setattr(arriving, "_alone", full)
    refused = send(lead, key, 0, TABLE[:1000])
    assert refused.status_code == 422
    assert "não foi guardado" in refused.json()["error"]
