"""What a new version changes: everything that publishing freezes is listed, before and after."""

from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils.translation import override

from dimensions import schema
from dimensions.comparing import Fate, compare
from dimensions.form import Band, Condition, Dimension, Form, Indicator, Named, Option, Text

SMALL = Path(__file__).parent / "files" / "small.yaml"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def programme(world):
    return world.br.programme


@pytest.fixture
def small():
    return schema.read(SMALL)


def words(text):
    return Text({"pt-br": text})


def asked(form, code, **other):
    """The form with a question that differs."""
    chapters = (
        replace(
            chapter,
            indicators=tuple(
                replace(one, **other) if one.code == code else one for one in chapter.indicators
            ),
        )
        for chapter in form.dimensions
    )
    return replace(form, dimensions=tuple(chapters))


def chaptered(form, at, **other):
    chapters = list(form.dimensions)
    chapters[at] = replace(chapters[at], **other)
    return replace(form, dimensions=tuple(chapters))


def said(differences):
    return [(one.label, one.before, one.after) for one in differences]


def question(changes, code):
    return next(one for one in changes.questions if one.code == code)


def test_the_same_form_changes_nothing(small, programme):
    changes = compare(small, replace(small, version="2030"), programme)
    assert not changes.every
    assert changes.tally == []


def test_no_version_before_is_no_change(small, programme):
    assert not compare(None, small, programme).every


def test_an_answer_worth_something_else(small, programme):
    before = small.by_code["D1.1"].options
    (first, *others) = before
    after = asked(small, "D1.1", options=(replace(first, score=40), *others), weight=9)
    change = question(compare(small, after, programme), "D1.1")
    text = first.text.read("pt-br")
    assert said(change.differences) == [
        ("Weight, 1 to 100", "3", "9"),
        (f"Answers to choose: {first.code}", f"{text} · {first.score}", f"{text} · 40"),
    ]
    assert change.meaning, "answers of two years would no longer be worth the same"


OTHER_QUESTION = {
    "kind": "text",
    "text": words("Outra?"),
    "guidance": words("Outra orientação."),
    "example": words("Outro exemplo."),
    "evidence": words("Outra evidência."),
    "evidence_kinds": ("photo",),
    "evidence_months": 99,
    "applies_to": ("state",),
    "weight": 99,
    "theme": "",
    "minutes": 99,
    "options": (Option("other", words("Outra"), 100),),
    "unit": words("outra unidade"),
    "minimum": Decimal(99),
    "maximum": Decimal(999),
    "bands": (Band(Decimal(99), 100),),
    "condition": Condition("D1.1", frozenset({"none"})),
    "was": ("D1.2",),
    "figure": "population",
    "why": words("Outro porquê."),
}
OTHER_DIMENSION = {
    "name": words("Outro nome"),
    "short": words("Outro"),
    "about": words("Sobre outra coisa."),
    "group": "other",
    "optional": True,
}
OTHER_FORM = {
    "kind": "survey",
    "source_language": "en",
    "languages": ("pt-br", "en", "es"),
    "title": words("Outro título"),
    "note": words("Outra nota."),
    "themes": (Named("other", words("Outro tema")),),
    "groups": (Named("other", words("Outro grupo")),),
    "dropped": ("D9.9",),
}


@pytest.mark.parametrize("name", OTHER_QUESTION)
def test_everything_of_a_question_is_compared(small, programme, name):
    after = asked(small, "D1.3", **{name: OTHER_QUESTION[name]})
    (change,) = compare(small, after, programme).questions
    assert (change.code, change.fate, bool(change.differences)) == ("D1.3", Fate.CHANGED, True)


@pytest.mark.parametrize("name", OTHER_DIMENSION)
def test_everything_of_a_dimension_is_compared(small, programme, name):
    after = chaptered(small, 0, **{name: OTHER_DIMENSION[name]})
    (change,) = compare(small, after, programme).chapters
    assert (change.code, change.fate, bool(change.differences)) == ("D1", Fate.CHANGED, True)
    assert change.below == ()


@pytest.mark.parametrize("name", OTHER_FORM)
def test_everything_of_the_head_is_compared(small, programme, name):
    changes = compare(small, replace(small, **{name: OTHER_FORM[name]}), programme)
    assert changes.head


def test_no_field_is_forgotten_here():
    """A column added one day wants its line above, and then a place on a sheet."""
    known = {
        Indicator: {"code", "dimension", "id", *OTHER_QUESTION},
        Dimension: {"code", "position", "indicators", "id", *OTHER_DIMENSION},
        Form: {"code", "version", "dimensions", "checksum", "id", *OTHER_FORM},
    }
    for model, names in known.items():
        assert {one.name for one in fields(model)} == names


def test_a_question_that_is_new_is_told_whole(small, programme):
    ask = replace(small.by_code["D1.2"], code="D1.9", text=words("Nova?"))
    after = chaptered(small, 0, indicators=(*small.dimensions[0].indicators, ask))
    changes = compare(small, after, programme)
    change = question(changes, "D1.9")
    assert change.fate is Fate.NEW
    assert ("Question", "", "Nova?") in said(change.differences)
    assert [name for name, _found in changes.tally] == ["New questions"]
    gone = question(compare(after, small, programme), "D1.9")
    assert gone.fate is Fate.REMOVED
    assert ("Question", "Nova?", "") in said(gone.differences)


def test_dimensions_that_come_go_and_move(small, programme):
    first, last = small.dimensions
    new = Dimension("D2", 3, words("Saúde"), indicators=())
    third = Dimension("D3", 3, words("Habitação"), indicators=())
    before = replace(small, dimensions=(first, last, third))
    after = replace(small, dimensions=(last, third, first, new))
    changes = compare(before, after, programme)
    assert said(changes.head) == [("Order: Dimensions", "D1, T1, D3", "T1, D3, D1, D2")]
    (moved,) = [one for one in changes.chapters if one.code == "D1"]
    assert said(moved.differences) == [("Place", "1", "3")]
    fates = {one.code: one.fate for one in changes.chapters}
    assert fates == {"D1": Fate.CHANGED, "D2": Fate.NEW}
    back = compare(after, before, programme)
    assert {one.code: one.fate for one in back.chapters}["D2"] is Fate.REMOVED


def test_questions_in_another_order(small, programme):
    asked_first, *others = small.dimensions[0].indicators
    after = chaptered(small, 0, indicators=(*others, asked_first))
    (change,) = compare(small, after, programme).chapters
    assert said(change.differences) == [
        ("Order: Questions", "D1.1, D1.2, D1.3", "D1.2, D1.3, D1.1")
    ]


def test_a_translation_is_told_apart_from_what_freezes(small, programme):
    text = Text({**small.by_code["D1.2"].text.words, "en": "Are the minutes public?"})
    changes = compare(small, asked(small, "D1.2", text=text), programme)
    assert changes.chapters == ()
    (told,) = changes.translations
    assert told.language == "en"
    assert said(told.differences) == [
        ("D1.2 Question", "Are minutes published?", "Are the minutes public?")
    ]
