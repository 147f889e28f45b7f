"""Step 2b: the analysis judges, returns or approves; the coordination validates, IOM consents."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from certification.diagnosis.models import Answer, Diagnosis, Verdict
from certification.editions.calendar import period_of
from certification.editions.extending import extend
from certification.editions.models import Step
from certification.review import carrying
from certification.review.judging import Judgement, judge, unjudged
from migracidades.demo.story import Story

_YES = "yes"


def begin(story: Story) -> None:
    """Some dimensions are judged, one request among the verdicts; the government sees none yet."""
    _judge(story, only=story.read("review")["first_dimensions"], ask=True)


def judge_all(story: Story) -> None:
    _judge(story)


def send_back(story: Story) -> None:
    """Everything is judged, three answers are asked for."""
    _judge(story, ask=True)
    with story.in_office("analyst"):
        message = story.read("review")["message"].strip()
        carrying.return_(story.diagnosis, message=message, **story.by("analyst"))


def approve(story: Story) -> None:
    with story.in_office("analyst"):
        carrying.approve(story.diagnosis, **story.by("analyst"))


def validate(story: Story) -> None:
    with story.in_office("coordinator"):
        carrying.validate(story.diagnosis, **story.by("coordinator"))


def consent(story: Story) -> None:
    with story.in_office("issuer"):
        carrying.consent(story.diagnosis, **story.by("issuer"))


def give_more_time(story: Story) -> None:
    told = story.told["extension"]
    with story.in_office("coordinator"):
        closes_at = period_of(story.edition, Step.DIAGNOSIS).closes_at
        extend(
            edition=story.edition,
            step=Step.DIAGNOSIS,
            beneficiary=story.government,
            closes_at=closes_at + timedelta(days=told["days"]),
            reason=told["reason"],
            **story.by("coordinator"),
        )


def _judge(story: Story, *, only: Collection[str] = (), ask: bool = False) -> None:
    seat, book = story.staff["analyst"], story.read("review")
    with story.in_office("analyst"):
        diagnosis = story.diagnosis
        carrying.take(diagnosis, seat=seat)
        answers = _values(diagnosis)
        for indicator in unjudged(diagnosis, carrying.asked_codes(diagnosis)):
            if not only or indicator.dimension in only:
                said = _judgement(book, indicator.code, answers.get(indicator.id), ask=ask)
                judge(diagnosis, indicator, said, seat=seat)


def _values(diagnosis: Diagnosis) -> dict[int, object]:
    return dict(Answer.objects.filter(diagnosis=diagnosis).values_list("indicator_id", "value"))


def _judgement(book: dict[str, Any], code: str, value: object, *, ask: bool) -> Judgement:
    """What is said fits an answer "yes" only; any other is confirmed."""
    if ask and value == _YES and code in book["requested"]:
        return Judgement(Verdict.Outcome.REQUESTED, book["requested"][code])
    if value == _YES and code in book["adjusted"]:
        return Judgement(Verdict.Outcome.ADJUSTED, **book["adjusted"][code])
    comment = book["confirmed"].get(code, "") if value == _YES else ""
    return Judgement(Verdict.Outcome.CONFIRMED, comment)
