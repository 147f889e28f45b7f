"""What the programme's front page shows."""

from typing import Any

from certification.editions.calendar import CURRENT, overlapping, timeline
from certification.editions.models import Edition, Step
from certification.editions.queries import current_edition
from certification.seal.counts import tallies
from dimensions.form import Form
from dimensions.queries import current_framework, form_of
from migracidades.kit.markdown import to_html
from migracidades.tenancy.models import Programme
from migracidades.tenancy.steps import about_of, name_of, steps_of


def front_of(programme: Programme) -> dict[str, Any]:
    """The call, the calendar, the three counts and the size of the questionnaire."""
    edition = current_edition()
    form, stages = _form(edition), timeline(edition) if edition else []
    road = steps_of(programme)
    return {
        "tagline": programme.text("tagline"),
        "intro": programme.text("intro"),
        "history": to_html(programme.text("history")),
        "edition": edition,
        "timeline": stages,
        "overlapping": overlapping(stages),
        "steps": [(name_of(programme, one), about_of(programme, one)) for one in road],
        "call_open": any(one.step == Step.APPLICATION and one.state == CURRENT for one in stages),
        "tallies": tallies([edition])[edition.pk] if edition else [],
        "dimension_count": len(form.dimensions) if form else 0,
        "indicator_count": len(form.indicators) if form else 0,
    }


def _form(edition: Edition | None) -> Form | None:
    if edition and edition.questionnaire:
        return form_of(edition.questionnaire, optional=edition.optional_dimensions)
    framework = current_framework()
    return form_of(framework, optional=()) if framework else None
