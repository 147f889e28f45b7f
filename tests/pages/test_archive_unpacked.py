"""An archive unpacked and compared, piece by piece, with what the government has here."""

import hashlib
import io
import json
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from certification.diagnosis import proving, remarks
from certification.diagnosis.models import Answer, AnswerRevision, Evidence, Verdict
from certification.diagnosis.signoff import digest_of
from certification.evidence import keeping
from certification.evidence.keeping import Told
from certification.evidence.models import PieceVersion
from certification.prioritization.models import Priority
from migracidades.files.accept import check
from migracidades.files.models import StoredFile
from migracidades.files.storing import store
from migracidades.ledger import outbox
from migracidades.pages.archive.making import archive
from migracidades.pages.archive.readme import SCHEMA
from tests import cycle
from tests.diagnosis import guesting
from tests.standing import PDF
from tests.world import Country

CANARY = "segredo-do-vizinho"
MINE = "nosso-canario"


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def br(world) -> Country:
    with patch("migracidades.kit.pdf.render", return_value=PDF):
        _road(world.br, MINE)
        _neighbour(world.br)
        assert outbox.drain(world.br.programme) == []
    return world.br


def _road(br: Country, word: str) -> None:
    """Everything a government may put in, told with a word of its own."""
    made = cycle.diagnosis(br)
    guesting.token_of(br, made, word)
    cycle.answer(br, made, "D1.1", "no", note=f"Primeiro {word}")
    _prove(br, made, word)
    _talk(br, made, word)
    cycle.answer(br, made, "D1.1", "yes", note=f"Agora {word}", base_version=1)
    _answer_the_rest(br, made)
    cycle.sign(br, made)
    with br.desk():
        cycle.submit(made, actor=br.people["lead"], roles={"lead"})
    _judge(br, made)


def _answer_the_rest(br: Country, made: Any) -> None:
    with br.desk():
        form = cycle.form_for(cycle.loaded(made))
    for one in form.indicators:
        if one.code != "D1.1":
            cycle.answer(br, made, one.code, *cycle.fullest(one))


def _prove(br: Country, made: Any, word: str) -> None:
    """A law of two versions, the newer in use; the older was."""
    who = {"actor": br.people["lead"], "roles": {"lead"}}
    with br.desk():
        found = cycle.loaded(made)
        asked = [cycle.form_for(found).by_code["D1.1"]]
        added = proving.add(
            diagnosis=found, indicators=asked, told=Told("law", f"Lei {word}"),
            file=_upload(word, b"1"), **who,
        )  # fmt: skip
        version = added.evidence[0].version
        newer = keeping.renew(
            version.piece, Told("law", f"Lei nova {word}"), file=_upload(word, b"2"), base=1, **who
        )
        uses = Evidence.objects.filter(version=version).select_related("diagnosis")
        proving.bring_up(newer, uses, **who)


def _upload(word: str, more: bytes) -> Any:
    return check(SimpleUploadedFile(f"{word}.pdf", cycle.PAGE_OF_PDF + word.encode() + more))


def _talk(br: Country, made: Any, word: str) -> None:
    with br.staff():
        found = cycle.loaded(made)
        asked = cycle.form_for(found).by_code["D1.1"]
        for role, staff in (("lead", False), ("analyst", True)):
            remarks.remark(
                found, asked, f"{role} diz {word}",
                author=br.people[role], send_id=uuid4(), from_staff=staff,
            )  # fmt: skip


def _judge(br: Country, made: Any) -> None:
    """One verdict that was released, and one that the analyst still keeps."""
    with br.staff():
        found = cycle.loaded(made)
        asked = cycle.form_for(found).by_code
        common = {
            "diagnosis": found,
            "government": found.government,
            "round": found.rounds.get(),
            "outcome": "confirmed",
            "decided_by": br.seat("analyst"),
        }
        for code, released in (("D1.1", True), ("D2.1", False)):
            words = {"comment": "dito" if released else "ainda-não-dito", "value": "yes"}
            Verdict.objects.create(
                **common, **words, indicator_id=asked[code].id, released=released
            )


def _neighbour(br: Country) -> None:
    """The sibling's own, of every kind."""
    with br.desk():
        edition = cycle.Participation.objects.get(government=br.here).edition
    theirs = cycle.diagnosis(br, government=br.sibling, of=edition)
    cycle.answer(br, theirs, "D1.1", "no", note=CANARY, author=br.neighbour)
    who = {"actor": br.neighbour, "roles": {"lead"}}
    with br.desk(br.sibling):
        keeping.keep(br.sibling.pk, Told("law", CANARY), file=_upload(CANARY, b"1"), **who)


@pytest.fixture
def held(br) -> zipfile.ZipFile:
    with br.desk():
        return zipfile.ZipFile(io.BytesIO(b"".join(archive(br.here))))


def told(held: zipfile.ZipFile, name: str) -> Any:
    return json.loads(held.read(name))


def question(held: zipfile.ZipFile, code: str) -> dict[str, Any]:
    found = told(held, "2026/diagnosis.json")["questions"]
    return next(one for one in found if one["code"] == code)


def pointers(value: Any) -> list[dict[str, Any]]:
    """Everything that points to a file, wherever it stands."""
    if isinstance(value, dict):
        mine = [value] if {"file", "sha256"} <= value.keys() else []
        return mine + [one for each in value.values() for one in pointers(each)]
    return [one for each in value for one in pointers(each)] if isinstance(value, list) else []


def test_every_file_is_in_it_once_in_every_version_and_as_its_hash_says(br, held):
    places = [name for name in held.namelist() if name.startswith("files/")]
    with br.desk():
        kept = {one.sha256 for one in StoredFile.objects.filter(government=br.here)}
    hashes = {name: hashlib.sha256(held.read(name)).hexdigest() for name in places}
    assert len(places) == len(set(places))
    assert set(hashes.values()) == kept
    assert {one["file"]: one["sha256"] for one in told(held, "files.json")} == hashes
    pieces = told(held, "evidence.json")
    assert [[one["version"] for one in piece["versions"]] for piece in pieces] == [[1, 2]]
    pointed = pointers(pieces) + pointers(told(held, "2026/diagnosis.json"))
    assert len(pointed) >= 5  # two versions, two uses, the copy of the submission
    for one in pointed:
        assert hashes[one["file"]] == one["sha256"]
        assert held.getinfo(one["file"]).file_size == one["size"]


def test_every_answer_and_every_earlier_one_is_the_databases(br, held):
    diagnosis = told(held, "2026/diagnosis.json")
    with br.desk():
        given = list(Answer.objects.select_related("indicator", "author"))
        revisions = list(AnswerRevision.objects.select_related("indicator"))
        round_digest = digest_of(given)
    by_code = {one["code"]: one for one in diagnosis["questions"]}
    assert len(given) == len(by_code) == 9
    for one in given:
        mine = by_code[one.indicator.code]["answer"]
        for name in ("value", "standing", "note", "reason", "department", "version"):
            assert mine[name] == getattr(one, name)
        assert mine["by"] == one.author.full_name
    kept = {(one.indicator.code, one.version): one.note for one in revisions}
    histories = ((code, one["history"]) for code, one in by_code.items())
    found = {(code, one["version"]): one["note"] for code, held in histories for one in held}
    assert found == kept
    assert len(by_code["D1.1"]["history"]) == 2
    assert diagnosis["submissions"][0]["answers_digest"] == round_digest


def test_a_question_holds_all_that_was_said_of_it(br, held):
    one = question(held, "D1.1")
    assert one["answer"]["said"] == "Sim"
    assert [(use["version"], bool(use["removed_at"])) for use in one["evidence"]] == [
        (1, True),
        (2, False),
    ]
    assert [(each["comment"], each["said"]) for each in one["verdicts"]] == [("dito", "Sim")]
    assert [each["from_analysis"] for each in one["messages"]] == [False, True]
    assert [each["by"] for each in one["suggestions"]] == [f"Guest {MINE}"]


def test_plan_and_monitoring_are_told(world):
    br = world.br
    with patch("migracidades.kit.pdf.render", return_value=PDF):
        cycle.reported(br)
    with br.desk():
        held = zipfile.ZipFile(io.BytesIO(b"".join(archive(br.here))))
        chosen = Priority.objects.get()
    plan = told(held, "2026/plan.json")
    assert plan["plan"]["state"] == "accepted"
    assert plan["monitoring"]["state"] == "reported"
    assert [one["action"] for one in plan["priorities"]] == [chosen.action]
    assert plan["priorities"][0]["progress"]["achievements"] == "O comitê se reúne todo mês."
    assert [one for one in held.namelist() if one.startswith("files/seal/")]


def test_nothing_of_a_neighbour_and_nothing_that_no_page_shows(br, held):
    everything = b"".join(held.read(name) for name in held.namelist()).decode(errors="replace")
    everything += " ".join(held.namelist())
    assert MINE in everything
    for secret in (CANARY, br.neighbour.email, br.people["analyst"].email, "ainda-não-dito"):
        assert secret not in everything
    # Who of the team wrote to the government is named, as on the page.
    assert br.people["analyst"].full_name in everything
    assert "storage_key" not in everything


def test_a_readme_explains_every_entry_in_the_readers_language(br, held):
    facts = told(held, "archive.json")
    assert facts["schema"] == SCHEMA == "migracidades-archive/1"
    assert facts["government"] == {"code": "9900011", "name": br.here.name}
    assert facts["editions"] == [2026]
    for name in held.namelist():
        assert name == "README.txt" or any(name.startswith(one) for one in facts["entries"]), name
    text = held.read("README.txt").decode()
    assert "de Vila Exemplo BR" in text
    assert all(one in text for one in facts["entries"])


NAMES = ("../../etc/passwd", "..\\..\\x.pdf", "a\x07b.pdf", "\u202efdp.exe", "CON.txt", "a:b?.pdf",
         "é" * 140 + ".pdf", ".", "ata.pdf", "ata.pdf", "")  # fmt: skip


def test_no_name_leads_out_of_the_folder_hides_or_falls_together(world, tmp_path):
    br = world.br
    with br.desk():
        upload = check(SimpleUploadedFile("ata.pdf", cycle.PAGE_OF_PDF))
        one = store(upload, purpose="evidence", user=br.people["lead"], government=br.here)
        same = ("extension", "content_type", "size", "sha256", "storage_key", "purpose")
        facts = {name: getattr(one, name) for name in same}
        StoredFile.objects.bulk_create(StoredFile(**facts, name=name) for name in NAMES)
        held = zipfile.ZipFile(io.BytesIO(b"".join(archive(br.here))))
    names = held.namelist()
    assert len(names) == len(set(names))
    for name in names:
        assert not {"..", "."} & set(PurePosixPath(name).parts)
        assert not set('\\:*?"<>|') & set(name)
        assert all(character.isprintable() for character in name)
        assert all(len(part.encode()) <= 150 for part in name.split("/"))
    held.extractall(tmp_path / "out")
    found = [one for one in (tmp_path / "out").rglob("*") if one.is_file()]
    assert len(found) == len(names)
    assert all(Path(tmp_path / "out") in one.parents for one in found)
    with br.desk():
        assert PieceVersion.objects.count() == 0
