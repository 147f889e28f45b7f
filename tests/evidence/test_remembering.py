"""Whatever is done to evidence, each round keeps what it was handed in with; seeded and bounded."""

from itertools import count
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certification.diagnosis import proving
from certification.diagnosis.models import Evidence, Round
from certification.diagnosis.queries import evidence_of, evidence_of_round
from certification.editions.calendar import clock
from certification.evidence import keeping
from certification.evidence.keeping import Told
from certification.evidence.models import PieceVersion
from certification.evidence.queries import newest
from tests import cycle
from tests.evidence.conftest import by

QUESTIONS, PIECES = ("D1.1", "D1.2", "D2.1"), 3
ACTS = st.tuples(
    st.sampled_from(["add", "attach", "attach", "renew", "correct", "remove", "hand_in"]),
    st.sampled_from(QUESTIONS),
    st.integers(1, PIECES),
    st.sampled_from(["", "art. 1", "art. 2"]),
)
Found = dict[int, set[tuple[int, int, str]]]


class Told_so_far:
    """What a person would expect, act by act: the plainest model of the register there is."""

    def __init__(self, br, diagnosis):
        self.who, self.diagnosis = by(br), diagnosis
        self.asked = cycle.form_for(diagnosis).by_code
        self.pieces: dict[int, PieceVersion] = {}
        self.standing: dict[tuple[str, int], tuple[int, str]] = {}
        self.rounds: list[tuple[Round, dict]] = []
        self.numbers = count(1)

    def add(self, code: str, piece: int, where: str) -> None:
        link, told = f"https://example.org/{piece}", Told("law", f"Lei {piece}")
        here = self._at(code) | {"where": where}
        added = proving.add(told=told, link=link, **here, **self.who)
        assert added.known == (piece in self.pieces)
        self.pieces.setdefault(piece, added.version)
        self._stands(code, piece, added.version, where)

    def attach(self, code: str, piece: int, where: str) -> None:
        if piece in self.pieces:
            version = newest().get(piece=self.pieces[piece].piece_id)
            proving.attach(version, where=where, **self._at(code), **self.who)
            self._stands(code, piece, version, where)

    def renew(self, _code: str, piece: int, _where: str) -> None:
        if piece in self.pieces:
            last = newest().get(piece=self.pieces[piece].piece_id)
            link = f"https://example.org/{piece}/{next(self.numbers)}"
            told = Told("law", last.title)
            keeping.renew(last.piece, told, link=link, base=last.number, **self.who)

    def correct(self, _code: str, piece: int, _where: str) -> None:
        if piece in self.pieces:
            last = newest().get(piece=self.pieces[piece].piece_id)
            told = Told("law", f"Lei {piece}, {next(self.numbers)}")
            keeping.correct(last.piece, told, base=last.number, **self.who)

    def remove(self, code: str, piece: int, _where: str) -> None:
        if self.standing.pop((code, piece), None):
            found = Evidence.objects.filter(
                indicator=self.asked[code].id, version__piece=self.pieces[piece].piece_id
            )
            proving.remove(found.filter(removed_at=None), **self.who)

    def hand_in(self, *_any: Any) -> None:
        made = Round.objects.create(
            diagnosis=self.diagnosis,
            government_id=self.diagnosis.government_id,
            number=len(self.rounds) + 1,
            submitted_by=self.who["actor"],
            submitted_at=clock(),
        )
        self.rounds.append((made, dict(self.standing)))

    def _at(self, code: str) -> dict[str, Any]:
        return {"diagnosis": self.diagnosis, "indicators": [self.asked[code]]}

    def _stands(self, code: str, piece: int, version: PieceVersion, where: str) -> None:
        number, before = self.standing.get((code, piece), (0, ""))
        kept = before if number == version.number and not where else where
        self.standing[code, piece] = (version.number, kept)

    def expected(self, standing: dict) -> Found:
        found: Found = {}
        for (code, piece), (number, where) in standing.items():
            key = self.asked[code].id
            found.setdefault(key, set()).add((self.pieces[piece].piece_id, number, where))
        return found


def seen(evidence: dict[int, list[Evidence]]) -> Found:
    return {
        key: {(one.version.piece_id, one.version.number, one.where) for one in found}
        for key, found in evidence.items()
    }


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(ACTS, min_size=3, max_size=12))
def test_what_stands_is_what_was_done_and_rounds_never_change(br, diagnosis, acts):
    with br.desk(), transaction.atomic():
        told = Told_so_far(br, diagnosis)
        for act, code, piece, where in acts:
            getattr(told, act)(code, piece, where)
        assert seen(evidence_of(diagnosis)) == told.expected(told.standing)
        for round_, standing in told.rounds:
            assert seen(evidence_of_round(round_)) == told.expected(standing)
        transaction.set_rollback(True)
