"""Where questions come from: the maintainers' mapping, followed over any number of versions."""

from collections import Counter
from dataclasses import replace

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from dimensions.ancestry import Difference, Kinship, Origin, claims, origins
from dimensions.faults import ContentError
from dimensions.form import Condition, Dimension, Form, Indicator, Option, Text
from dimensions.loading import load
from dimensions.models import Indicator as Row
from dimensions.models import Questionnaire
from dimensions.queries import form_of
from dimensions.schema import read
from tests.dimensions.test_loading import FILES, edited, staff

__all__ = ["edited", "staff"]


def ask(code: str, *was: str, kind: str = "yes_no", **other) -> Indicator:
    return Indicator(code, kind, Text({"en": "Is there one?"}), "D1", was=was, **other)


def version(number: str, *indicators: Indicator) -> Form:
    name, nothing = Text({"en": "D"}), Text()
    chapter = Dimension("D1", 1, name, indicators=indicators)
    return Form("f", number, "framework", "en", ("en",), name, nothing, (), (), (chapter,))


def test_without_a_word_a_question_comes_from_the_one_of_its_code():
    found = origins([version("1", ask("D1.1")), version("2", ask("D1.1"), ask("D1.2"))])
    assert found == {
        "D1.1": Origin(Kinship.SAME, ("D1.1",)),
        "D1.2": Origin(Kinship.NEW),
    }


def test_renamed_split_and_merged():
    old = version("1", ask("D1.1"), ask("D1.2"), ask("D1.3"), ask("D1.4"))
    new = version(
        "2",
        ask("D1.5", "D1.1"),
        ask("D1.6", "D1.2"),
        ask("D1.7", "D1.2"),
        ask("D1.3", "D1.3", "D1.4"),
    )
    assert origins([old, new]) == {
        "D1.5": Origin(Kinship.RENAMED, ("D1.1",)),
        "D1.6": Origin(Kinship.SPLIT, ("D1.2",)),
        "D1.7": Origin(Kinship.SPLIT, ("D1.2",)),
        "D1.3": Origin(Kinship.MERGED, ("D1.3", "D1.4")),
    }


@pytest.mark.parametrize(
    "now",
    [
        ask("D1.1", kind="yes_partial_no"),
        Indicator("D1.1", "yes_no", Text({"en": "Is there a law?"}), "D1"),
        ask("D1.1", options=(Option("a", Text({"en": "A"}), 100),)),
        ask("D1.1", unit=Text({"en": "people"})),
        ask("D1.1", maximum=10),
    ],
    ids=["kind", "text", "worth of an option", "unit", "limit"],
)
def test_the_same_code_that_asks_or_scores_something_else_is_changed(now):
    assert origins([version("1", ask("D1.1")), version("2", now)])["D1.1"].kinship == "changed"


def test_an_option_in_other_words_changes_the_question():
    before, now = (ask("D1.1", options=(Option("a", Text({"en": said}), 50),)) for said in "AB")
    found = origins([version("1", before), version("2", now)])["D1.1"]
    assert found == Origin(Kinship.CHANGED, ("D1.1",), (Difference.ANSWERS,))


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (ask("D1.1", weight=2), Difference.WEIGHT),
        (ask("D1.1", condition=Condition("D1.0", frozenset(["yes"]))), Difference.CONDITION),
        (ask("D1.1", evidence_months=12), Difference.EVIDENCE),
    ],
    ids=["weight", "condition", "evidence"],
)
def test_what_moves_no_answer_is_told_all_the_same(now, told):
    found = origins(
        [version("1", ask("D1.1", weight=1)), version("2", replace(now, weight=now.weight or 1))]
    )
    assert found["D1.1"] == Origin(Kinship.SAME, ("D1.1",), (told,))


def test_a_condition_on_a_renamed_question_is_the_same_condition():
    hangs = {"condition": Condition("D1.1", frozenset(["yes"]))}
    renamed = {"condition": Condition("D1.5", frozenset(["yes"]))}
    line = [
        version("1", ask("D1.1"), ask("D1.2", **hangs)),
        version("2", ask("D1.5", "D1.1"), ask("D1.2", **renamed)),
    ]
    assert origins(line)["D1.2"] == Origin(Kinship.SAME, ("D1.2",))


def test_a_translation_changes_nothing():
    told = Text({"en": "Is there one?", "es": "¿Hay uno?"}, ("en",))
    now = Indicator("D1.1", "yes_no", told, "D1", guidance=Text({"en": "New help"}))
    was = Indicator("D1.1", "yes_no", Text({"en": "Is there one?"}, ("en",)), "D1")
    assert origins([version("1", was), version("2", now)])["D1.1"].kinship == "same"


def test_the_way_is_followed_through_the_versions_between():
    line = [
        version("1", ask("D1.1"), ask("D1.2")),
        version("2", ask("D1.3", "D1.1"), ask("D1.2")),
        version("3", ask("D1.4", "D1.3", "D1.2"), ask("D1.1")),
    ]
    # D1.1 was dropped in version 2: the code that came back in version 3 is not its heir.
    assert origins(line) == {
        "D1.4": Origin(Kinship.MERGED, ("D1.1", "D1.2")),
        "D1.1": Origin(Kinship.NEW),
    }


codes = st.sampled_from([f"D1.{number}" for number in range(1, 7)])


@st.composite
def lines(draw):
    """Versions whose ``was`` names only questions of the version before, as the loader demands."""
    line = [version("0", *map(ask, sorted(draw(st.sets(codes, min_size=1)))))]
    for number in range(draw(st.integers(1, 3))):
        before = sorted(line[-1].by_code)
        named = {
            code: draw(st.lists(st.sampled_from(before), unique=True, max_size=3))
            for code in draw(st.sets(codes, min_size=1))
        }
        line.append(version(str(number + 1), *(ask(code, *was) for code, was in named.items())))
    return line


@given(lines())
def test_whatever_the_versions_nothing_is_invented_or_counted_twice(line):
    found = origins(line)
    assert set(found) == set(line[-1].by_code)
    for one in found.values():
        assert set(one.codes) <= set(line[0].by_code)
        assert len(set(one.codes)) == len(one.codes)
        assert (one.kinship is Kinship.NEW) == (not one.codes)
    claimed = [code for one in found.values() for code in one.codes]
    for one in found.values():
        if one.kinship in (Kinship.SAME, Kinship.RENAMED, Kinship.CHANGED):
            assert claimed.count(one.codes[0]) == 1


class TestLoading:
    NEXT = ('version: "2024"', 'version: "2026"')

    def test_what_the_version_before_does_not_ask_is_refused(self, staff, edited):
        load(staff.programme, FILES / "small.yaml")
        path = edited(self.NEXT, ("        kind:", "        was: [D9.9]\n        kind:"))
        with pytest.raises(ContentError) as refusal:
            load(staff.programme, path)
        assert "D1.1: was names D9.9, which version 2024 does not ask" in refusal.value.faults[0]

    def test_the_first_version_comes_from_none(self, staff, edited):
        path = edited(("        kind:", "        was: [D1.1]\n        kind:"))
        with pytest.raises(ContentError) as refusal:
            load(staff.programme, path)
        assert "there is no version before this one" in refusal.value.faults[0]

    def test_it_can_be_put_right_later_and_moves_no_checksum(self, staff, edited):
        load(staff.programme, FILES / "small.yaml")
        first = load(staff.programme, edited(self.NEXT)).questionnaire
        told = edited(self.NEXT, ("        kind:", "        was: [D1.1]\n        kind:"))
        again = load(staff.programme, told)
        assert (again.outcome, again.corrected) == ("corrected", ("D1.1",))
        assert again.questionnaire.checksum == first.checksum
        assert again.questionnaire.texts_checksum != first.texts_checksum
        assert Row.objects.get(questionnaire=first, code="D1.1").was == ["D1.1"]


class TestDropped:
    """No answer is left behind because somebody forgot a question."""

    # The next version asks under D1.9 what was D1.3, and says nothing of it.
    NEXT = ('version: "2024"', 'version: "2026"')
    GONE = ("      - code: D1.3\n", "      - code: D1.9\n")

    def refused(self, staff, path) -> list[str]:
        load(staff.programme, FILES / "small.yaml")
        with pytest.raises(ContentError) as refusal:
            load(staff.programme, path)
        return refusal.value.faults

    def test_a_question_that_no_other_comes_from_is_refused_with_the_way_out(self, staff, edited):
        (said,) = self.refused(staff, edited(self.NEXT, self.GONE))
        assert "D1.3 of version 2024 has no successor: name it in was of the question" in said
        assert "or in dropped" in said

    def test_declared_or_claimed_it_is_taken(self, staff, edited):
        load(staff.programme, FILES / "small.yaml")
        declared = ("kind: framework", "kind: framework\ndropped: [D1.3]")
        made = load(staff.programme, edited(self.NEXT, self.GONE, declared)).questionnaire
        assert made.dropped == ["D1.3"]
        assert form_of(made).dropped == ("D1.3",)
        claimed = ("      - code: D1.3\n", "      - code: D1.9\n        was: [D1.3]\n")
        later = ('version: "2024"', 'version: "2025"')
        assert load(staff.programme, edited(later, claimed)).outcome == "created"

    @pytest.mark.parametrize(
        ("codes", "said"),
        [
            ("[D1.3, D9.9]", "dropped names D9.9, which version 2024 does not ask"),
            ("[D1.3, D1.2]", "dropped names D1.2, but D1.2 comes from it"),
        ],
    )
    def test_what_is_dropped_by_mistake_is_refused(self, staff, edited, codes, said):
        declared = ("kind: framework", f"kind: framework\ndropped: {codes}")
        assert said in self.refused(staff, edited(self.NEXT, self.GONE, declared))[0]

    def test_it_can_be_put_right_later_and_moves_no_frozen_checksum(self, staff, edited):
        load(staff.programme, FILES / "small.yaml")
        declared = ("kind: framework", "kind: framework\ndropped: [D1.3]")
        first = load(staff.programme, edited(self.NEXT, self.GONE, declared)).questionnaire
        claimed = ("      - code: D1.3\n", "      - code: D1.9\n        was: [D1.3]\n")
        again = load(staff.programme, edited(self.NEXT, claimed))
        assert again.outcome == "corrected"
        assert again.questionnaire.checksum == first.checksum
        assert again.questionnaire.texts_checksum != first.texts_checksum
        assert Questionnaire.objects.get(pk=first.pk).dropped == []


def test_the_versions_of_brazil_do_what_their_files_say():
    """All 83 questions of 2021 go on, six with another weight; 14 are new; none is left behind."""
    folder = settings.BASE_DIR / "migracidades" / "content" / "br" / "frameworks"
    old, new = (read(folder / f"{one}.yaml") for one in ("2021", "2024"))
    found = origins([old, new])
    assert Counter(one.kinship for one in found.values()) == {Kinship.SAME: 83, Kinship.NEW: 14}
    assert set(claims(new)) >= set(old.by_code)
    assert new.dropped == ()
    told = {code: one.differences for code, one in found.items() if one.differences}
    heavier = ("D3.6", "D4.5", "D6.3", "D7.4", "D9.6", "D10.3")
    assert told == dict.fromkeys(heavier, (Difference.WEIGHT,))
    said = (folder / "2024.yaml").read_text().split("code: migracidades-br")[0]
    assert all(code in said for code in heavier)
    assert all(code in said for code, one in found.items() if one.kinship == Kinship.NEW)
