"""Where questions come from: the maintainers' mapping, followed over any number of versions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dimensions.ancestry import Kinship, Origin, origins
from dimensions.faults import ContentError
from dimensions.form import Dimension, Form, Indicator, Option, Text
from dimensions.loading import load
from dimensions.models import Indicator as Row
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
    ],
    ids=["kind", "text", "worth of an option", "unit"],
)
def test_the_same_code_that_asks_or_scores_something_else_is_changed(now):
    assert origins([version("1", ask("D1.1")), version("2", now)])["D1.1"].kinship == "changed"


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
