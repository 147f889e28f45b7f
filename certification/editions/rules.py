"""Judgements about an edition: whether it can be published, who extends it, who leaves it."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from migracidades.tenancy.models import Role
from migracidades.tenancy.rules import RULING
from migracidades.tenancy.steps import name_of, steps_of

from .models import Edition

EXTENDING = RESCORING = (*RULING, Role.COORDINATOR)
WITHDRAWING = (Role.LEAD, *EXTENDING)


def unready(edition: Edition, steps: Collection[str]) -> Iterator[str]:
    """What is missing before an edition with windows for ``steps`` may be published.

    Editions before this platform are told by their figures and need nothing else.
    """
    if edition.figures:
        return
    if edition.questionnaire is None or not edition.questionnaire.published:
        yield _("Choose a published questionnaire before you publish the edition.")
    programme = edition.programme
    road = steps_of(programme)
    missing = [name_of(programme, step) for step in road if step not in steps]
    if missing:
        yield _("Give every step its dates before you publish the edition. Missing: %(steps)s.") % {
            "steps": ", ".join(missing)
        }
