"""Many at once is the same as one by one, whatever is asked and whatever is answered."""

import json
from decimal import Decimal
from random import Random

import pytest

from dimensions import kinds
from dimensions.asking import Given, scores
from dimensions.bulk import Tally
from dimensions.form import Band, Condition, Dimension, Form, Indicator, Option, Text
from dimensions.scoring import State, canonical, digest

STATES = (State.UNANSWERED, State.NO_DATA, State.NOT_APPLICABLE, *(State.ANSWERED,) * 5)
CODES = ("yes", "partial", "no", "a", "b", "c")
NAMES = [f"D{chapter}.{number}" for chapter in (1, 2, 3) for number in (1, 2, 3, 10)]


def a_form(chance: Random) -> Form:
    """Up to three dimensions; conditions on any question, earlier, later, absent or its own."""
    chosen = chance.sample(NAMES, chance.randint(1, len(NAMES)))
    chapters = list(dict.fromkeys(name.split(".")[0] for name in chosen))
    dimensions = tuple(
        Dimension(
            code=chapter,
            position=position,
            name=Text(),
            indicators=tuple(a_question(name, chance) for name in chosen if name[:2] == chapter),
        )
        for position, chapter in enumerate(chapters, start=1)
    )
    return Form("form", "1", "framework", "pt-br", (), Text(), Text(), (), (), dimensions)


def a_question(name: str, chance: Random) -> Indicator:
    kind = chance.choice(sorted(kinds.KINDS))
    hangs = Condition(chance.choice(NAMES), frozenset(chance.sample(CODES, chance.randint(1, 4))))
    options = tuple(Option(code, Text(), chance.choice((0, 30, 50, 100))) for code in "abc")
    bands = tuple(Band(Decimal(start), chance.choice((50, 100))) for start in (1, 10))
    return Indicator(
        code=name,
        kind=kind,
        text=Text(),
        dimension=name.split(".")[0],
        weight=chance.choice((None, 1, 2, 9)),
        options=options if kind in ("single", "multiple") else (),
        bands=bands if kind == "number" and chance.random() < 0.7 else (),
        condition=hangs if chance.random() < 0.4 else None,
    )


def replies(form: Form, chance: Random) -> dict[str, Given]:
    return {
        one.code: Given(a_value(one, chance), chance.choice(STATES))
        for one in form.indicators
        if chance.random() < 0.8
    }


def a_value(one: Indicator, chance: Random) -> str | list[str] | None:
    values = {
        "yes_no": chance.choice(("yes", "no")),
        "yes_partial_no": chance.choice(("yes", "partial", "no")),
        "single": chance.choice("abc"),
        "multiple": chance.sample("abc", chance.randint(0, 3)),
        "number": str(Decimal(chance.randint(-100, 2000)) / 100),
    }
    return values.get(one.kind, chance.choice(('Diz "sim"', "ção ✓", "\n", None)))


@pytest.mark.parametrize("block", range(20))
def test_many_at_once_is_one_by_one(block):
    """A hundred forms a block, three governments each; the seed says which."""
    for seed in range(block * 100, block * 100 + 100):
        chance = Random(seed)
        form = a_form(chance)
        tally = Tally(form)
        for _government in range(3):
            given = replies(form, chance)
            facts = {code: tally.fact(form.by_code[code], one) for code, one in given.items()}
            told = {code: [one.state, one.value] for code, one in given.items()}
            assert json.loads(tally.result(facts)) == canonical(scores(form, given)), seed
            assert tally.digest(facts) == digest(told), seed
