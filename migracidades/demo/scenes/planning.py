"""Step 3: a government chooses its priorities, the coordination accepts them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from certification.diagnosis.sheet import form_for
from certification.prioritization import planning, priorities
from certification.prioritization.models import Plan
from certification.prioritization.priorities import Wish
from certification.prioritization.queries import diagnosis_behind, plan_of
from dimensions.form import Form
from migracidades.demo.story import Story


def choose(story: Story) -> None:
    with story.at_desk("lead"):
        plan = _plan(story)
        form = form_for(diagnosis_behind(plan))
        for name in story.told["priorities"]:
            priorities.add(plan, _wish(form, story.read("plans")[name]), **story.by("lead"))


def propose(story: Story) -> None:
    with story.at_desk("lead"):
        planning.propose(_plan(story), **story.by("lead"))


def accept(story: Story) -> None:
    with story.in_office("coordinator"):
        planning.accept(_plan(story), **story.by("coordinator"))


def _plan(story: Story) -> Plan:
    found = plan_of(story.participation)
    if found is None:
        raise LookupError(f"{story.government} has no plan: its diagnosis is not concluded.")
    return found


def _wish(form: Form, told: dict[str, Any]) -> Wish:
    return Wish(
        dimension=form.dimension(told["dimension"]),
        indicator=form.by_code.get(told.get("indicator", "")),
        action=told["action"],
        department=told["department"],
        due_on=timezone.localdate() + timedelta(days=told["days"]),
        success=told["success"],
    )
