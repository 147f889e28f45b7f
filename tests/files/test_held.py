"""What a person sent is kept before its form is accepted, and swept when nobody uses it."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone, translation
from django.utils.datastructures import MultiValueDict

from certification.evidence.keeping import Told, keep
from migracidades.files import held, scratch, sweeping
from migracidades.files.accept import check
from migracidades.files.forms import HeldField
from migracidades.files.models import StoredFile
from migracidades.files.storing import path_of, store
from migracidades.tenancy.scope import Side, enter

from . import samples


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def at_desk(country, role="lead", government=None):
    return enter(
        country.programme,
        side=Side.GOVERNMENT,
        government=government or country.here,
        user=country.people[role],
    )


def give_room(country, megabytes: int, monkeypatch) -> None:
    """So much for each government of a country. The world is everybody's: it is put back."""
    changed = country.programme.config | {"evidence_mb": megabytes}
    monkeypatch.setattr(country.programme, "config", changed)
    with country.staff():
        country.programme.save()


def sent(name="lei.pdf", content=samples.PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def aged(world):
    """Rows never change, and the database's clock cannot be moved: they are written as old ones."""

    def make(days: float, **more) -> StoredFile:
        day = timezone.now() - timedelta(days=days)
        with time_machine.travel(day, tick=False), at_desk(world.br):
            return store(sent(**more), purpose="evidence")

    return make


class TestHolding:
    def test_the_same_person_finds_it_at_the_same_desk(self, world):
        with at_desk(world.br):
            kept = held.hold(check(sent()))
            assert held.held(str(kept.pk)) == kept

    def test_nobody_else_does(self, world):
        with at_desk(world.br):
            kept = held.hold(check(sent()))
        elsewhere = (
            at_desk(world.br, "alternate"),
            at_desk(world.br, government=world.br.sibling),
            at_desk(world.ar),
        )
        for desk in elsewhere:
            with desk, pytest.raises(ValidationError):
                held.held(kept.pk)

    @pytest.mark.parametrize("key", ["", "nonsense", "c20258ca-2c1c-4938-95c6-9c642ffc1975"])
    def test_what_was_never_kept_says_what_to_do(self, world, key):
        with at_desk(world.br), translation.override("en"):
            with pytest.raises(ValidationError, match="Choose it once more"):
                held.held(key)

    def test_it_is_offered_for_a_day(self, world, aged):
        young, old = aged(0.9), aged(1.1, name="ata.pdf")
        with at_desk(world.br):
            assert held.held(young.pk) == young
            with pytest.raises(ValidationError):
                held.held(old.pk)

    def test_the_same_file_sent_again_is_the_same(self, world):
        with at_desk(world.br):
            first = held.hold(check(sent()))
            assert held.hold(check(sent())) == first
            assert held.hold(check(sent("outra.pdf"))) != first
            assert held.hold(check(sent(content=samples.pdf()))) != first

    def test_what_an_imported_table_or_a_letter_brought_is_no_evidence(self, world):
        with at_desk(world.br):
            table = store(sent("a.csv", samples.CSV), purpose="import")
            with pytest.raises(ValidationError):
                held.held(table.pk)


class Form(forms.Form):
    file = HeldField()
    title = forms.CharField()


def files(*uploads: SimpleUploadedFile) -> MultiValueDict:
    return MultiValueDict({"file": list(uploads)})


class TestTheField:
    def test_a_refused_form_holds_the_file(self, world):
        with at_desk(world.br), translation.override("en"):
            form = Form({}, files(sent("ata de maio.pdf")))
            assert list(form.errors) == ["title"]
            (kept,) = StoredFile.objects.all()
            shown = str(form["file"])
            again = Form({"title": "Ata", "held": str(kept.pk)}, files())
            assert again.is_valid()
            assert again.cleaned_data["file"] == kept
        assert f'name="held" value="{kept.pk}"' in shown
        assert "File kept: ata de maio.pdf" in shown

    def test_a_new_file_goes_before_the_one_that_is_kept(self, world):
        with at_desk(world.br):
            before = held.hold(check(sent()))
            form = Form({"title": "x", "held": str(before.pk)}, files(sent("nova.pdf")))
            assert form.is_valid()
            assert form.cleaned_data["file"].name == "nova.pdf"

    def test_a_file_that_may_not_be_kept_is_not(self, world):
        with at_desk(world.br):
            form = Form({}, files(sent(content=samples.EXE)))
            assert set(form.errors) == {"file", "title"}
            assert not StoredFile.objects.exists()
            assert "held" not in str(form["file"])

    def test_unticked_it_is_gone_from_the_form(self, world):
        with at_desk(world.br):
            held.hold(check(sent()))
            assert "file" in Form({"title": "x"}, files()).errors


class TestSweeping:
    def test_what_nobody_used_goes_and_its_row_says_when(self, world, aged):
        unused, fresh = aged(2.1), aged(1.9, name="ata.pdf")
        assert sweeping.sweep(world.br.programme, dry=True) == 1
        assert path_of(unused).exists()
        assert sweeping.sweep(world.br.programme) == 1
        assert sweeping.sweep(world.br.programme) == 0
        with world.br.staff():
            unused.refresh_from_db()
        assert unused.swept_at is not None
        assert not path_of(unused).exists()
        assert path_of(fresh).exists()

    def test_by_hand_it_is_counted_first(self, world, aged, capsys):
        unused = aged(3)
        call_command("sweep_files", "--dry")
        assert "br: 1 files" in capsys.readouterr().out
        assert path_of(unused).exists()
        call_command("sweep_files")
        assert not path_of(unused).exists()

    def test_what_proves_something_stays(self, world, aged):
        used = aged(400)
        with at_desk(world.br):
            told, who = Told("law", "Lei"), world.br.people["lead"]
            keep(world.br.here.pk, told, file=used, actor=who, roles={"lead"})
        assert sweeping.sweep(world.br.programme) == 0
        assert path_of(used).exists()

    def test_what_came_otherwise_stays(self, world):
        long_ago = timezone.now() - timedelta(days=400)
        with time_machine.travel(long_ago, tick=False), world.br.staff():
            letter = store(sent(), purpose="letter", government=world.br.here)
        assert sweeping.sweep(world.br.programme) == 0
        assert path_of(letter).exists()

    def test_bytes_that_an_ended_sweep_left_go_with_the_next(self, world, aged):
        unused = aged(3)
        sweeping.sweep(world.br.programme)
        path_of(unused).write_bytes(b"left")
        sweeping.sweep(world.br.programme)
        assert not path_of(unused).exists()

    def test_nobody_fetches_what_was_swept(self, world, client, aged):
        unused = aged(3)
        client.force_login(world.br.people["lead"])
        address = f"/br/desk/9900011/files/{unused.pk}/"
        assert client.get(address).status_code == 200
        sweeping.sweep(world.br.programme)
        assert client.get(address).status_code == 404

    def test_the_scratch_folder_loses_what_no_work_needs(self):
        old, young = scratch.folder() / "old", scratch.folder() / "young"
        desk = scratch.folder() / "desk"
        desk.mkdir()
        for file in (old, young, desk / "in"):
            file.write_bytes(b"x")
        for path in (old, desk):
            age(path, days=2)
        assert sweeping.sweep_scratch(dry=True) == 2
        assert sweeping.sweep_scratch() == 2
        assert list(scratch.folder().iterdir()) == [young]


def age(path: Path, *, days: float) -> None:
    then = time.time() - days * 86400
    os.utime(path, (then, then))
