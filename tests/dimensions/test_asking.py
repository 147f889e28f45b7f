"""Which questions are asked, and how answers become scores."""

from fractions import Fraction

from dimensions.asking import Given, items, scores, shown
from dimensions.form import Condition, Dimension, Form, Indicator, Option, Text
from dimensions.scoring import State


def ask(code: str, kind: str = "yes_partial_no", **more) -> Indicator:
    return Indicator(
        code=code, kind=kind, text=Text(), dimension=code.split(".")[0], **{"weight": 1} | more
    )


def form(*dimensions: Dimension) -> Form:
    return Form("x", "1", "framework", "pt-br", ("pt-br",), Text(), Text(), (), (), dimensions)


def chapter(code: str, *indicators: Indicator, optional: bool = False) -> Dimension:
    return Dimension(code, 1, Text(), optional=optional, indicators=indicators)


COMMITTEE = Option("none", Text(), 0), Option("meets", Text(), 100)
FORM = form(
    chapter(
        "D1",
        ask("D1.1", "single", options=COMMITTEE, weight=3),
        ask("D1.2", condition=Condition("D1.1", frozenset({"meets"}))),
        ask("D1.3", condition=Condition("D1.2", frozenset({"yes", "partial"}))),
    ),
    chapter("D2", ask("D2.1", applies_to=("state",)), ask("D2.2", "text", weight=None)),
    chapter("T1", ask("T1.1"), optional=True),
)


def test_without_answers_only_what_hangs_on_nothing_is_asked():
    assert shown(FORM, {}) == {"D1.1", "D2.1", "D2.2", "T1.1"}


def test_a_chain_of_conditions():
    given = {"D1.1": Given("meets"), "D1.2": Given("partial")}
    assert {"D1.2", "D1.3"} <= shown(FORM, given)
    assert "D1.3" not in shown(FORM, given | {"D1.2": Given("no")})


def test_what_hangs_on_a_hidden_question_is_hidden_even_if_it_was_answered():
    given = {"D1.1": Given("none"), "D1.2": Given("yes")}
    assert not {"D1.2", "D1.3"} & shown(FORM, given)


def test_no_data_and_not_applicable_open_nothing():
    for state in (State.NO_DATA, State.NOT_APPLICABLE):
        assert "D1.2" not in shown(FORM, {"D1.1": Given("meets", state)})


def test_a_multiple_answer_meets_a_condition_on_one_of_its_codes():
    several = ask("D1.1", "multiple", options=COMMITTEE)
    hanging = ask("D1.2", condition=Condition("D1.1", frozenset({"meets"})))
    asked = shown(form(chapter("D1", several, hanging)), {"D1.1": Given(["meets", "other"])})
    assert asked == {"D1.1", "D1.2"}


def test_a_condition_on_a_question_outside_the_form_is_never_met():
    hanging = ask("D1.2", condition=Condition("D9.1", frozenset({"yes"})))
    assert shown(form(chapter("D1", hanging)), {"D9.1": Given("yes")}) == frozenset()


def test_answers_to_hidden_questions_are_worth_nothing():
    # D1.1 none: 3·0; D1.2 and D1.3 leave both sums: 0/300
    given = {"D1.1": Given("none"), "D1.2": Given("yes")}
    one = scores(FORM, given)["D1"]
    assert (one.value, one.applicable) == (0, 1)


def test_scores_of_a_small_form():
    # D1: (3·100 + 1·50 + 1·0 unanswered) / 500 = 7/10; D2: no data 0/100; T1: not applicable
    given = {
        "D1.1": Given("meets"),
        "D1.2": Given("partial"),
        "D2.1": Given(state=State.NO_DATA),
        "D2.2": Given("a text"),
        "T1.1": Given(state=State.NOT_APPLICABLE),
    }
    found = scores(FORM, given)
    assert {code: one.value for code, one in found.items()} == {
        "D1": Fraction(7, 10),
        "D2": Fraction(0),
        "T1": None,
    }
    assert found["D1"].well_developed == {"D1.1"}
    assert found["D1"].potential == {"D1.2", "D1.3"}


def test_states_may_come_as_the_words_that_are_kept():
    kept = {"D1.1": Given("meets", "answered"), "D2.1": Given(None, "no_data")}
    found = scores(FORM, kept)
    assert found["D1"].well_developed == {"D1.1"}
    assert found["D2"].potential == {"D2.1"}


def test_the_part_of_a_municipality_without_the_optional_dimension():
    part = FORM.part(optional=(), level="municipality")
    assert [one.code for one in part.indicators] == ["D1.1", "D1.2", "D1.3", "D2.2"]
    assert [one.code for one in part.dimensions] == ["D1", "D2"]


def test_the_part_of_a_state_with_the_optional_dimension():
    part = FORM.part(optional=["T1"], level="state")
    assert [one.code for one in part.dimensions] == ["D1", "D2", "T1"]
    assert "D2.1" in part.by_code


def test_every_indicator_becomes_an_item():
    assert [one.indicator for one in items(FORM, {})] == [one.code for one in FORM.indicators]
