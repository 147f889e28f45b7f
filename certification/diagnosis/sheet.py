"""The filled-in form: the questions one government is asked, and what stands in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from certification.editions.models import Edition
from dimensions import asking, kinds, queries
from dimensions.asking import NOTHING, Given
from dimensions.form import Dimension, Form, Indicator
from dimensions.kind import Value
from dimensions.models import Questionnaire
from dimensions.scoring import State

from .models import Diagnosis, Reply, Standing


@dataclass(frozen=True)
class Progress:
    """How many of the questions asked have been answered, and how long the others may take."""

    done: int
    total: int
    minutes_left: int = 0

    @property
    def complete(self) -> bool:
        return self.done == self.total

    @property
    def hours_left(self) -> int:
        """The minutes in whole hours, where minutes say too little."""
        return round(self.minutes_left / 60) if self.minutes_left > 90 else 0

    @property
    def share(self) -> float:
        return self.done / self.total if self.total else 0.0


def form_for(diagnosis: Diagnosis) -> Form:
    """The part of its questionnaire that the diagnosis' government is asked.

    Needs ``questionnaire``, ``government`` and ``participation.edition`` loaded, or loads them.
    """
    edition = diagnosis.participation.edition
    return form_asked(diagnosis.questionnaire, edition, diagnosis.government.level)


def form_asked(questionnaire: Questionnaire, edition: Edition, level: str) -> Form:
    """The part of a questionnaire that an edition asks governments of a level."""
    return queries.form_of(questionnaire, optional=edition.optional_dimensions, level=level)


def wording(diagnosis: Diagnosis) -> str:
    """A word that changes with every correction of the questionnaire's texts."""
    return diagnosis.questionnaire.texts_checksum[:12]


def given_by(answers: Iterable[Reply], form: Form) -> dict[str, Given]:
    """Answers as ``dimensions.asking`` reads them, by the code of their indicator."""
    return {
        form.codes[answer.indicator_id]: given(answer.standing, answer.value)
        for answer in answers
        if answer.indicator_id in form.codes
    }


def given(standing: str, value: Value | None) -> Given:
    """One reply. An answer that was emptied again is no answer."""
    if standing == State.ANSWERED and value is None:
        return NOTHING
    return Given(value, State(standing))


def spoken(standing: str, value: Value | None, indicator: Indicator) -> str:
    """A reply as people read it: its answer in words, or why there is none."""
    if standing != Standing.ANSWERED:
        return str(Standing(standing).label)
    return kinds.of(indicator).display(value, indicator)


@dataclass(frozen=True)
class Sheet:
    """A form with its answers by code. ``given`` may hold more than the form asks: it is kept.

    Where ``form`` is somebody's part, ``whole`` is what the government is asked: questions of the
    part may hang on one outside it.
    """

    form: Form
    given: Mapping[str, Given]
    whole: Form | None = None

    @cached_property
    def asked(self) -> frozenset[str]:
        """The codes of the questions asked, conditions met; also of those outside the part."""
        return asking.shown(self.whole or self.form, self.given)

    def within(self, form: Form) -> "Sheet":
        """The same sheet as the page of ``form``, a part of it, counts and shows it."""
        return replace(self, form=form, whole=self.whole or self.form)

    @cached_property
    def missing(self) -> tuple[Indicator, ...]:
        """The questions asked that have no answer; “no data” with its reason is one."""
        return tuple(one for one in self._asked_of(self.form.indicators) if not self.has(one))

    @cached_property
    def answered(self) -> frozenset[str]:
        """The codes of what has an answer, whether it is asked or not."""
        return frozenset(code for code, one in self.given.items() if one.state != State.UNANSWERED)

    def has(self, indicator: Indicator) -> bool:
        return indicator.code in self.answered

    def progress(self, dimension: Dimension | None = None) -> Progress:
        """Of one dimension, or of the whole form."""
        answered = self.answered
        chosen = self._asked_of((dimension or self.form).indicators)
        left = [one.minutes for one in chosen if one.code not in answered]
        return Progress(len(chosen) - len(left), len(chosen), sum(left))

    def _asked_of(self, indicators: Iterable[Indicator]) -> list[Indicator]:
        asked = self.asked
        return [one for one in indicators if one.code in asked]
