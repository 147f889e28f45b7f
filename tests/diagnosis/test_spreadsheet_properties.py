"""What holds of every workbook: it comes back as it left, and merging loses and hides nothing."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from certification.diagnosis.content import EMPTY, BadAnswer, Content, clean, content_of
from certification.diagnosis.desk import Desk, desk_of
from certification.diagnosis.models import Answer, Standing
from certification.diagnosis.spreadsheet import layout
from certification.diagnosis.spreadsheet.merging import (
    WRITING,
    Decisions,
    Line,
    Outcome,
    emptied,
    line_of,
    merged,
    refilled,
    wanted,
)
from certification.diagnosis.spreadsheet.reading import Filled, filled_in
from certification.diagnosis.spreadsheet.writing import workbook_of
from dimensions import kinds
from dimensions.form import Indicator, Text
from migracidades.files.workshop import workbooks
from tests.diagnosis import building

SINGLE = """
      - code: D2.4
        kind: single
        text: {pt-br: "Qual?"}
        weight: 1
        theme: rights
        minutes: 1
        options:
          - {code: a, score: 0, text: {pt-br: "=A"}}
          - {code: b, score: 100, text: {pt-br: "1/2"}}
"""
FORMULAS = ["=1+1", '=HYPERLINK("http://x.test")', "+cmd|' /C calc'!A0", "-1", "@SUM(A1)", "'00123"]
STRANGE = [
    *FORMULAS,
    *(" =1", "\t=1", "\r\n=1", "a\n\nb", "_x0041_", "_x000D_", "#N/A", "TRUE", "1e5", "10/12"),
    *(
        "👩‍👩‍👧",
        "مرحبا \u200fשלום",
        "\u202etrap",
        "a\x00\x07\x1b\x0bz",
        "\ufffe\uffff",
        "<b>&amp;]]>",
    ),
]
LONG = st.sampled_from(["é" * 5_000, "👩" * 5_000, "=" * 5_000, "linha\n" * 800])
TEXTS = st.one_of(
    st.sampled_from(STRANGE),
    st.text(max_size=40),
    st.builds(str.__add__, st.sampled_from("=+-@\t\n"), st.text(max_size=20)),
    LONG,
)
SHORT = TEXTS.map(lambda text: text[:70])
NUMBERS = st.decimals(0, 10_000, places=4, allow_nan=False).map(lambda one: f"{one:f}")
DAYS = st.dates(date(1822, 1, 1), date(2026, 1, 1)).map(str)


@pytest.fixture
def desk(br, tmp_path) -> Desk:
    """A lead at the form of these tests, with a question of every kind."""
    path = tmp_path / "form.yaml"
    told = building.FORM.read_text()
    path.write_text(told.replace("\n  - code: T1", SINGLE + "  - code: T1", 1))
    building.diagnosis(br, path=path)
    with br.desk():
        request = SimpleNamespace(
            government=br.here,
            programme=br.programme,
            user=br.people["lead"],
            seats=[br.seat("lead")],
        )
        found = desk_of(request, 2026)
        assert found.answering == set(found.form.by_code)
        assert {one.kind for one in found.form.indicators} == set(kinds.KINDS)
        yield found


def values(indicator: Indicator) -> st.SearchStrategy[list[str]]:
    """What somebody may have typed into the form."""
    codes = kinds.of(indicator).codes(indicator)
    if indicator.kind == kinds.Multiple.code:
        return st.lists(st.sampled_from(codes), unique=True, max_size=2)
    if codes:
        return st.sampled_from(codes).map(lambda code: [code])
    typed = {kinds.Number.code: NUMBERS, kinds.Day.code: DAYS}.get(indicator.kind, TEXTS)
    return typed.map(lambda text: [text])


@st.composite
def contents(draw: st.DrawFn, indicator: Indicator) -> Content:
    """Anything that may be kept of an answer."""
    texts = {"note": draw(TEXTS), "department": draw(SHORT)}
    standing = draw(st.sampled_from([*[Standing.ANSWERED] * 3, "not_applicable", "no_data"]))
    more = {"reason": draw(SHORT)} if standing != Standing.ANSWERED else {}
    raw = draw(st.one_of(st.just([]), values(indicator)))
    if indicator.kind == kinds.Number.code:
        raw = [one.replace(".", ",") for one in raw]
    try:
        return clean(indicator, raw=raw, standing=standing, **texts, **more)
    except BadAnswer:
        return EMPTY


def answered(desk: Desk, held: dict[int, Content]) -> Desk:
    """The desk on which these answers stand."""
    return replace(
        desk,
        answers={
            key: Answer(indicator_id=key, version=1, **vars(content))
            for key, content in held.items()
            if content != EMPTY
        },
    )


@pytest.mark.parametrize("saved_again", [False, True], ids=["as it is", "saved by a program"])
@pytest.mark.parametrize("position", [1, 2])
def test_a_workbook_that_nobody_touched_says_nothing_new(desk, tmp_path, position, saved_again):
    dimension = desk.dimension_or_404(position)
    held = st.fixed_dictionaries({one.id: contents(one) for one in dimension.indicators})
    place = tmp_path / "back.xlsx"

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(held)
    def comes_back(held: dict[int, Content]) -> None:
        stands = answered(desk, held)
        place.write_bytes(workbook_of(stands, dimension))
        if saved_again:
            load_workbook(place).save(place)
        sheets = workbooks.read(str(place), layout.HIDDEN)
        _whose, found = filled_in(sheets, stands)
        assert {one.indicator.id: one.content for one in found} == held
        lines = [line_of(stands, one, held[one.indicator.id]) for one in found]
        assert {one.outcome for one in lines} == {Outcome.UNTOUCHED}
        assert not [one for one in found if one.link or one.where]

    comes_back()


# ------------------------------------------------------------------ three ways to one answer
PARTS = st.sampled_from(["", "x", "y"])
REPLIES = st.one_of(
    st.builds(Content, st.just("answered"), st.sampled_from([None, "a", "b"]), st.just(""),
              PARTS, PARTS),
    st.builds(Content, st.just("no_data"), st.none(), st.sampled_from(["r", "s"]), PARTS, PARTS),
)  # fmt: skip
QUESTION = Indicator("D1.1", "text", Text())
SHOWN = settings(max_examples=120)


def line(base: Content, theirs: Content, mine: Content) -> Line:
    stands = Answer(version=3, **vars(theirs)) if theirs != EMPTY else None
    return Line(Filled(QUESTION, "", mine), merged(base, theirs, mine), stands, base)


def after(one: Line, decisions: Decisions) -> Content:
    """The answer that stands once a person has decided."""
    stands = content_of(one.theirs) if one.theirs else EMPTY
    return wanted(one, decisions) or stands


AS_SHOWN = Decisions(taken=frozenset([QUESTION.code]))
ALL_OF_IT = replace(AS_SHOWN, away=AS_SHOWN.taken, over={QUESTION.code: 3})


@given(base=REPLIES, theirs=REPLIES, mine=REPLIES)
@SHOWN
def test_nothing_that_stands_is_lost_or_changed_unless_somebody_says_so(base, theirs, mine):
    one = line(base, theirs, mine)
    kept = after(one, AS_SHOWN)
    if kept != theirs:
        assert theirs == base, "what was changed here stays"
        assert kept == refilled(base, mine)
        assert emptied(theirs, kept) == [], "no part of an answer goes by itself"
    assert after(one, Decisions()) == theirs, "what is not ticked changes nothing"


@given(base=REPLIES, theirs=REPLIES, mine=REPLIES)
@SHOWN
def test_nothing_that_was_filled_in_goes_unseen(base, theirs, mine):
    one = line(base, theirs, mine)
    if mine not in (base, theirs):
        assert one.outcome in WRITING
    if base not in (mine, theirs) and mine != theirs and refilled(base, mine) != theirs:
        assert one.outcome is Outcome.CONFLICT
    if one.outcome in WRITING and (one.theirs or one.outcome is not Outcome.CONFLICT):
        assert after(one, ALL_OF_IT) == mine, "whoever wants all of the file gets it"


@given(base=REPLIES, theirs=REPLIES, mine=REPLIES, decided=st.sampled_from([AS_SHOWN, ALL_OF_IT]))
@SHOWN
def test_merging_twice_changes_nothing(base, theirs, mine, decided):
    once = after(line(base, theirs, mine), decided)
    again = line(base, once, mine)
    assert after(again, AS_SHOWN) == once
    if decided is ALL_OF_IT and once == mine:
        assert again.outcome in (Outcome.ALREADY, Outcome.UNTOUCHED)


@given(base=REPLIES, theirs=REPLIES, mine=REPLIES)
@SHOWN
def test_a_conflict_is_decided_over_the_version_that_was_seen_alone(base, theirs, mine):
    one = line(base, theirs, mine)
    older = replace(ALL_OF_IT, over={QUESTION.code: 2})
    if one.outcome is Outcome.CONFLICT:
        assert after(one, older) == theirs
