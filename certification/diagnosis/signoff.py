"""The government's sign-off: its signatory stands behind the answers as they are.

It holds as long as nothing is saved after it; a changed answer takes it back by itself.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from certification.editions.calendar import require_open
from certification.editions.models import Step
from dimensions.scoring import digest
from migracidades.kit.errors import Refused
from migracidades.ledger import audit
from migracidades.tenancy.models import Role

from . import rules
from .models import Answer, Diagnosis, Reply
from .queries import answers_of, sheet_of, with_context
from .saving import refuse
from .workflow import ANSWERABLE


def digest_of(answers: Iterable[Reply]) -> str:
    """SHA-256 of what is answered: the same answers, whoever saved them when, have the same."""
    content = ("standing", "value", "reason", "note", "department")
    return digest(
        {str(one.indicator_id): [getattr(one, name) for name in content] for one in answers}
    )


def holds(diagnosis: Diagnosis, answers: Iterable[Answer]) -> bool:
    """Whether the sign-off was given and nothing was saved since."""
    signed_at = diagnosis.signed_off_at
    return signed_at is not None and all(one.saved_at <= signed_at for one in answers)


def changed_since(diagnosis: Diagnosis, answers: Iterable[Answer]) -> list[Answer]:
    """The answers saved after the sign-off, which took it back."""
    signed_at = diagnosis.signed_off_at
    return [one for one in answers if signed_at and one.saved_at > signed_at]


def sign_off(diagnosis: Diagnosis, *, actor: Any, roles: Iterable[str], seen: str) -> None:
    """Sign off the answers whose ``digest_of`` is ``seen``: those on the signatory's page.

    Raises ``PermissionDenied`` for a wrong role, ``Refused`` when the step is closed, an answer is
    missing or one was changed since the page was opened.
    """
    rules.demand(rules.may_sign(roles))
    locked = with_context().select_for_update(of=("self",)).get(pk=diagnosis.pk)
    if locked.state not in ANSWERABLE:
        refuse(locked)
    require_open(locked.participation.edition, Step.DIAGNOSIS, locked.government)
    answers = answers_of(locked)
    if sheet_of(locked, answers).missing:
        raise Refused(_("Questions are still unanswered. Sign off once all have an answer."))
    if digest_of(answers) != seen:
        raise Refused(_("Answers were changed while you read. Check them again, then sign off."))
    Diagnosis.objects.filter(pk=locked.pk).update(signed_off_by=actor, signed_off_at=Now())
    audit.record("diagnosis.sign_off", locked, actor=actor, role=Role.SIGNATORY)
