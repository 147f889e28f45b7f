"""How files are kept and fetched: written once, hashed, behind the wall."""

import errno
import hashlib

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import RequestFactory
from django.utils import translation

from migracidades.files import storing
from migracidades.files.forms import UploadField
from migracidades.files.links import url_for
from migracidades.files.models import StoredFile
from migracidades.ledger.models import AuditEntry
from migracidades.tenancy.models import GOVERNMENT_ROLES
from migracidades.tenancy.scope import ScopeError, Side, enter

from . import samples


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "new" / "media")


def upload(name="Plano “A”.pdf"):
    return SimpleUploadedFile(name, samples.PDF)


@pytest.fixture
def evidence(world):
    with enter(
        world.br.programme,
        side=Side.GOVERNMENT,
        government=world.br.here,
        user=world.br.people["lead"],
    ):
        return storing.store(upload(), purpose="evidence")


def test_stored_with_its_hash_under_a_name_of_our_own(world, evidence):
    with world.br.staff():
        kept = StoredFile.objects.get()
    assert kept.sha256 == hashlib.sha256(samples.PDF).hexdigest()
    assert (kept.size, kept.extension, kept.content_type) == (
        len(samples.PDF),
        "pdf",
        "application/pdf",
    )
    assert kept.uploaded_by_id == world.br.people["lead"].pk
    assert kept.government_id == world.br.here.pk
    assert kept.storage_key == f"br/{str(kept.pk)[:2]}/{kept.pk}"
    assert storing.open_file(kept).read() == samples.PDF


def test_what_we_make_ourselves_is_stored_too(world):
    with world.br.staff():
        kept = storing.store_bytes(
            samples.PDF, "Selo.pdf", "application/pdf", purpose="seal", government=world.br.here
        )
    assert (kept.name, kept.uploaded_by_id, kept.government_id) == (
        "Selo.pdf",
        None,
        world.br.here.pk,
    )


def test_what_may_not_be_kept_leaves_nothing_behind(world, settings, tmp_path):
    with world.br.staff(), pytest.raises(ValidationError):
        storing.store(SimpleUploadedFile("a.pdf", samples.EXE), purpose="evidence")
    assert not list(tmp_path.rglob("*-*"))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_and_the_answers_are_safe(world, monkeypatch, tmp_path, number):
    def full(_descriptor):
        raise OSError(number, "full")

    monkeypatch.setattr(storing.os, "fsync", full)
    with world.br.staff(), translation.override("en"):
        with pytest.raises(ValidationError, match="Your answers are safe"):
            storing.store(upload(), purpose="evidence")
        assert not StoredFile.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_another_error_of_the_disk_is_not_hidden(world, monkeypatch):
    def broken(_descriptor):
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(storing.os, "fsync", broken)
    with world.br.staff(), pytest.raises(OSError, match="broken"):
        storing.store(upload(), purpose="evidence")


def test_a_row_is_never_changed_or_deleted(world, evidence):
    with world.br.staff():
        for change in (
            lambda: StoredFile.objects.update(sha256="0"),
            lambda: StoredFile.objects.all().delete(),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                change()


def test_nobody_stores_for_another_government_or_without_a_scope(world):
    with pytest.raises(ScopeError):
        storing.store(upload(), purpose="evidence")
    with world.br.desk(), pytest.raises(ScopeError):
        storing.store(upload(), purpose="evidence", government=world.br.sibling)


# ------------------------------------------------------------------ fetching


def fetch(client, who, path):
    if who:
        client.force_login(who)
    return client.get(path)


@pytest.mark.parametrize(
    "address", ["/br/desk/9900011/files/{}/", "/br/admin/files/{}/", "/br/files/{}/"]
)
def test_a_download_is_closed_to_browsers_and_caches(world, client, evidence, address):
    who = world.br.people["coordinator" if "admin" in address else "lead"]
    response = fetch(client, who, address.format(evidence.pk))
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == samples.PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Plano%20")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]
    assert "no-store" in response["Cache-Control"]


def test_a_stranger_finds_nothing(world, client, evidence):
    lost = {
        f"/br/desk/9900011/files/{evidence.pk}/": [
            world.br.neighbour,
            world.ar.people["lead"],
            world.stranger,
        ],
        f"/br/desk/9900029/files/{evidence.pk}/": [world.br.neighbour],
        f"/ar/desk/9900011/files/{evidence.pk}/": [world.ar.people["lead"]],
        f"/br/files/{evidence.pk}/": [
            world.br.neighbour,
            world.stranger,
            world.br.people["alternate"],
        ],
        f"/ar/admin/files/{evidence.pk}/": [world.ar.people["coordinator"]],
    }
    for address, people in lost.items():
        for who in people:
            assert fetch(client, who, address).status_code == 404, (address, who)


def test_the_governments_people_share_and_its_applicant_keeps_their_own(world, client, evidence):
    colleague = world.br.people["alternate"]
    assert fetch(client, colleague, f"/br/desk/9900011/files/{evidence.pk}/").status_code == 200
    with enter(world.br.programme, side=Side.PUBLIC, user=world.stranger):
        own = storing.store(upload(), purpose="commitment", government=world.br.here)
    assert fetch(client, world.stranger, f"/br/files/{own.pk}/").status_code == 200
    # What an applicant hands in is theirs and the staff's, until and after the decision.
    for role in GOVERNMENT_ROLES:
        address = f"/br/desk/9900011/files/{own.pk}/"
        assert fetch(client, world.br.people[role], address).status_code == 404, role
    address = f"/br/admin/files/{own.pk}/"
    assert fetch(client, world.br.people["analyst"], address).status_code == 200


def test_a_desk_neither_reads_nor_writes_what_an_applicant_handed_in(world):
    """PostgreSQL says so too, whatever our code asks."""
    with enter(world.br.programme, side=Side.PUBLIC, user=world.stranger):
        own = storing.store(upload(), purpose="commitment", government=world.br.here)
    with world.br.desk(), connection.cursor() as cursor:
        assert not StoredFile.objects.filter(pk=own.pk).exists()
        cursor.execute("SELECT count(*) FROM files_storedfile WHERE id = %s", [own.pk])
        assert cursor.fetchone() == (0,)
        with pytest.raises(DatabaseError), transaction.atomic():
            storing.store(upload(), purpose="commitment")


@pytest.mark.parametrize(
    "address", ["/br/desk/9900011/files/{}/", "/br/admin/files/{}/", "/br/files/{}/"]
)
def test_who_is_not_signed_in_is_asked_to(world, client, evidence, address):
    response = client.get(address.format(evidence.pk), follow=True)
    assert "/br/accounts/login/" in response.redirect_chain[-1][0]


def test_the_staffs_downloads_of_evidence_are_written_down(world, client, evidence):
    fetch(client, world.br.people["lead"], f"/br/desk/9900011/files/{evidence.pk}/")
    fetch(client, world.br.people["analyst"], f"/br/admin/files/{evidence.pk}/")
    with world.br.staff():
        (entry,) = AuditEntry.objects.all()
    assert (entry.act, entry.object_id) == ("file.download", str(evidence.pk))
    assert entry.actor_id == world.br.people["analyst"].pk
    assert entry.government_id == world.br.here.pk


def test_a_link_leads_to_the_side_where_it_stands(world, evidence):
    request = RequestFactory().get("/")
    request.government = world.br.here
    with world.br.staff():
        assert url_for(evidence, request).endswith(f"/admin/files/{evidence.pk}/")
    with world.br.desk():
        assert url_for(evidence, request).endswith(f"/desk/9900011/files/{evidence.pk}/")
    with enter(world.br.programme, side=Side.PUBLIC):
        assert url_for(evidence, request).endswith(f"/files/{evidence.pk}/")


# ------------------------------------------------------------------ the field of a form


class Form(forms.Form):
    file = UploadField(allowed=("pdf", "png"), limit_mb=3)
    more = UploadField(required=False)


def test_the_field_looks_into_the_file(world):
    form = Form(files={"file": upload()})
    assert form.is_valid()
    assert form.cleaned_data["more"] is None
    with world.br.staff():
        kept = storing.store(form.cleaned_data["file"], purpose="evidence")
    assert storing.open_file(kept).read() == samples.PDF


@pytest.mark.parametrize("content", [samples.EXE, b""])
def test_the_field_refuses_with_one_sentence(content):
    form = Form(files={"file": SimpleUploadedFile("a.pdf", content)})
    assert len(form.errors["file"]) == 1


def test_the_field_is_required_and_says_what_it_takes():
    form = Form(files={})
    assert "file" in form.errors
    assert "more" not in form.errors
    with translation.override("en"):
        assert str(Form()["file"].help_text).startswith("PDF, PNG; at most 3.0")
    assert 'accept=".pdf,.png"' in str(Form()["file"])
