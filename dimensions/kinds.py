"""What a kind of question is: how an answer is read, kept, shown, scored and asked for.

One class per kind, and nothing elsewhere depends on which there are: a new kind is a class here
and, if none of the partials in ``templates/dimensions/kinds/`` fits, a partial there.

A kept value is plain JSON: a code, a list of codes, a decimal as text ("1234.5"), an ISO date or
a text. ``None`` means that the question was left without an answer.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import ClassVar

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from dimensions.faults import Said, say
from dimensions.figures import (
    Invalid,
    canonical,
    grouped,
    parse_day,
    parse_number,
    separators,
)
from dimensions.form import Indicator
from dimensions.kind import NO_BANDS, NO_OPTIONS, Choice, Field, Kind, Value
from dimensions.scoring import FULL

__all__ = ["KINDS", "Choice", "Field", "Invalid", "Kind", "Value", "of"]

TEXT_LIMIT = 10_000
EARLIEST = dt.date(1822, 1, 1)

FEW_OPTIONS = gettext_lazy("a question of kind %(kind)s needs at least two options")
NO_FULL_ANSWER = gettext_lazy(
    "no answer is worth 100, so the indicator could never be well developed"
)
BANDS_RISE = gettext_lazy(
    "bands must rise: each one starts from a larger number than the one before"
)
NO_FULL_BAND = gettext_lazy("no band is worth 100, so the indicator could never be well developed")
LIMITS = gettext_lazy("the minimum is larger than the maximum")


class Choosing(Kind):
    """What kinds with answers to choose have in common: their values are known codes."""

    template = "dimensions/kinds/radios.html"

    def read(self, given: list[str], indicator: Indicator) -> Value:
        if len(given) > 1:
            raise Invalid(_("Choose only one of the answers."))
        return self.known(given[0], indicator)

    def known(self, code: str, indicator: Indicator) -> str:
        if code in self.codes(indicator):
            return code
        raise Invalid(
            _(
                "This answer is not one of those offered in this version of the questionnaire. "
                "Reload the page and choose again."
            )
        )

    def show(self, value: Value, indicator: Indicator) -> str:
        held = self.answers(value)
        labels = {one.code: one.label for one in self.choices(indicator) if one.code in held}
        return "; ".join([*labels.values(), *sorted(held - set(labels))])

    def write(self, value: Value) -> list[str]:
        return sorted(self.answers(value))

    def answers(self, value: Value | None) -> frozenset[str]:
        return frozenset([value] if isinstance(value, str) else value or ())


class YesNo(Choosing):
    """Yes or no; the answers and what they are worth are the same for every indicator."""

    code = "yes_no"
    name = gettext_lazy("yes or no")
    scores: ClassVar[Mapping[str, int]] = {"yes": FULL, "no": 0}
    labels: ClassVar[Mapping[str, Promise]] = {
        "yes": gettext_lazy("Yes"),
        "partial": gettext_lazy("Partly"),
        "no": gettext_lazy("No"),
    }

    def choices(self, indicator: Indicator) -> Sequence[Choice]:
        language = get_language() or ""
        return tuple(Choice(code, str(self.labels[code]), language) for code in self.scores)

    def codes(self, indicator: Indicator) -> tuple[str, ...]:
        return tuple(self.scores)

    def worth(self, value: Value | None, indicator: Indicator) -> int:
        return sum(self.scores[code] for code in self.answers(value))


class YesPartialNo(YesNo):
    code = "yes_partial_no"
    name = gettext_lazy("yes, partly or no")
    scores: ClassVar[Mapping[str, int]] = {"yes": FULL, "partial": 50, "no": 0}


class Single(Choosing):
    """One of the indicator's own options, worth what the option is worth."""

    code = "single"
    name = gettext_lazy("one of several answers")

    def choices(self, indicator: Indicator) -> Sequence[Choice]:
        return tuple(
            Choice(one.code, str(one.text), one.text.language) for one in indicator.options
        )

    def codes(self, indicator: Indicator) -> tuple[str, ...]:
        return tuple(one.code for one in indicator.options)

    def worth(self, value: Value | None, indicator: Indicator) -> int:
        held = self.answers(value)
        return min(FULL, sum(one.score or 0 for one in indicator.options if one.code in held))

    def faults(self, indicator: Indicator) -> Iterable[Said]:
        if len(indicator.options) < 2:
            yield say(FEW_OPTIONS, key="options", kind=self.code)
        elif self.counts(indicator) and not self.can_be_full(indicator):
            yield say(NO_FULL_ANSWER, key="options")
        if indicator.bands:
            yield say(NO_BANDS, key="bands", kind=self.code)

    def can_be_full(self, indicator: Indicator) -> bool:
        return any(one.score == FULL for one in indicator.options)


class Multiple(Single):
    """Any number of the options, worth their sum, at most 100.

    An option with the code ``none`` ("none of these") can only be chosen alone.
    """

    code = "multiple"
    name = gettext_lazy("any of several answers")
    template = "dimensions/kinds/checkboxes.html"
    several = True

    def read(self, given: list[str], indicator: Indicator) -> Value:
        chosen = {self.known(code, indicator) for code in given}
        if "none" in chosen and len(chosen) > 1:
            raise Invalid(
                _("“%(none)s” cannot go with another answer. Untick one or the other.")
                % {"none": self.show("none", indicator)}
            )
        return [code for code in self.codes(indicator) if code in chosen]

    def can_be_full(self, indicator: Indicator) -> bool:
        return sum(one.score or 0 for one in indicator.options) >= FULL


class Number(Kind):
    """A number with a unit, worth the score of the band it falls in (0 below the first)."""

    code = "number"
    name = gettext_lazy("a number")
    template = "dimensions/kinds/number.html"
    of_its_day = True

    def counts(self, indicator: Indicator) -> bool:
        return super().counts(indicator) and bool(indicator.bands)

    def read(self, given: list[str], indicator: Indicator) -> Value:
        number = parse_number(given[0])
        low, high = indicator.minimum, indicator.maximum
        if low is not None and number < low:
            raise Invalid(_("Write a number from %(minimum)s up.") % {"minimum": grouped(low)})
        if high is not None and number > high:
            raise Invalid(
                _("This number is too large: it can be %(maximum)s at most.")
                % {"maximum": grouped(high)}
            )
        return canonical(number)

    def show(self, value: Value, indicator: Indicator) -> str:
        return f"{grouped(Decimal(str(value)))} {indicator.unit}".rstrip()

    def write(self, value: Value) -> list[str]:
        return [str(value).replace(".", separators()[0])]

    def worth(self, value: Value | None, indicator: Indicator) -> int:
        if value is None:
            return 0
        number = Decimal(str(value))
        return next((one.score for one in reversed(indicator.bands) if number >= one.start), 0)

    def faults(self, indicator: Indicator) -> Iterable[Said]:
        starts = [one.start for one in indicator.bands]
        if indicator.options:
            yield say(NO_OPTIONS, key="options", kind=self.code)
        if starts != sorted(set(starts)):
            yield say(BANDS_RISE, key="bands")
        if indicator.bands and max(one.score for one in indicator.bands) != FULL:
            yield say(NO_FULL_BAND, key="bands")
        low, high = indicator.minimum, indicator.maximum
        if low is not None and high is not None and low > high:
            yield say(LIMITS, key="maximum")


class Free(Kind):
    """A text, not scored."""

    code = "text"
    name = gettext_lazy("a text")
    template = "dimensions/kinds/text.html"
    scored = False
    lines = 6

    def read(self, given: list[str], indicator: Indicator) -> Value:
        too_many = len(given[0]) - TEXT_LIMIT
        if too_many > 0:
            raise Invalid(
                ngettext(
                    "This text is one character too long: the limit is %(limit)s. Shorten it, "
                    "or attach it as a file.",
                    "This text is %(count)s characters too long: the limit is %(limit)s. "
                    "Shorten it, or attach it as a file.",
                    too_many,
                )
                % {"count": grouped(Decimal(too_many)), "limit": grouped(Decimal(TEXT_LIMIT))}
            )
        return given[0]


class Day(Kind):
    """A date, not scored."""

    code = "date"
    name = gettext_lazy("a date")
    template = "dimensions/kinds/date.html"
    scored = False

    def read(self, given: list[str], indicator: Indicator) -> Value:
        day = parse_day(given[0])
        first, latest = EARLIEST, timezone.localdate() + dt.timedelta(days=366)
        if not first <= day <= latest:
            raise Invalid(
                _("Check the year: the date must lie between %(first)s and %(last)s.")
                % {"first": _written(first), "last": _written(latest)}
            )
        return day.isoformat()

    def show(self, value: Value, indicator: Indicator) -> str:
        return _written(dt.date.fromisoformat(str(value)))

    def write(self, value: Value) -> list[str]:
        return [_written(dt.date.fromisoformat(str(value)))]


def _written(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (YesNo(), YesPartialNo(), Single(), Multiple(), Number(), Free(), Day())
}


def of(indicator: Indicator) -> Kind:
    """Return the kind of an indicator."""
    return KINDS[indicator.kind]
