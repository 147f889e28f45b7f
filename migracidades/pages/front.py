"""What the programme's front page shows."""

from typing import Any

from certification.editions.calendar import clock, periods
from certification.editions.models import Edition, Participation, Step
from certification.editions.queries import current_edition
from certification.seal.queries import certified_counts
from dimensions.form import Form
from dimensions.queries import current_framework, form_of
from migracidades.kit.markdown import to_html
from migracidades.tenancy.models import Programme


def front_of(programme: Programme) -> dict[str, Any]:
    """The call, the calendar, the three counts and the size of the questionnaire."""
    edition = current_edition()
    form = _form(edition)
    return {
        "tagline": programme.text("tagline"),
        "intro": programme.text("intro"),
        "history": to_html(programme.text("history")),
        "edition": edition,
        "steps": calendar_steps(edition) if edition else [],
        "call_open": edition is not None and _is_open(edition),
        "counts": counts(edition) if edition else None,
        "dimension_count": len(form.dimensions) if form else 0,
        "indicator_count": len(form.indicators) if form else 0,
    }


def _form(edition: Edition | None) -> Form | None:
    if edition and edition.questionnaire:
        return form_of(edition.questionnaire, optional=edition.optional_dimensions)
    framework = current_framework()
    return form_of(framework, optional=()) if framework else None


def _is_open(edition: Edition) -> bool:
    period = periods(edition).get(Step.APPLICATION)
    return period is not None and period.holds(clock())


def counts(edition: Edition) -> dict[str, int]:
    """Enrolled, admitted and certified: three counts, never mixed."""
    return {
        "admitted": Participation.objects.filter(edition=edition).count(),
        "certified": certified_counts([edition])[edition.pk],
    }


def calendar_steps(edition: Edition) -> list[dict[str, Any]]:
    """The five steps with their dates and where today stands, for ``partials/steps.html``."""
    found, now = periods(edition), clock()
    steps = [(step, found[step]) for step in Step if step in found]
    return [
        {
            "number": number,
            "name": step.label,
            "period": period,
            "state": "done"
            if now > period.closes_at
            else "current"
            if period.holds(now)
            else "next",
        }
        for number, (step, period) in enumerate(steps, start=1)
    ]
