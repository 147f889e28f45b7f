"""The steps of a programme's road: which there are, in what order, and what a country calls them.

``steps`` of ``programme.yaml`` says so; without it the road is ``USUAL`` in the interface's words.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .models import Programme, in_language


class Step(models.TextChoices):
    """What a programme may let its governments do. Training is a step where a country says so."""

    APPLICATION = "application", _("Application")
    TRAINING = "training", _("Training")
    DIAGNOSIS = "diagnosis", _("Diagnosis")
    PRIORITIZATION = "prioritization", _("Prioritization")
    CERTIFICATION = "certification", _("Certification")
    MONITORING = "monitoring", _("Monitoring")


USUAL = (
    *(Step.APPLICATION, Step.DIAGNOSIS, Step.PRIORITIZATION),
    *(Step.CERTIFICATION, Step.MONITORING),
)
ABOUT = {
    Step.APPLICATION: _("The government says that it wants to take part and signs a commitment."),
    Step.TRAINING: _("Its people complete the course of the edition."),
    Step.DIAGNOSIS: _(
        "It answers the questions of every dimension, with evidence, and the university reviews"
        " them."
    ),
    Step.PRIORITIZATION: _("From its own scorecard it chooses what it will do."),
    Step.CERTIFICATION: _(
        "With every step done and the course completed it receives the seal of the year."
    ),
    Step.MONITORING: _("It reports what became of its priorities."),
}


def steps_of(programme: Programme) -> list[Step]:
    """The programme's steps in its own order."""
    return [Step(one["code"]) for one in programme.config.get("steps", ())] or list(USUAL)


def name_of(programme: Programme, step: str) -> str:
    """What the programme calls a step, in the language in force."""
    return _said(programme, step, "name") or str(Step(step).label)


def about_of(programme: Programme, step: str) -> str:
    """A step in one sentence, for whoever hears of it for the first time."""
    return _said(programme, step, "about") or str(ABOUT[Step(step)])


def choices_of(programme: Programme) -> list[tuple[str, str]]:
    """The programme's steps as a form offers them."""
    return [(step.value, name_of(programme, step)) for step in steps_of(programme)]


def step_before(programme: Programme, step: str) -> Step | None:
    """What stands before a step on the programme's road."""
    road = steps_of(programme)
    at = road.index(Step(step)) if step in road else 0
    return road[at - 1] if at else None


def _said(programme: Programme, step: str, text: str) -> str:
    told: list[dict[str, Any]] = programme.config.get("steps", [])
    found = next((one for one in told if one["code"] == step), {})
    return in_language(found.get(text), programme.default_language)
