"""One answer: kept once, by whom it may be, and never over somebody else's."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from certification.diagnosis.content import BadAnswer
from certification.diagnosis.models import Answer, AnswerRevision
from certification.diagnosis.saving import Conflict, save_answer
from certification.diagnosis.statement import _reply
from dimensions.scoring import State
from migracidades.kit.errors import Refused
from tests.diagnosis import building
from tests.diagnosis.building import save


def answer(br, diagnosis, code) -> Answer:
    with br.desk():
        return Answer.objects.get(
            diagnosis=diagnosis,
            indicator_id=building.indicator(building.loaded(diagnosis), code).id,
        )


def revisions(br) -> list[tuple]:
    with br.desk():
        return list(AnswerRevision.objects.values_list("version", "value"))


class TestKeeping:
    def test_the_first_answer(self, br, diagnosis):
        saved = save(br, diagnosis, "D1.1", "yes", note="Lei 1", department="Saúde")
        assert (saved.changed, saved.answer.version, saved.answer.value) == (True, 1, "yes")
        kept = answer(br, diagnosis, "D1.1")
        assert (kept.value, kept.note, kept.department) == ("yes", "Lei 1", "Saúde")
        assert kept.author == br.people["lead"]
        assert (kept.programme_id, kept.government_id) == (br.programme.pk, br.here.pk)
        assert revisions(br) == [(1, "yes")]

    def test_a_change_on_top_of_it(self, br, diagnosis):
        save(br, diagnosis, "D1.1", "yes")
        saved = save(br, diagnosis, "D1.1", "no", base_version=1)
        assert (saved.changed, saved.answer.version) == (True, 2)
        assert answer(br, diagnosis, "D1.1").value == "no"
        assert revisions(br) == [(1, "yes"), (2, "no")]

    def test_the_same_save_twice_is_one(self, br, diagnosis):
        one = uuid4()
        first = save(br, diagnosis, "D1.1", "yes", save_id=one)
        again = save(br, diagnosis, "D1.1", "yes", save_id=one)
        assert (first.changed, again.changed) == (True, False)
        assert again.answer.saved_at == first.answer.saved_at
        assert revisions(br) == [(1, "yes")]

    def test_the_same_save_after_others_tells_what_was_saved_first(self, br, diagnosis):
        one = uuid4()
        save(br, diagnosis, "D1.1", "yes", save_id=one)
        save(br, diagnosis, "D1.1", "no", base_version=1)
        again = save(br, diagnosis, "D1.1", "yes", save_id=one)
        assert (again.changed, again.answer.version, again.answer.value) == (False, 1, "yes")
        assert answer(br, diagnosis, "D1.1").value == "no"

    def test_the_same_save_with_another_text_is_the_next_one(self, br, diagnosis):
        one = uuid4()
        save(br, diagnosis, "D2.2", "first", save_id=one)
        assert save(br, diagnosis, "D2.2", "second", save_id=one).answer.version == 2
        assert save(br, diagnosis, "D2.2", "second", save_id=one).changed is False
        assert revisions(br) == [(1, "first"), (2, "second")]

    def test_unless_somebody_was_there_between(self, br, diagnosis):
        one = uuid4()
        save(br, diagnosis, "D2.2", "first", save_id=one)
        save(br, diagnosis, "D2.2", "theirs", base_version=1, author=br.people["alternate"])
        with pytest.raises(Conflict) as conflict:
            save(br, diagnosis, "D2.2", "second", save_id=one)
        assert (conflict.value.mine.value, conflict.value.theirs.value) == ("second", "theirs")

    def test_the_same_answer_again_writes_nothing(self, br, diagnosis):
        save(br, diagnosis, "D2.1", "es", "fr")
        assert save(br, diagnosis, "D2.1", "fr", "es", base_version=1).changed is False
        assert save(br, diagnosis, "D2.1", "fr", "es", base_version=0).changed is False
        assert len(revisions(br)) == 1

    def test_no_data_is_kept_with_its_reason_and_without_an_answer(self, br, diagnosis):
        save(br, diagnosis, "D1.3", "7", standing="no_data", reason="Não se mede")
        kept = answer(br, diagnosis, "D1.3")
        assert (kept.standing, kept.value, kept.reason) == ("no_data", None, "Não se mede")

    def test_an_emptied_answer_is_no_answer(self, br, diagnosis):
        save(br, diagnosis, "D2.2", "texto")
        saved = save(br, diagnosis, "D2.2", "  ", base_version=1)
        assert saved.answer.value is None
        assert "D2.2" in {one.code for one in saved.sheet.missing}

    def test_the_sheet_counts_what_stands_now(self, br, diagnosis):
        save(br, diagnosis, "D2.2", "texto")
        saved = save(br, diagnosis, "D1.1", "yes")
        progress = saved.sheet.progress()
        assert (progress.done, progress.total, progress.minutes_left) == (2, 6, 8)
        assert saved.sheet.progress(saved.sheet.form.dimension("D1")).done == 1


class TestStale:
    def test_both_answers_are_shown(self, br, diagnosis):
        save(br, diagnosis, "D2.2", "base")
        save(br, diagnosis, "D2.2", "theirs", base_version=1, author=br.people["contributor"])
        with pytest.raises(Conflict) as conflict:
            save(br, diagnosis, "D2.2", "mine", base_version=1)
        assert conflict.value.mine.value == "mine"
        theirs = conflict.value.theirs
        assert (theirs.value, theirs.version) == ("theirs", 2)
        assert answer(br, diagnosis, "D2.2").value == "theirs"

    def test_two_first_answers(self, br, diagnosis):
        save(br, diagnosis, "D1.1", "yes")
        with pytest.raises(Conflict):
            save(br, diagnosis, "D1.1", "no")

    def test_a_version_that_never_was(self, br, diagnosis):
        with pytest.raises(Refused):
            save(br, diagnosis, "D1.1", "no", base_version=3)
        assert revisions(br) == []

    def test_a_save_id_of_another_question(self, br, diagnosis):
        one = uuid4()
        save(br, diagnosis, "D1.1", "yes", save_id=one)
        with pytest.raises(Refused):
            save(br, diagnosis, "D2.2", "texto", save_id=one)


class TestWho:
    @pytest.mark.parametrize("role", ["lead", "alternate", "contributor"])
    def test_who_answers(self, br, diagnosis, role):
        save(br, diagnosis, "D1.1", "yes", author=br.people[role], roles={role})
        assert answer(br, diagnosis, "D1.1").author == br.people[role]

    @pytest.mark.parametrize("role", ["signatory", "analyst", "coordinator", "operator"])
    def test_who_does_not(self, br, diagnosis, role):
        with pytest.raises(PermissionDenied):
            save(br, diagnosis, "D1.1", "yes", author=br.people[role], roles={role})

    def test_another_governments_diagnosis_is_not_there(self, br, diagnosis):
        from django.http import Http404

        with br.staff():
            mine = building.loaded(diagnosis)
        with br.desk(br.sibling), pytest.raises(Http404):
            save_answer(
                diagnosis=mine,
                indicator=building.indicator(mine, "D1.1"),
                raw=["yes"],
                author=br.neighbour,
                roles={"lead"},
                base_version=0,
                save_id=uuid4(),
            )


BAD = [
    ("D1.3", ["1.234,5,6"], "value"),
    ("D1.3", ["999999"], "value"),
    ("D1.3", ["9" * 400], "value"),
    ("D1.3", ["muitas"], "value"),
    ("D1.4", ["31/02/2024"], "value"),
    ("D1.4", ["12/31/2024"], "value"),
    ("D1.4", ["01/01/24"], "value"),
    ("D1.1", ["talvez"], "value"),
    ("D1.1", ["yes", "no"], "value"),
    ("D2.1", ["es", "none"], "value"),
    ("D2.2", ["x" * 200_000], "value"),
]


class TestBadInput:
    @pytest.mark.parametrize(("code", "raw", "part"), BAD)
    def test_says_what_is_wrong_and_writes_nothing(self, br, diagnosis, code, raw, part):
        with pytest.raises(BadAnswer) as bad:
            save(br, diagnosis, code, *raw)
        assert list(bad.value.errors) == [part]
        assert revisions(br) == []

    def test_every_part_is_judged_at_once(self, br, diagnosis):
        more = {"note": "x" * 6000, "department": "y" * 151}
        with pytest.raises(BadAnswer) as bad:
            save(br, diagnosis, "D1.1", standing="no_data", **more)
        assert set(bad.value.errors) == {"reason", "note", "department"}

    def test_an_unknown_standing(self, br, diagnosis):
        with pytest.raises(BadAnswer):
            save(br, diagnosis, "D1.1", "yes", standing="maybe", reason="x")

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("a\x00b", "ab"),
            ("Posto 🏥 aberto", "Posto 🏥 aberto"),
            ("\u202eabc\u202c", "abc"),
            ("مرحبا", "مرحبا"),
            ("l1\r\nl2", "l1\nl2"),
        ],
    )
    def test_texts_of_the_world(self, br, diagnosis, typed, kept):
        assert save(br, diagnosis, "D2.2", typed, note=typed).answer.value == kept
        assert answer(br, diagnosis, "D2.2").note == kept

    def test_numbers_and_dates_as_people_type_them(self, br, diagnosis):
        from django.utils import translation

        with translation.override("pt-br"):
            assert save(br, diagnosis, "D1.3", "1.234,5").answer.value == "1234.5"
            assert save(br, diagnosis, "D1.4", "31/12/2024").answer.value == "2024-12-31"


def test_an_unanswered_question_is_unanswered(br, diagnosis):
    sheet = save(br, diagnosis, "D1.1", note="só uma nota").sheet
    assert sheet.given["D1.1"].state is State.UNANSWERED


def test_a_row_that_a_newer_version_made_wider_is_read_as_before():
    """While a new version is laid over this one, the statement brings columns it does not know."""
    row = {"saved_at": "2026-03-02T12:00:00+00:00", "value": "yes", "of_the_next_version": 1}
    assert _reply(AnswerRevision, row).value == "yes"
