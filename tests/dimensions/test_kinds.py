"""Kinds: what people type, what is kept, what is shown, what it is worth."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from dimensions import kinds
from dimensions.figures import canonical, parse_number
from dimensions.form import Band, Indicator, Option, Text
from dimensions.kinds import KINDS, Invalid


def text(words: str) -> Text:
    return Text({"pt-br": words}, ("pt-br",))


def ask(kind: str, **more) -> Indicator:
    return Indicator(code="D1.1", kind=kind, text=text("?"), dimension="D1", **{"weight": 2} | more)


def options(**scores: int) -> tuple[Option, ...]:
    return tuple(Option(code, text(code.upper()), score) for code, score in scores.items())


CHOICE = ask("single", options=options(none=0, planned=25, meets=100))
SECTORS = ask("multiple", options=options(health=60, work=50, culture=20, none=0))
PLACES = ask(
    "number",
    unit=text("vagas"),
    minimum=Decimal(0),
    maximum=Decimal(20000),
    bands=(Band(Decimal(1), 50), Band(Decimal(20), 100)),
)


def clean(indicator: Indicator, *raw: str, language: str = "pt-br"):
    return kinds.of(indicator).clean(list(raw), indicator, language)


def refusal(indicator: Indicator, *raw: str, language: str = "en") -> str:
    with pytest.raises(Invalid) as caught:
        clean(indicator, *raw, language=language)
    return str(caught.value)


class TestChoosing:
    @pytest.mark.parametrize(
        ("kind", "value", "score", "fullest"),
        [
            ("yes_no", "yes", 100, True),
            ("yes_no", "no", 0, False),
            ("yes_partial_no", "partial", 50, False),
        ],
    )
    def test_yes_and_no(self, kind, value, score, fullest):
        indicator = ask(kind)
        assert clean(indicator, value) == value
        assert kinds.of(indicator).score(value, indicator) == score
        assert kinds.of(indicator).fullest(value, indicator) is fullest

    def test_partly_is_no_answer_to_yes_or_no(self):
        assert "Reload the page" in refusal(ask("yes_no"), "partial")

    def test_single(self):
        kind = kinds.of(CHOICE)
        assert clean(CHOICE, " planned ") == "planned"
        assert kind.score("planned", CHOICE) == 25
        assert kind.fullest("meets", CHOICE)
        assert kind.display("meets", CHOICE) == "MEETS"

    def test_an_option_of_an_older_version(self):
        assert "not one of those offered" in refusal(CHOICE, "weekly")
        assert "not one of those offered" in refusal(SECTORS, "health", "fishing")

    def test_two_answers_where_one_is_asked(self):
        assert refusal(CHOICE, "planned", "meets") == "Choose only one of the answers."

    def test_nothing_chosen_is_no_answer(self):
        assert clean(CHOICE) is None
        assert clean(SECTORS, "", " ") is None
        assert kinds.of(CHOICE).score(None, CHOICE) == 0

    def test_multiple_keeps_the_order_of_the_options_and_caps_the_sum(self):
        kind = kinds.of(SECTORS)
        assert clean(SECTORS, "culture", "health", "culture") == ["health", "culture"]
        assert kind.score(["health", "culture"], SECTORS) == 80
        assert kind.score(["health", "work", "culture"], SECTORS) == 100
        assert kind.fullest(["health", "work"], SECTORS)
        assert kind.display(["health", "culture"], SECTORS) == "HEALTH; CULTURE"

    def test_none_of_these_stands_alone(self):
        assert clean(SECTORS, "none") == ["none"]
        assert "cannot go with another answer" in refusal(SECTORS, "none", "work")

    def test_codes_for_conditions(self):
        kind = kinds.of(SECTORS)
        assert kind.codes(SECTORS) == ("health", "work", "culture", "none")
        assert kind.answers(["work"]) == {"work"}
        assert kind.answers(None) == frozenset()


class TestNumber:
    @pytest.mark.parametrize(
        ("typed", "language", "kept"),
        [
            ("1.234,5", "pt-br", "1234.5"),
            ("1234,5", "es", "1234.5"),
            ("1,234.5", "en", "1234.5"),
            ("1.234", "pt-br", "1234"),
            ("1.234", "en", "1.234"),
            ("12 345", "pt-br", "12345"),
            ("12\u202f345,50", "pt-br", "12345.5"),
            ("  7 ", "en", "7"),
            ("007", "en", "7"),
            ("0,0", "pt-br", "0"),
        ],
    )
    def test_read(self, typed, language, kept):
        assert clean(PLACES, typed, language=language) == kept

    @pytest.mark.parametrize(
        "typed",
        ["1.5", "1,234.5", "12.34", "1..234", "1,5,5", "abc", "10 vagas", "1e9", "٣", "½", "--1"],
    )
    def test_ambiguous_or_no_number(self, typed):
        assert refusal(PLACES, typed, language="pt-br").endswith("1.234,5.")

    def test_english_is_told_the_english_way(self):
        assert refusal(PLACES, "1.234,5") == "Write only the number, like 1,234.5."

    def test_absurd_numbers(self):
        assert "more than 12 digits" in refusal(PLACES, "1" * 13)
        assert "at most" in refusal(PLACES, "20001")
        assert refusal(PLACES, "20001").count("20,000") == 1
        assert refusal(PLACES, "-3") == "Write a number from 0 up."

    def test_a_fault_of_200_kilobytes_is_refused_at_once(self):
        assert refusal(PLACES, "9" * 200_000)
        assert refusal(PLACES, "1.234." * 40_000, language="pt-br")

    @pytest.mark.parametrize(
        ("value", "score"), [("0", 0), ("0.9", 0), ("1", 50), ("19.5", 50), ("20", 100)]
    )
    def test_bands(self, value, score):
        assert kinds.of(PLACES).score(value, PLACES) == score

    def test_without_bands_it_is_not_scored(self):
        assert kinds.of(PLACES).score("5", ask("number")) is None

    def test_shown_in_the_language_with_its_unit(self):
        kind = kinds.of(PLACES)
        assert kind.display("1234.5", PLACES, "pt-br") == "1.234,5 vagas"
        assert kind.display("1234.5", PLACES, "en") == "1,234.5 vagas"
        assert kind.display("1234.5", ask("number"), "es") == "1.234,5"

    @given(st.decimals(-99_999_999, 99_999_999, places=3), st.sampled_from(["pt-br", "es", "en"]))
    def test_what_is_proposed_reads_back(self, number, language):
        indicator, kept = ask("number"), canonical(number)
        typed = KINDS["number"].typed(kept, indicator, language)
        assert clean(indicator, *typed, language=language) == kept

    @given(st.decimals(0, 99_999_999, places=2), st.sampled_from(["pt-br", "en"]))
    def test_what_is_shown_reads_back(self, number, language):
        shown = KINDS["number"].display(canonical(number), ask("number"), language)
        with override(language):
            assert parse_number(shown) == number


class TestDay:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("31/12/2024", "2024-12-31"),
            ("1/2/2024", "2024-02-01"),
            ("01.02.2024", "2024-02-01"),
            ("2024-02-29", "2024-02-29"),
        ],
    )
    def test_read(self, typed, kept):
        assert clean(ask("date"), typed) == kept

    @pytest.mark.parametrize("typed", ["1/2/24", "2024", "12/2024", "ontem", "2024/12/31"])
    def test_other_shapes(self, typed):
        assert "four digits for the year" in refusal(ask("date"), typed)

    @pytest.mark.parametrize("typed", ["31/02/2024", "2023-02-29", "12/31/2024", "00/01/2024"])
    def test_no_such_day(self, typed):
        assert f"There is no day {typed}" in refusal(ask("date"), typed)

    @time_machine.travel(dt.datetime(2024, 7, 1, 12, tzinfo=dt.UTC))
    def test_far_past_and_future(self):
        assert clean(ask("date"), "02/07/2025") == "2025-07-02"
        assert refusal(ask("date"), "03/07/2025").endswith("between 01/01/1822 and 02/07/2025.")
        assert "Check the year" in refusal(ask("date"), "01/01/0204")

    def test_shown_and_proposed(self):
        kind = KINDS["date"]
        assert kind.display("2024-02-01", ask("date"), "en") == "01/02/2024"
        assert kind.typed("2024-02-01", ask("date")) == ["01/02/2024"]
        assert kind.score("2024-02-01", ask("date")) is None


class TestText:
    def test_kept_as_it_was_meant(self):
        assert (
            clean(ask("text"), "Cafe\u0301\r\nsim\x00\x07 \U0001f44d\U0001f3fd ")
            == "Café\nsim 👍🏽"
        )

    def test_marks_that_disguise_are_dropped_those_that_languages_need_stay(self):
        assert clean(ask("text"), "a\u202egnp.exe\u2066b") == "agnp.exeb"
        assert clean(ask("text"), "a\u200fb\u200dc") == "a\u200fb\u200dc"

    def test_too_long(self):
        assert clean(ask("text"), "é" * 10_000) == "é" * 10_000
        assert refusal(ask("text"), "x" * 200_000).startswith("This text is 190,000 characters too")
        assert "one character too long" in refusal(ask("text"), "x" * 10_001)

    def test_only_space_is_no_answer(self):
        assert clean(ask("text"), " \n\t\x00 ") is None

    def test_not_scored(self):
        assert KINDS["text"].score("x", ask("text")) is None


class TestField:
    def test_choices_with_what_was_chosen(self):
        field = kinds.of(SECTORS).field(SECTORS, name="D1.1", raw=["work"])
        assert field.template == "dimensions/kinds/checkboxes.html"
        assert [(one.code, one.checked) for one in field.choices][:2] == [
            ("health", False),
            ("work", True),
        ]
        assert {one.language for one in field.choices} == {"pt-br"}

    def test_what_was_typed_comes_back_beside_its_error(self):
        field = kinds.of(PLACES).field(PLACES, name="D1.1", raw=["dez"], error="Write a number.")
        assert (field.typed, field.unit, field.error) == ("dez", "vagas", "Write a number.")


@pytest.mark.parametrize(
    ("indicator", "fault"),
    [
        (ask("yes_no", options=options(a=1, b=100)), "has no options"),
        (ask("text", bands=(Band(Decimal(1), 100),)), "has no bands"),
        (ask("single", options=options(a=100)), "at least two options"),
        (ask("single", options=options(a=0, b=90)), "no answer is worth 100"),
        (ask("multiple", options=options(a=40, b=50)), "no answer is worth 100"),
        (ask("number", bands=(Band(Decimal(2), 100), Band(Decimal(1), 50))), "bands must rise"),
        (ask("number", bands=(Band(Decimal(2), 90),)), "no band is worth 100"),
        (ask("number", minimum=Decimal(2), maximum=Decimal(1)), "minimum is larger"),
    ],
)
def test_definitions_that_cannot_be(indicator, fault):
    with override("en"):
        assert any(fault in str(one) for one in kinds.of(indicator).faults(indicator))


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_keeps_the_promises(code):
    kind = KINDS[code]
    indicator = {"single": CHOICE, "multiple": SECTORS, "number": PLACES}.get(code, ask(code))
    assert kind.code == code
    assert kind.clean([], indicator) is None
    assert kind.display(None, indicator) == ""
    assert kind.typed(None, indicator) == []
    assert not kind.fullest(None, indicator)
    assert list(kind.faults(indicator)) == []
