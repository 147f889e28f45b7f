"""Scores: golden cases worked by hand, and what must hold whatever the answers."""

import random
import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dimensions.scoring import (
    Item,
    State,
    canonical,
    digest,
    percent,
    restore,
    score,
)


def item(code: str, weight: int | None, points: int = 0, state: State = State.ANSWERED) -> Item:
    """An indicator of D1; it is well developed when it has all the points."""
    return Item(code, "D1", weight, state, points, points == 100)


def d1(*items: Item):
    return score(items)["D1"]


def test_all_fullest_is_one():
    # (3·100 + 2·100) / (3·100 + 2·100) = 500/500
    result = d1(item("D1.1", 3, 100), item("D1.2", 2, 100))
    assert result.value == 1
    assert result.well_developed == {"D1.1", "D1.2"}
    assert result.potential == frozenset()


def test_nothing_but_no_is_zero_and_not_missing():
    # (3·0 + 2·0) / 500 = 0
    result = d1(item("D1.1", 3, 0), item("D1.2", 2, 0))
    assert result.value == 0
    assert (len(result.well_developed), len(result.potential), result.applicable) == (0, 2, 2)


def test_weights_count():
    # yes (3), partly (2), no (1): (3·100 + 2·50 + 1·0) / (6·100) = 400/600 = 2/3
    result = d1(item("D1.1", 3, 100), item("D1.2", 2, 50), item("D1.3", 1, 0))
    assert result.value == Fraction(2, 3)
    assert result.percent == 67
    assert result.well_developed == {"D1.1"}


def test_options_between():
    # single worth 60 (3), multiple worth 45 (1), band worth 70 (2):
    # (180 + 45 + 140) / 600 = 365/600 = 73/120 = 60.83 %
    result = d1(item("D1.1", 3, 60), item("D1.2", 1, 45), item("D1.3", 2, 70))
    assert result.value == Fraction(73, 120)
    assert result.percent == 61


def test_not_applicable_leaves_both_sums():
    # 2·100 / 2·100: the weight 5 of D1.1 is in neither sum, its points do not matter
    result = d1(item("D1.1", 5, 100, State.NOT_APPLICABLE), item("D1.2", 2, 100))
    assert result.value == 1
    assert result.applicable == 1


def test_hidden_by_a_condition_leaves_both_sums():
    # 1·50 / 1·100
    result = d1(item("D1.1", 4, 0, State.HIDDEN), item("D1.2", 1, 50))
    assert result.value == Fraction(1, 2)
    assert result.potential == {"D1.2"}


def test_no_data_counts_zero():
    # (1·100 + 3·0) / (4·100) = 1/4
    result = d1(item("D1.1", 1, 100), item("D1.2", 3, 100, State.NO_DATA))
    assert result.value == Fraction(1, 4)
    assert result.potential == {"D1.2"}


def test_unanswered_counts_zero():
    # (2·100 + 1·0) / (3·100) = 2/3
    result = d1(item("D1.1", 2, 100), item("D1.2", 1, 0, State.UNANSWERED))
    assert result.value == Fraction(2, 3)
    assert result.potential == {"D1.2"}


def test_what_is_not_scored_is_not_counted():
    # a text beside a yes: 3·100 / 3·100, "1 of 1"
    result = d1(item("D1.1", 3, 100), item("D1.2", None))
    assert result.value == 1
    assert result.applicable == 1


def test_nothing_applicable_has_no_value():
    result = d1(item("D1.1", 3, 100, State.NOT_APPLICABLE), item("D1.2", None))
    assert result.value is None
    assert result.percent is None
    assert result.applicable == 0


def test_each_dimension_by_itself_and_no_total():
    # D1: 50/100; D2: (1·100 + 1·40)/200 = 7/10
    result = score(
        [
            item("D1.1", 1, 50),
            Item("D2.1", "D2", 1, score=100, fullest=True),
            Item("D2.2", "D2", 1, score=40),
        ]
    )
    assert {code: one.value for code, one in result.items()} == {
        "D1": Fraction(1, 2),
        "D2": Fraction(7, 10),
    }


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(1, 200), 1),  # 0.5 % up
        (Fraction(1, 8), 13),  # 12.5 % up: banker's rounding would say 12
        (Fraction(1, 3), 33),
        (Fraction(199, 200), 100),  # 99.5 %
        (Fraction(1243, 1250), 99),  # 99.44 %
    ],
)
def test_rounded_half_up(value, shown):
    assert percent(value) == shown


items = st.lists(
    st.builds(
        Item,
        indicator=st.integers(1, 99).map("D1.{}".format),
        dimension=st.sampled_from(["D1", "D2", "D3"]),
        weight=st.none() | st.integers(1, 5),
        state=st.sampled_from(State),
        score=st.integers(0, 100),
        fullest=st.booleans(),
    ),
    max_size=30,
    unique_by=lambda one: one.indicator,
)


@given(items, st.randoms(use_true_random=False))
def test_order_does_not_matter(some, chance: random.Random):
    shuffled = list(some)
    chance.shuffle(shuffled)
    assert canonical(score(some)) == canonical(score(shuffled))
    assert digest(canonical(score(some))) == digest(canonical(score(shuffled)))


@given(items, st.data())
def test_a_better_answer_never_lowers_a_score(some, data):
    answered = [at for at, one in enumerate(some) if one.state is State.ANSWERED]
    if not answered:
        return
    at = data.draw(st.sampled_from(answered))
    before, old = score(some), some[at]
    better = data.draw(st.integers(old.score, 100))
    raised = Item(old.indicator, old.dimension, old.weight, old.state, better, better == 100)
    after = score([*some[:at], raised, *some[at + 1 :]])
    if before[old.dimension].value is not None:
        assert after[old.dimension].value >= before[old.dimension].value


@given(items)
def test_a_value_lies_between_nothing_and_all(some):
    for one in score(some).values():
        assert one.value is None or 0 <= one.value <= 1
        assert not one.well_developed & one.potential


@given(items)
def test_kept_scores_come_back(some):
    assert restore(canonical(score(some))) == score(some)


def test_one_diagnosis_within_a_millisecond():
    whole = [
        Item(f"D{chapter}.{at}", f"D{chapter}", at % 3 + 1, score=at * 7 % 101)
        for chapter in range(1, 11)
        for at in range(1, 11)
    ]
    best = min(_timed(whole) for _ in range(20))
    assert best < 0.001


def _timed(whole: list[Item]) -> float:
    start = time.perf_counter()
    score(whole)
    return time.perf_counter() - start
