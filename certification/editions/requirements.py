"""What the edition tells the training room: its mandatory course."""

from datetime import datetime

from training.requirements import Requirement, told_by

from .calendar import period_of
from .models import Edition, Step
from .queries import current_edition


@told_by
def course_of_the_edition() -> list[Requirement]:
    """The mandatory course of the current edition, if there is one."""
    edition = current_edition()
    if edition is None or edition.course_id is None:
        return []
    roles = tuple(edition.course_required_of)
    return [Requirement(edition.course_id, str(edition), roles, course_deadline(edition))]


def course_deadline(edition: Edition) -> datetime | None:
    """Until when the course is to be completed: as the edition says, else as long as training."""
    period = None if edition.course_by else period_of(edition, Step.TRAINING)
    return period.closes_at if period else edition.course_by
