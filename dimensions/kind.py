"""What every kind of question promises; the kinds themselves are in ``dimensions.kinds``."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from dimensions.faults import Said, say
from dimensions.form import Indicator
from dimensions.scoring import FULL
from migracidades.kit.text import plain

Value = str | list[str]

NO_OPTIONS = _("a question of kind %(kind)s has no options: remove them")
NO_BANDS = _("a question of kind %(kind)s has no bands: remove them")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose. ``language`` is that of the label, for its ``lang`` attribute."""

    code: str
    label: str
    language: str
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """All that a partial in ``templates/dimensions/kinds/`` needs to draw one input."""

    template: str
    name: str
    typed: str
    unit: str
    choices: tuple[Choice, ...]
    error: str


def _speaking(language: str | None) -> AbstractContextManager[None]:
    return override(language) if language else nullcontext()


class Kind:
    """A kind of question.

    The public verbs take the ``Indicator`` and the language of the person, the active one unless
    given. A kind implements ``read``, ``show`` and what differs of the rest.
    """

    code: str
    name: Promise
    template: str
    scored = True
    # On paper: how many lines an answer has, and whether several answers may be ticked.
    lines = 1
    several = False
    # Whether an answer is a figure of its day, another one a year later.
    of_its_day = False

    def clean(
        self, raw: Sequence[str], indicator: Indicator, language: str | None = None
    ) -> Value | None:
        """Return the value to keep of what a form sent; raises ``Invalid`` with a sentence."""
        with _speaking(language):
            given = [text for text in map(plain, raw) if text]
            return self.read(given, indicator) if given else None

    def display(
        self, value: Value | None, indicator: Indicator, language: str | None = None
    ) -> str:
        """Return a kept value as people read it; nothing for ``None``."""
        with _speaking(language):
            return "" if value is None else self.show(value, indicator)

    def typed(
        self, value: Value | None, indicator: Indicator, language: str | None = None
    ) -> list[str]:
        """Return what a form would send for a kept value: ``clean`` turns it back."""
        with _speaking(language):
            return [] if value is None else self.write(value)

    def score(self, value: Value | None, indicator: Indicator) -> int | None:
        """Return what a value is worth, 0 to 100; ``None`` when the question is not scored."""
        return self.worth(value, indicator) if self.counts(indicator) else None

    def fullest(self, value: Value | None, indicator: Indicator) -> bool:
        """Whether no other answer is worth more: the indicator is "well developed"."""
        return self.score(value, indicator) == FULL

    def counts(self, indicator: Indicator) -> bool:
        """Whether answers to this indicator are scored at all (a survey's have no weight)."""
        return self.scored and indicator.weight is not None

    def field(
        self, indicator: Indicator, *, name: str, raw: Sequence[str] = (), error: str = ""
    ) -> Field:
        """Return the input to draw; ``raw`` is what was sent, or ``typed(value)``."""
        return Field(
            template=self.template,
            name=name,
            typed=raw[0] if raw else "",
            unit=str(indicator.unit),
            choices=tuple(replace(one, checked=one.code in raw) for one in self.choices(indicator)),
            error=error,
        )

    def choices(self, indicator: Indicator) -> Sequence[Choice]:
        """Return the answers there are to choose among, none of them checked."""
        return ()

    def codes(self, indicator: Indicator) -> tuple[str, ...]:
        """Return the codes an answer may have, which are what a condition may ask for."""
        return tuple(one.code for one in self.choices(indicator))

    def answers(self, value: Value | None) -> frozenset[str]:
        """Return the codes that a value holds, for the conditions on it."""
        return frozenset()

    def faults(self, indicator: Indicator) -> Iterable[Said]:
        """Return what is wrong with an indicator of this kind; the word ``key`` says where."""
        if indicator.options:
            yield say(NO_OPTIONS, key="options", kind=self.code)
        if indicator.bands:
            yield say(NO_BANDS, key="bands", kind=self.code)

    def read(self, given: list[str], indicator: Indicator) -> Value:
        """Return the value of what was sent, at least one text, none of them empty."""
        raise NotImplementedError

    def show(self, value: Value, indicator: Indicator) -> str:
        return str(value)

    def write(self, value: Value) -> list[str]:
        return [str(value)]

    def worth(self, value: Value | None, indicator: Indicator) -> int:
        return 0
