"""What the analysis asked the government back, and which questions that opens again."""

from collections.abc import Mapping

from dimensions.form import Form

from .models import Diagnosis, Verdict
from .sheet import chain
from .workflow import ANSWERABLE, State


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
        one.code
        for one in form.indicators
        if any(before.id in asked for before in chain(form, one))
    )
