"""What of a page could not be saved: said at its top, each line leading to its place."""

from collections.abc import Iterator
from dataclasses import dataclass

from .questions import Question

# Where an input is not named after its part alone.
PLACES = {"title": "proof-title", "general": ""}


@dataclass(frozen=True)
class Fault:
    """``place`` is the id of the control to go to, or of its question."""

    code: str
    said: str
    place: str


def faults_of(question: Question) -> Iterator[Fault]:
    """What is wrong with the answer that was sent to a question, or with the proof of it."""
    code = question.indicator.code
    for part, said in question.errors.items():
        yield Fault(code, said, _answered_at(question, part))
    if question.unproved:
        for part, said in question.unproved.errors.items():
            yield Fault(code, said, _place(part, code))


def _answered_at(question: Question, part: str) -> str:
    code, field = question.indicator.code, question.field
    if part == "standing":
        return f"standing-{code}-answered"
    if part != "value":
        return _place(part, code)
    return f"{field.name}-{field.choices[0].code}" if field.choices else field.name


def _place(part: str, code: str) -> str:
    name = PLACES.get(part, part)
    return f"{name}-{code}" if name else code
