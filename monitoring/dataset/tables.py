"""The rows of the data: the long table and the wide one, made government by government."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from certification.editions.models import Edition
from dimensions import kinds
from dimensions.asking import NOTHING, Given, items
from dimensions.form import Form, Indicator
from dimensions.models import Questionnaire
from dimensions.queries import form_of
from dimensions.scoring import FULL, Item, State, score
from migracidades.kit.workbook import Cell

from .columns import (
    SEPARATOR,
    Column,
    answer_columns,
    dimension_codes,
    discloses,
    shown_indicators,
    wide_columns,
)
from .reading import Case, cases, questionnaires_of

Row = list[Cell]


@dataclass
class Data:
    """The consented data of one edition. Rows are read when they are asked for, and not kept."""

    edition: Edition
    labels: dict[tuple[int | None, str], str] = field(default_factory=dict)

    @cached_property
    def questionnaires(self) -> list[Questionnaire]:
        return questionnaires_of(self.edition)

    @cached_property
    def forms(self) -> list[Form]:
        """Whole, for every level: the columns are the same for all."""
        optional = self.edition.optional_dimensions
        return [form_of(one, optional=optional) for one in self.questionnaires]

    @property
    def answer_columns(self) -> list[Column]:
        return answer_columns(self.edition.programme)

    @property
    def government_columns(self) -> list[Column]:
        return wide_columns(self.edition.programme, self.forms)

    def answers(self) -> Iterator[Row]:
        """The long table, as ``answer_columns`` names its cells."""
        for case in self._cases():
            yield from self._answers(case)

    def governments(self) -> Iterator[Row]:
        """The wide table, as ``government_columns`` names its cells."""
        dimensions = list(dimension_codes(self.forms))
        indicators = shown_indicators(self.forms)
        for case in self._cases():
            yield [*self._facts(case), *_sums(case, dimensions), *_verified(case, indicators)]

    def _cases(self) -> Iterator[Case]:
        return cases(self.edition, self.questionnaires)

    def _facts(self, case: Case) -> Row:
        government, form = case.government, case.form
        return [
            self.edition.programme.slug,
            self.edition.year,
            form.code,
            form.version,
            form.checksum,
            government.code,
            government.name,
            government.level,
            government.state,
            government.region,
            case.concluded_on.isoformat(),
        ]

    def _answers(self, case: Case) -> Iterator[Row]:
        facts, form = self._facts(case), case.form
        names = dimension_codes([form])
        both = zip(items(form, case.declared), items(form, case.verified), strict=True)
        for indicator, (declared, verified) in zip(form.indicators, both, strict=True):
            code = indicator.code
            yield [
                *facts,
                indicator.dimension,
                names[indicator.dimension],
                code,
                str(indicator.text),
                indicator.kind,
                declared.weight,
                *self._side(indicator, declared, case.declared.get(code, NOTHING)),
                *self._side(indicator, verified, case.verified.get(code, NOTHING)),
                verified.fullest if verified.counts else None,
                code in case.named,
            ]

    def _side(self, indicator: Indicator, item: Item, given: Given) -> Row:
        worth = item.score if item.counts else None
        if item.state != State.ANSWERED or given.value is None or not discloses(indicator):
            return [str(item.state), None, None, worth]
        return [str(item.state), text_of(given), self._label(indicator, given), worth]

    def _label(self, indicator: Indicator, given: Given) -> str:
        kind = kinds.of(indicator)
        if not isinstance(kind, kinds.Choosing):
            return kind.display(given.value, indicator)
        key = (indicator.id, text_of(given))
        if key not in self.labels:
            self.labels[key] = kind.display(given.value, indicator)
        return self.labels[key]


def text_of(given: Given) -> str:
    """A kept value in one cell: as it is kept, several codes with a bar between them."""
    value = given.value
    return SEPARATOR.join(value) if isinstance(value, list) else str(value)


def _sums(case: Case, dimensions: Sequence[str]) -> Iterator[Cell]:
    found = score(items(case.form, case.verified))
    for code in dimensions:
        if code not in found:
            yield from (None, None, None)
            continue
        one = found[code]
        yield None if one.value is None else percent(one.value)
        yield len(one.well_developed)
        yield one.applicable


def percent(value: Fraction) -> float:
    """An exact share of one as percent, with two decimals, rounded half up."""
    return int(value * FULL * 100 + Fraction(1, 2)) / 100


def _verified(case: Case, indicators: Sequence[Indicator]) -> Iterator[Cell]:
    states = {one.indicator: one.state for one in items(case.form, case.verified)}
    for indicator in indicators:
        given = case.verified.get(indicator.code, NOTHING)
        if states.get(indicator.code) != State.ANSWERED or given.value is None:
            yield None
        elif indicator.kind == kinds.Number.code:
            yield _number(Decimal(text_of(given)))
        else:
            yield text_of(given)


def _number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)
