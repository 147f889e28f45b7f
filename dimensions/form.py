"""A questionnaire as plain values: what the loader reads and every page, form and sum uses.

A ``Form`` never changes after it is made, holds no database handle and may be shared between
threads. Its rows in the database are in ``dimensions.models``; ``dimensions.queries`` makes the
one out of the other.
"""

from collections.abc import Callable, Collection, Container, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Text:
    """A text in several languages; ``str()`` gives it in the active one.

    Where the active language is missing, the first of ``fallbacks`` that is there stands in:
    the programme's default language, then the language the questionnaire was written in.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    fallbacks: tuple[str, ...] = field(default=(), compare=False)

    def chosen(self, language: str | None = None) -> str:
        """Return the language in which the text is shown to a reader of ``language``."""
        wanted = (language or get_language() or "", *self.fallbacks)
        return next((one for one in wanted if one in self.words), "")

    def read(self, language: str | None = None) -> str:
        """Return the text for a reader of ``language`` (the active one unless given)."""
        wanted = language or get_language() or ""
        if wanted in self.words:
            return self.words[wanted]
        return self.words.get(self.chosen(wanted), "")

    @property
    def language(self) -> str:
        """The ``lang`` attribute of the text as the active language shows it."""
        return self.chosen()

    def __str__(self) -> str:
        return self.read()

    def __bool__(self) -> bool:
        return any(self.words.values())


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose; a survey's options have no score."""

    code: str
    text: Text
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """From which number on a number is worth which score."""

    start: Decimal
    score: int


@dataclass(frozen=True, slots=True)
class Condition:
    """The question is asked only when ``indicator`` was answered with one of ``codes``."""

    indicator: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Named:
    """A theme of the indicators or a group of the dimensions."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Indicator:
    """One question: what is asked, of whom, what proves it and what it is worth.

    ``why`` says why it matters: advice beside the question, no part of what an answer means.
    ``was`` are the codes of the questions of the version before that it comes from; empty when it
    comes from the one of its own code, or from none. ``figure`` is the key of the figure that is
    offered for the number asked, where the programme has it of a government.
    """

    code: str
    kind: str
    text: Text
    dimension: str = ""
    guidance: Text = Text()
    why: Text = Text()
    example: Text = Text()
    evidence: Text = Text()
    evidence_kinds: tuple[str, ...] = ()
    evidence_months: int | None = None
    applies_to: tuple[str, ...] = ()
    weight: int | None = None
    theme: str = ""
    minutes: int = 5
    options: tuple[Option, ...] = ()
    unit: Text = Text()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    bands: tuple[Band, ...] = ()
    condition: Condition | None = None
    was: tuple[str, ...] = ()
    figure: str = ""
    id: int = field(default=0, compare=False)

    def applies(self, level: str | None) -> bool:
        """Whether the question is within the competence of a level of government."""
        return level is None or not self.applies_to or level in self.applies_to


@dataclass(frozen=True)
class Dimension:
    """A chapter of the questionnaire; ``position`` is its place on the ring, from 1."""

    code: str
    position: int
    name: Text
    short: Text = Text()
    about: Text = Text()
    group: str = ""
    optional: bool = False
    indicators: tuple[Indicator, ...] = ()
    id: int = field(default=0, compare=False)

    @property
    def minutes(self) -> int:
        """How long the whole dimension takes to answer, about."""
        return sum(one.minutes for one in self.indicators)


@dataclass(frozen=True)
class Form:
    """A whole questionnaire of one version, or the part of it that one government is asked.

    ``dropped`` are the codes of the questions of the version before whose answers end with it.
    """

    code: str
    version: str
    kind: str
    source_language: str
    languages: tuple[str, ...]
    title: Text
    note: Text
    themes: tuple[Named, ...]
    groups: tuple[Named, ...]
    dimensions: tuple[Dimension, ...]
    dropped: tuple[str, ...] = ()
    checksum: str = field(default="", compare=False)
    id: int = field(default=0, compare=False)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every question, in the order in which it is asked."""
        return tuple(one for dimension in self.dimensions for one in dimension.indicators)

    @cached_property
    def by_code(self) -> Mapping[str, Indicator]:
        return {one.code: one for one in self.indicators}

    @cached_property
    def codes(self) -> Mapping[int, str]:
        """The code of each question, by its row's id."""
        return {one.id: one.code for one in self.indicators}

    def chain(self, indicator: Indicator) -> list[Indicator]:
        """Return a question and those it hangs on, nearest first."""
        found = [indicator]
        while (condition := found[-1].condition) and condition.indicator in self.by_code:
            found.append(self.by_code[condition.indicator])
        return found

    @cached_property
    def hanging(self) -> Mapping[str, tuple[str, ...]]:
        """By the code of each question on which others hang: theirs, near and far, in order."""
        found: dict[str, tuple[str, ...]] = {}
        for one in self.indicators:
            for before in self.chain(one)[1:]:
                found[before.code] = (*found.get(before.code, ()), one.code)
        return found

    @cached_property
    def deciding(self) -> list[int]:
        """The row ids of the questions on which others hang."""
        return [self.by_code[code].id for code in self.hanging]

    def dimension(self, code: str) -> Dimension:
        """Return the dimension of that code; raises ``KeyError`` when the form has none."""
        for one in self.dimensions:
            if one.code == code:
                return one
        raise KeyError(code)

    def among(self, codes: Container[str]) -> list[tuple[Dimension, list[Indicator]]]:
        """The questions of some codes under their dimensions, those without one left out."""
        chapters = (
            (one, [ask for ask in one.indicators if ask.code in codes]) for one in self.dimensions
        )
        return [(one, asked) for one, asked in chapters if asked]

    def part(self, *, optional: Collection[str] | None = None, level: str | None = None) -> "Form":
        """Return the part that one government is asked.

        Of the optional dimensions only those named stay (all, unless given); questions beyond the
        competence of ``level`` go, and with them every dimension left without a question.
        """
        asked = [
            one
            for one in self.dimensions
            if not one.optional or optional is None or one.code in optional
        ]
        return replace(self, dimensions=tuple(asked)).only(lambda one: one.applies(level))

    def only(self, wanted: Callable[[Indicator], bool]) -> "Form":
        """Return the form with the questions ``wanted`` alone, and the dimensions they are in."""
        kept = (
            replace(one, indicators=tuple(ask for ask in one.indicators if wanted(ask)))
            for one in self.dimensions
        )
        return replace(self, dimensions=tuple(one for one in kept if one.indicators))
