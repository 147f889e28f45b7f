"""A government's archive: everything it has put in, nothing of anybody else."""

import hashlib
import io
import json
import os
import tracemalloc
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from certification.diagnosis import proving
from certification.evidence import keeping
from certification.evidence.keeping import Told
from certification.governments.inviting import invite
from migracidades.files.accept import check
from migracidades.files.models import StoredFile
from migracidades.files.storing import path_of, store
from migracidades.ledger.models import AuditEntry
from migracidades.pages.archive import making
from migracidades.pages.archive.making import archive
from tests import cycle
from tests.files import samples

PAGE, FILE = "/br/desk/9900011/archive/", "/br/desk/9900011/archive.zip"
FLAT = 4 * 2**20
SAME = ("extension", "content_type", "size", "sha256", "storage_key", "purpose")


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def br(world):
    return world.br


@pytest.fixture
def diagnosis(br):
    """One answer with its file, and an invitation whose link nobody may read out again."""
    made = cycle.diagnosis(br)
    cycle.answer(br, made, "D1.1", "yes", note="=1+1", department="Gabinete")
    who = {"actor": br.people["lead"], "roles": {"lead"}}
    with br.desk():
        found = cycle.loaded(made)
        proving.add(
            diagnosis=found,
            indicators=[cycle.form_for(found).by_code["D1.1"]],
            told=Told("law", "Lei 1"),
            file=check(SimpleUploadedFile("lei.pdf", samples.PDF)),
            **who,
        )
        invite(email="nova@town.test", role="contributor", government=br.here, **who)
    return made


def lead(br) -> dict[str, Any]:
    return {"actor": br.people["lead"], "roles": {"lead"}}


def taken(client) -> zipfile.ZipFile:
    answer = client.get(FILE)
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def told(held: zipfile.ZipFile, name: str) -> Any:
    return json.loads(held.read(name))


def rows(held: zipfile.ZipFile, name: str) -> list[dict]:
    return told(held, f"data/{name}.json")


def test_it_holds_tables_spreadsheets_and_files(br, diagnosis, client):
    client.force_login(br.people["lead"])
    held = taken(client)
    assert held.testzip() is None
    assert [one["value"] for one in rows(held, "certification.answer")] == ["yes"]
    asked = told(held, "2026/diagnosis.json")["questions"]
    assert [one["code"] for one in asked][:2] == ["D1.1", "D1.2"]
    names = {one["full_name"] for one in rows(held, "people")}
    assert br.people["lead"].full_name in names
    listed = told(held, "files.json")
    assert [one["here"] for one in listed] == [True]
    assert hashlib.sha256(held.read(listed[0]["file"])).hexdigest() == listed[0]["sha256"]
    book = load_workbook(io.BytesIO(held.read("2026/answers.xlsx")))
    first, proof = (list(sheet.iter_rows(values_only=True))[1] for sheet in book.worksheets)
    assert first[:3] == ("D1.1", "Há órgão responsável?", "Sim")
    assert book.worksheets[0].cell(2, 5).data_type == "s"
    assert proof[2] == "Lei 1"
    assert proof[5] == listed[0]["file"]


def test_no_secret_and_nothing_of_a_neighbour(br, diagnosis, client):
    theirs = cycle.diagnosis(br, government=br.sibling, of=diagnosis.participation.edition)
    cycle.answer(br, theirs, "D1.1", "no", note="segredo-do-vizinho", author=br.neighbour)
    client.force_login(br.people["lead"])
    held = taken(client)
    everything = b"".join(held.read(name) for name in held.namelist())
    assert b"segredo-do-vizinho" not in everything
    assert br.neighbour.email.encode() not in everything
    assert [one["email"] for one in rows(held, "tenancy.invitation")] == ["nova@town.test"]
    assert b'"digest"' not in everything
    assert b'"storage_key"' not in everything


def test_taking_it_is_written_down_and_looking_is_not(br, diagnosis, client):
    client.force_login(br.people["lead"])
    assert client.get(PAGE).status_code == 200
    with br.staff():
        assert not AuditEntry.objects.filter(act="government.export").exists()
    taken(client)
    with br.staff():
        entry = AuditEntry.objects.get(act="government.export")
        assert entry.actor_id == br.people["lead"].pk


def test_a_file_lost_from_the_disk_is_named_and_stops_nothing(br, diagnosis, client):
    with br.desk():
        path_of(StoredFile.objects.get()).unlink()
    client.force_login(br.people["lead"])
    held = taken(client)
    assert [one["here"] for one in told(held, "files.json")] == [False]
    assert held.testzip() is None


def files(br, number: int) -> None:
    """So many rows with the bytes of one text of 96 KB."""
    upload = check(SimpleUploadedFile("ata.txt", os.urandom(48_000).hex().encode()))
    one = store(upload, purpose="evidence", user=br.people["lead"], government=br.here)
    facts = {name: getattr(one, name) for name in SAME}
    StoredFile.objects.bulk_create(
        StoredFile(**facts, name=f"ata-{at}.txt") for at in range(number)
    )


def peak_of(br) -> tuple[int, int]:
    """How many bytes leave, and how many stand in memory at once."""
    total, _warm = 0, list(archive(br.here))
    tracemalloc.start()
    for piece in archive(br.here):
        total += len(piece)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return total, peak


def test_three_hundred_files_leave_in_flat_memory(br, diagnosis):
    with br.desk():
        files(br, 30)
        _total, few = peak_of(br)
        files(br, 270)
        total, many = peak_of(br)
    assert total > 10 * 2**20
    assert many < FLAT
    assert many < few + 2**20


def test_it_begins_to_leave_before_a_file_is_opened(br, diagnosis, monkeypatch):
    opened = []
    before = making.open_file
    monkeypatch.setattr(making, "open_file", lambda one: opened.append(one) or before(one))
    with br.desk():
        files(br, 5)
        pieces = archive(br.here)
        assert b"README.txt" in next(pieces)
        assert opened == []
        largest = max(len(opened) for _piece in pieces if len(opened) < 4)
        assert largest == 3, "they are opened one by one, as the bytes leave"


def test_it_costs_the_same_for_three_files_and_for_forty(br, diagnosis):
    def cost(number: int) -> int:
        files(br, number)
        for _each in range(number):
            keeping.keep(br.here.pk, Told("link", "Site"), link="https://a.org/", **lead(br))
        list(archive(br.here))
        with CaptureQueriesContext(connection) as queries:
            list(archive(br.here))
        return len(queries)

    with br.desk():
        assert cost(3) == cost(37)
