"""The sums of many governments at once: what ``scoring`` says, digit for digit, in less time.

A country's answers are few different answers given by many: what one is worth is asked of its kind
once, and afterwards only added up. Nothing here decides anything of its own; the rules stand in
``scoring`` and ``asking``, and a test holds the two against each other.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from math import gcd

from dimensions import kinds
from dimensions.asking import Given
from dimensions.form import Form, Indicator
from dimensions.scoring import FULL, OUTSIDE, State, written


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """One answer to one question as the sums add it; ``bit`` is the question's own in its chapter.

    A chapter's sums are what it has reached, the weights that count, and two sets of bits: the
    questions that count, and those that are well developed.
    """

    indicator: Indicator
    given: Given
    chapter: int
    bit: int
    reached: int
    weight: int
    full: bool
    outside: bool
    text: str


class Tally:
    """Adds up the answers of governments that are asked the same ``form``."""

    def __init__(self, form: Form):
        self._form = form
        self._chapters = {one.code: number for number, one in enumerate(form.dimensions)}
        self._places = {one.code: place for place, one in enumerate(form.indicators)}
        counting = [one for one in form.indicators if kinds.of(one).counts(one)]
        self._weights = {one.code: one.weight or 0 for one in counting}
        self._codes = [
            [one.code for one in counting if one.dimension == dimension.code]
            for dimension in form.dimensions
        ]
        self._bits = {code: 1 << at for codes in self._codes for at, code in enumerate(codes)}
        self._always = frozenset(one.code for one in form.indicators if one.condition is None)
        self._hanging = [one for one in form.indicators if one.condition is not None]
        self._start = [self._unanswered(codes) for codes in self._codes]
        self._names = [(written(code), number) for code, number in sorted(self._chapters.items())]
        self._lists: dict[tuple[int, int], str] = {}

    def _unanswered(self, codes: list[str]) -> tuple[int, int]:
        asked = [code for code in codes if code in self._always]
        return sum(self._weights[one] for one in asked), sum(self._bits[one] for one in asked)

    def fact(self, indicator: Indicator, given: Given) -> Fact:
        """What an answer adds; keep it and use it again wherever the same answer was given."""
        kind, weight = kinds.of(indicator), self._weights.get(indicator.code, 0)
        counts = bool(weight) and given.state == State.ANSWERED
        return Fact(
            indicator=indicator,
            given=given,
            chapter=self._chapters[indicator.dimension],
            bit=self._bits.get(indicator.code, 0),
            reached=weight * (kind.score(given.value, indicator) or 0) if counts else 0,
            weight=weight,
            full=counts and kind.fullest(given.value, indicator),
            outside=given.state in OUTSIDE,
            text=f"{written(indicator.code)}:{written([given.state, given.value])}",
        )

    def digest(self, facts: Mapping[str, Fact]) -> str:
        """``scoring.digest`` of the answers, by the code of their indicator."""
        texts = ",".join([facts[code].text for code in sorted(facts)])
        return hashlib.sha256(f"{{{texts}}}".encode()).hexdigest()

    def result(self, facts: Mapping[str, Fact]) -> str:
        """``scoring.canonical`` of the scores, as JSON."""
        sums = [[0, weights, bits, 0] for weights, bits in self._start]
        for code, one in facts.items():
            if code in self._always:
                _add(sums[one.chapter], one)
        if self._hanging:
            self._add_hanging(sums, facts)
        cells = [f"{name}:{self._cell(number, *sums[number])}" for name, number in self._names]
        return f"{{{','.join(cells)}}}"

    def _add_hanging(self, sums: list[list[int]], facts: Mapping[str, Fact]) -> None:
        """The questions that are asked only when another was answered so."""
        asked = set(self._always)
        for one in self._hanging:
            if self._is_met(one, asked, facts):
                asked.add(one.code)
                chapter = sums[self._chapters[one.dimension]]
                chapter[1] += self._weights.get(one.code, 0)
                chapter[2] |= self._bits.get(one.code, 0)
                if one.code in facts:
                    _add(chapter, facts[one.code])

    def _is_met(self, one: Indicator, asked: set[str], facts: Mapping[str, Fact]) -> bool:
        condition = one.condition
        before = facts.get(condition.indicator) if condition else None
        if condition is None or before is None or condition.indicator not in asked:
            return False
        earlier = self._places[condition.indicator] < self._places[one.code]
        return earlier and not condition.codes.isdisjoint(before.given.codes)

    def _cell(self, number: int, reached: int, weights: int, counting: int, full: int) -> str:
        value = "null"
        if weights:
            common = gcd(reached, weights * FULL)
            value = f'"{reached // common}/{weights * FULL // common}"'
        developed, potential = self._list(number, full), self._list(number, counting & ~full)
        return f'{{"value":{value},"well_developed":{developed},"potential":{potential}}}'

    def _list(self, number: int, bits: int) -> str:
        """The codes of a dimension's questions whose bit is set."""
        key = (number, bits)
        if key not in self._lists:
            codes = [code for code in self._codes[number] if bits & self._bits[code]]
            self._lists[key] = written(sorted(codes))
        return self._lists[key]


def _add(chapter: list[int], one: Fact) -> None:
    if one.outside:
        chapter[1] -= one.weight
        chapter[2] &= ~one.bit
        return
    chapter[0] += one.reached
    if one.full:
        chapter[3] |= one.bit
