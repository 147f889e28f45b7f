"""Judgements about an edition: whether it can be opened, who may not sit in two of its seats."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from certification.governments.rules import objection
from migracidades.tenancy.models import Government, Membership, Role
from migracidades.tenancy.rules import RULING

from .models import Edition, Step
from .queries import current_edition

EXTENDING = (*RULING, Role.COORDINATOR)
WITHDRAWING = (Role.LEAD, *EXTENDING)
APART = {Role.LEAD: Role.SIGNATORY, Role.SIGNATORY: Role.LEAD}


def unready(edition: Edition, steps: Collection[str]) -> Iterator[str]:
    """What is missing before an edition with windows for ``steps`` may be published.

    Editions before this platform are told by their figures and need nothing else.
    """
    if edition.figures:
        return
    if edition.questionnaire is None or not edition.questionnaire.published:
        yield _("Choose a published questionnaire before you publish the edition.")
    missing = [str(step.label) for step in Step if step not in steps]
    if missing:
        yield _("Give every step its dates before you publish the edition. Missing: %(steps)s.") % {
            "steps": ", ".join(missing)
        }


@objection
def one_person_twice(*, government: Government | None, role: str, email: str) -> str:
    """Lead and signatory are two people when the current edition says so."""
    other = APART.get(role)
    edition = current_edition() if other else None
    if edition is None or not edition.separate_signatory:
        return ""
    sits = Membership.objects.filter(
        government=government, role=other, active=True, user__email__iexact=email
    )
    if not sits.exists():
        return ""
    return _("%(email)s already sits here as %(role)s. In this edition the two must differ.") % {
        "email": email,
        "role": Role(other).label,
    }
