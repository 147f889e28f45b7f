"""Whatever the two versions, the answers and their proof: nothing is lost, doubled or rescored.

The forms, answers and proofs are drawn; what is confirmed is what ``confirming`` would write.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils import timezone
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from certification.diagnosis.content import Content
from certification.diagnosis.inheritance import Inheritance, filled
from certification.diagnosis.inheriting import inherited
from certification.diagnosis.models import Diagnosis, Standing
from certification.diagnosis.outliving import Used
from certification.diagnosis.previous import Last, Past
from certification.diagnosis.sheet import Sheet
from certification.evidence.models import LinkVisit, Piece, PieceVersion
from dimensions import kinds
from dimensions.ancestry import Kinship, origins
from dimensions.form import Band, Condition, Dimension, Form, Indicator, Text

SETTINGS = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# What may become of a question, and how many questions of the new version come from it.
FATES = st.sampled_from(["same", "same", "renamed", "split", "merged", "changed", "dropped"])
VALUES = {
    "yes_no": st.sampled_from(["yes", "no"]),
    "yes_partial_no": st.sampled_from(["yes", "partial", "no"]),
    "number": st.sampled_from(["0", "7", "46"]),
    "text": st.sampled_from(["Como sempre.", "Às terças."]),
}
LOSSES = ("withdrawn", "dead", "changed", "expired")
STATES = st.sampled_from(["alive", "shaky", "", *LOSSES])
TODAY = timezone.localdate()


@dataclass(frozen=True)
class World:
    """A second year: both forms, what was answered and what proves it."""

    old: Form
    new: Form
    past: Past
    uses: dict[int, list[Used]]

    def offered(self, sheet: Sheet) -> Inheritance:
        wanted = [one for one in self.new.indicators if not sheet.has(one)]
        return inherited(wanted, sheet, self.past, self.uses, {"report": 24, "law": None})


def form(version: str, indicators: list[Indicator], dropped: tuple[str, ...] = ()) -> Form:
    name, nothing = Text({"en": "D"}), Text()
    chapter = Dimension("D1", 1, name, indicators=tuple(indicators))
    head = ("f", version, "framework", "en", ("en",), name, nothing, (), ())
    return Form(*head, (chapter,), dropped)


@st.composite
def questions(draw, number: int, earlier: list[Indicator]) -> Indicator:
    kind = draw(st.sampled_from(sorted(VALUES)))
    parents = [one for one in earlier if one.kind == "yes_no"]
    hangs = draw(st.booleans()) and bool(parents)
    return Indicator(
        f"D1.{number}",
        kind,
        Text({"en": f"Question {number}?"}),
        "D1",
        weight=None if kind == "text" else draw(st.integers(1, 3)),
        bands=(Band(1, 50), Band(40, 100)) if kind == "number" else (),
        evidence_kinds=("law", "report"),
        evidence_months=draw(st.sampled_from([None, 12])),
        condition=Condition(draw(st.sampled_from(parents)).code, frozenset(["yes"]))
        if hangs
        else None,
        id=number,
    )


@st.composite
def pairs(draw) -> tuple[Form, Form]:
    """Two versions: every question of the first has a fate, the last of the second no ancestor."""
    old: list[Indicator] = []
    for number in range(1, draw(st.integers(2, 7))):
        old.append(draw(questions(number, old)))
    new, dropped, merging = [], [], None
    for one in old:
        fate = draw(FATES)
        free = replace(one, condition=None)  # its parent may have another code by now
        at = 100 + 10 * one.id
        if fate == "same":
            new.append(replace(one if _holds(one, new) else free, id=at))
        elif fate == "changed":
            new.append(replace(free, text=Text({"en": "Other words?"}), id=at))
        elif fate == "renamed":
            new.append(replace(free, code=f"D1.{at}", was=(one.code,), id=at))
        elif fate == "split":
            new += [replace(free, code=f"D1.{to}", was=(one.code,), id=to) for to in (at, at + 1)]
        elif fate == "merged" and merging is None:
            merging = one
            continue
        elif fate == "merged":
            both = (merging.code, one.code)
            new.append(replace(free, code=f"D1.{at}", was=both, id=at))
            merging = None
        else:
            dropped.append(one.code)
    if merging:
        dropped.append(merging.code)
    new.append(draw(questions(99, [])))
    heavier = [
        replace(one, weight=one.weight and one.weight + draw(st.integers(0, 1))) for one in new
    ]
    return form("1", old), form("2", heavier, tuple(dropped))


def _holds(one: Indicator, new: list[Indicator]) -> bool:
    return one.condition is None or one.condition.indicator in {held.code for held in new}


@st.composite
def answered(draw, one: Indicator) -> Last:
    standing = draw(st.sampled_from([*["answered"] * 4, "no_data", "not_applicable"]))
    value = draw(st.one_of(st.none(), VALUES[one.kind])) if standing == "answered" else None
    reason = "" if standing == "answered" else "Sem registro."
    verdict = draw(st.sampled_from(["", "confirmed", "adjusted", "requested"]))
    content = Content(standing, value, reason, note="", department="")
    return Last(2025, one, str(value), "", verdict, "", "", content)


@st.composite
def proved(draw, indicator: int, number: int) -> Used:
    """A piece as it was used, and what has become of it since."""
    state, newer = draw(STATES), draw(st.booleans())
    piece = Piece(
        id=indicator * 10 + number,
        withdrawn_at=timezone.now() if state == "withdrawn" else None,
    )
    version = PieceVersion(
        piece=piece,
        number=2 if newer else 1,
        kind=draw(st.sampled_from(["law", "report"])),
        title="Lei",
        link="https://exemplo.org/",
        dated=TODAY,
        valid_until=TODAY - timedelta(days=1) if state == "expired" else None,
    )
    if state in LinkVisit.State.values:
        version.visit = LinkVisit(state=state)
    version.drawn = state
    return Used(version, 1, "p. 1")


@st.composite
def worlds(draw) -> World:
    old, new = draw(pairs())
    said = {one.code: draw(answered(one)) for one in old.indicators if draw(st.integers(0, 4))}
    uses = {
        one.id: [draw(proved(one.id, at)) for at in range(draw(st.integers(0, 2)))]
        for one in old.indicators
    }
    past = Past(Diagnosis(), said, origins([old, new]))
    return World(old, new, past.within(new.by_code, whole=True), uses)


def confirmed(found: Inheritance) -> tuple[Sheet, dict[str, Any]]:
    """The sheet after everything offered was confirmed, and what was kept, by code."""
    codes = [one.indicator.code for one in found.offers]
    kept = found.chosen(codes)
    assert len({one.indicator.code for one in kept}) == len(kept)
    return filled(found.sheet, kept), {one.indicator.code: one for one in kept}


@SETTINGS
@given(worlds())
def test_each_old_answer_is_carried_asked_anew_or_declared_to_have_ended(world: World):
    sheet, kept = confirmed(world.offered(Sheet(world.new, {})))
    left = world.offered(sheet)
    anew = {one.indicator.code for each in left.chapters for one in each.anew}
    ended = {one.indicator.code for one in world.past.ended}
    assert ended <= set(world.new.dropped)
    for code in {**world.past.answers, **{one.indicator.code: one for one in world.past.ended}}:
        heirs = {heir for heir, one in world.past.origins.items() if code in one.codes}
        if not heirs:
            assert code in ended
            event("ended")
            continue
        for heir in heirs:
            asked = heir in sheet.asked
            assert (heir in kept) + (heir in anew) == (1 if asked else 0), (code, heir)
            event("carried" if heir in kept else "anew" if asked else "not asked now")


@SETTINGS
@given(worlds())
def test_nothing_is_carried_twice_and_confirming_again_changes_nothing(world: World):
    first = world.offered(Sheet(world.new, {}))
    sheet, kept = confirmed(first)
    carried = [code for one in kept.values() for code in one.origin.codes]
    for one in kept.values():
        if one.origin.kinship not in (Kinship.SPLIT, Kinship.MERGED):
            assert carried.count(one.origin.codes[0]) == 1
    again, more = confirmed(world.offered(sheet))
    assert more == {}
    assert again.given == sheet.given
    assert first.total == again.progress().total
    assert first.anew == len(again.missing)


@SETTINGS
@given(worlds())
def test_nothing_is_carried_on_dead_proof_and_nothing_changed_is_ticked(world: World):
    _sheet, kept = confirmed(world.offered(Sheet(world.new, {})))
    for one in kept.values():
        used = [use.version for last in one.last for use in world.uses[last.indicator.id]]
        assert not used or one.alive
        assert all(proof.version.drawn not in LOSSES for proof in one.alive)
        assert len({proof.version.piece_id for proof in one.alive}) == len(one.alive)
        if one.certain:
            assert not [version for version in used if version.drawn in LOSSES]
            assert not [version for version in used if version.number > 1]
            assert one.indicator.kind != "number"
            assert one.origin.kinship in (Kinship.SAME, Kinship.RENAMED)
            assert not [last for last in one.last if last.verdict in ("adjusted", "requested")]


@SETTINGS
@given(worlds())
def test_a_carried_answer_is_and_scores_what_it_was(world: World):
    _sheet, kept = confirmed(world.offered(Sheet(world.new, {})))
    for one in kept.values():
        for last in one.last:
            held = (one.content.standing, one.content.value)
            assert held == (last.content.standing, last.content.value)
            if one.content.standing == Standing.ANSWERED:
                now = kinds.of(one.indicator).score(one.content.value, one.indicator)
                before = kinds.of(last.indicator).score(last.content.value, last.indicator)
                assert one.origin.kinship in (Kinship.MERGED, Kinship.CHANGED) or now == before
