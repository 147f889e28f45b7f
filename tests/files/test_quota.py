"""The room of a government's evidence: counted, shown, and refused with what to do."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from migracidades.files.accept import check
from migracidades.files.quota import room_of
from migracidades.files.storing import store
from migracidades.tenancy.models import Programme
from tests.files.test_held import at_desk, give_room

MB = 1024 * 1024


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def br(world, monkeypatch):
    """A country whose governments have two megabytes each."""
    give_room(world.br, 2, monkeypatch)
    return world.br


def file(megabytes: float, name: str = "dados.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"a;b\n" * int(megabytes * MB / 4))


def test_what_is_too_much_is_refused_with_what_is_used_and_what_to_do(br):
    with at_desk(br), translation.override("en"):
        store(file(1.5), purpose="evidence")
        with pytest.raises(ValidationError) as refused:
            store(file(0.6, "mais.csv"), purpose="evidence")
        store(file(0.5), purpose="evidence")
    (sentence,) = refused.value.messages
    assert "“mais.csv”: the evidence of your government takes 1.5\xa0MB of 2.0\xa0MB" in sentence
    assert "give a link" in sentence


def test_each_government_has_its_own_and_only_evidence_counts(br):
    with at_desk(br):
        store(file(2), purpose="import")
        store(file(2), purpose="evidence")
    with br.staff():
        store(file(2), purpose="evidence", government=br.sibling)
        assert room_of(br.here.pk, br.programme).used == 2 * MB
        with pytest.raises(ValidationError):
            store(file(0.1), purpose="evidence", government=br.here)


def test_a_programme_that_says_nothing_gives_the_usual(world):
    silent = Programme(config={})
    with world.ar.staff():
        assert room_of(world.ar.here.pk, silent).most == 500 * MB


def test_it_stands_in_the_register_and_beside_the_field(br, client):
    client.force_login(br.people["lead"])
    with at_desk(br):
        store(check(file(1.2)), purpose="evidence")
    address = "/br/desk/9900011/evidence/"
    assert "1,2\xa0MB de 2,0\xa0MB" in client.get(address).content.decode()
    refused = client.post(address, {"kind": "report", "file": file(1)})
    assert refused.status_code == 422
    assert "Não há espaço para “dados.csv”" in refused.content.decode()
