"""What a filled-in form shows on paper: its questions, with an answer and what proves it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dimensions.form import Dimension, Form, Indicator

from ..models import AnswerRevision, Evidence
from ..sheet import Sheet, given_by, spoken

Proofs = Mapping[int, list[Evidence]]


@dataclass(frozen=True)
class Entry:
    """A question with what was said; ``asked`` is false where its condition was not met."""

    indicator: Indicator
    answer: AnswerRevision | None
    said: str
    evidence: list[Evidence]
    asked: bool


Chapters = list[tuple[Dimension, list[Entry]]]


def chapters_of(
    form: Form, answers: Iterable[AnswerRevision], evidence: Proofs, part: Form | None = None
) -> Chapters:
    """The questions of ``part``, or of all of ``form``, that are asked or were answered.

    ``answers`` are those to the whole form: a question of the part may hang on one outside it.
    """
    given = list(answers)
    asked = Sheet(form, given_by(given, form)).asked
    replies = {one.indicator_id: one for one in given}

    def entry(one: Indicator) -> Entry:
        reply = replies.get(one.id)
        said = spoken(reply.standing, reply.value, one) if reply else ""
        return Entry(one, reply, said, evidence.get(one.id, []), one.code in asked)

    told = [(one, [entry(each) for each in one.indicators]) for one in (part or form).dimensions]
    shown = [(one, [each for each in said if each.asked or each.answer]) for one, said in told]
    return [(one, said) for one, said in shown if said]
