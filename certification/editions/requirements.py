"""What the edition tells the training room: its mandatory course."""

from training.requirements import Requirement, told_by

from .queries import current_edition


@told_by
def course_of_the_edition() -> list[Requirement]:
    """The mandatory course of the current edition, if there is one."""
    edition = current_edition()
    if edition is None or edition.course_id is None:
        return []
    roles = tuple(edition.course_required_of)
    return [Requirement(edition.course_id, str(edition), roles, edition.course_by)]
