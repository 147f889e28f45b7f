"""A government leaves an edition, at any step, with a reason. Nothing it did is deleted."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.ledger import audit, outbox

from .calendar import step_now
from .models import Participation, Withdrawal
from .rules import WITHDRAWING


def withdraw(
    *, participation: Participation, reason: str, actor: User, roles: Iterable[str]
) -> Withdrawal:
    """Take a government out of an edition; its people and the coordination are told by mail.

    Raises ``PermissionDenied`` for who may not, ``Refused`` without a reason or when it has left.
    """
    acting = sorted(set(roles) & set(WITHDRAWING))
    if not acting:
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Please write the reason: it is kept with the decision."))
    locked = Participation.objects.select_for_update().get(pk=participation.pk)
    if locked.withdrawn_at:
        raise Refused(_("The government has already withdrawn from this edition."))
    participation.withdrawn_at = timezone.now()
    participation.save(update_fields=["withdrawn_at"])
    made = Withdrawal.objects.create(
        government_id=participation.government_id,
        participation=participation,
        step=step_now(participation.edition, participation.government),
        reason=reason.strip(),
        made_by=actor,
    )
    role = ",".join(acting)
    audit.record(
        "participation.withdraw", participation, actor=actor, role=role, reason=made.reason
    )
    outbox.emit(
        "participation.withdrawn",
        participation_id=participation.pk,
        government_id=participation.government_id,
    )
    return made
