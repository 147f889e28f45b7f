"""What the analysis asked the government back, and which questions that opens again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dimensions.form import Dimension, Form, Indicator

from .models import Answer, Diagnosis, Evidence, Verdict
from .queries import period_of
from .workflow import ANSWERABLE, State


@dataclass(frozen=True)
class Asked:
    """A question the analysis asks about. ``touched``: it was answered or proved anew since."""

    dimension: Dimension
    indicator: Indicator
    request: Verdict
    touched: bool


def requests_in(diagnosis: Diagnosis, verdicts: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """What is asked of the government now, by indicator id; ``verdicts`` are ``verdicts_of``."""
    if diagnosis.state != State.RETURNED:
        return {}
    last = max((one.round.number for one in verdicts.values()), default=0)
    asking = Verdict.Outcome.REQUESTED
    return {
        pk: one
        for pk, one in verdicts.items()
        if one.outcome == asking and one.round.number == last
    }


def touched(request: Verdict, answer: Answer | None, evidence: Iterable[Evidence]) -> bool:
    """Whether the question of a request was answered or proved anew since it came back."""
    since = request.round.returned_at
    moments = [one.added_at for one in evidence] + ([answer.saved_at] if answer else [])
    return since is not None and any(one > since for one in moments)


def open_now(
    diagnosis: Diagnosis, form: Form, verdicts: Mapping[int, Verdict], *, at: datetime
) -> frozenset[str]:
    """The codes of the questions that somebody of the government may answer at a moment.

    ``diagnosis`` comes with its period (``queries.with_period``).
    """
    opened = open_questions(diagnosis, form, verdicts)
    return opened if takes_answers(diagnosis, at) else frozenset()


def takes_answers(diagnosis: Diagnosis, at: datetime) -> bool:
    """Whether the calendar lets a government that still takes part answer at a moment.

    ``diagnosis`` comes with its period (``queries.with_period``).
    """
    period = period_of(diagnosis)
    in_time = period is not None and period.holds(at)
    return in_time and diagnosis.participation.withdrawn_at is None


def open_questions(
    diagnosis: Diagnosis, form: Form, verdicts: Mapping[int, Verdict]
) -> frozenset[str]:
    """The codes of the questions that the state lets one answer; the calendar has its own say.

    After a return those asked about, and those that hang on them. ``statement.SAVE`` asks the same
    of the database.
    """
    if diagnosis.state not in ANSWERABLE:
        return frozenset()
    if diagnosis.state == State.OPEN:
        return frozenset(form.by_code)
    asked = requests_in(diagnosis, verdicts)
    return frozenset(
        one.code for one in form.indicators if any(before.id in asked for before in form.chain(one))
    )
