"""Scoring in the worker: load, call the pure arithmetic, keep a Scorecard. Twice equals once."""

from typing import Any

from certification.diagnosis.models import Answer, Diagnosis
from certification.diagnosis.sheet import form_for, given, given_by
from dimensions.asking import Given, scores
from dimensions.form import Form
from dimensions.scoring import canonical, digest
from migracidades.ledger import outbox
from migracidades.tenancy.models import Programme

from .judging import standing_verdicts
from .models import Scorecard


@outbox.on("diagnosis.validated", name="review.score")
def score_validated(*, programme: Programme, diagnosis_id: int, **_: Any) -> None:
    diagnosis = Diagnosis.objects.select_related(
        "questionnaire__programme", "government", "participation__edition"
    ).get(pk=diagnosis_id)
    for basis in Scorecard.Basis:
        keep_score(diagnosis, basis)


def keep_score(diagnosis: Diagnosis, basis: str) -> Scorecard:
    """The scorecard of a diagnosis as declared or as verified; the same answers make one row."""
    form = form_for(diagnosis)
    replies = given_of(diagnosis, basis, form)
    card, _made = Scorecard.objects.get_or_create(
        diagnosis=diagnosis,
        basis=basis,
        checksum=form.checksum,
        answers_digest=answers_digest(replies),
        defaults={
            "government": diagnosis.government,
            "result": canonical(scores(form, replies)),
        },
    )
    return card


def given_of(diagnosis: Diagnosis, basis: str, form: Form) -> dict[str, Given]:
    """The answers the sums see: the government's own, or those the verdicts stand for."""
    declared = given_by(Answer.objects.filter(diagnosis=diagnosis), form)
    if basis == Scorecard.Basis.DECLARED:
        return declared
    codes = {one.id: one.code for one in form.indicators}
    verified = {
        codes[key]: given(verdict.standing, verdict.value)
        for key, verdict in standing_verdicts(diagnosis).items()
        if key in codes
    }
    return declared | verified


def answers_digest(replies: dict[str, Given]) -> str:
    """SHA-256 over the answers a scorecard was made of."""
    return digest({code: [one.state, one.value] for code, one in replies.items()})
