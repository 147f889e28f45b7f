"""More time for a step: for everybody, or for one government; always with a reason, never less."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.utils import translation
from django.utils.translation import gettext as _

from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.ledger import audit, outbox
from migracidades.tenancy.models import Government
from migracidades.tenancy.steps import name_of

from .calendar import clock, period_of, spoken
from .fields import CLOSING
from .models import Edition, Extension, Participation
from .rules import EXTENDING


def extend(
    *,
    edition: Edition,
    step: str,
    closes_at: datetime,
    reason: str,
    actor: User,
    roles: Iterable[str],
    beneficiary: Government | None = None,
) -> Extension:
    """Let a step close later; the leads concerned are told by mail.

    Raises ``PermissionDenied`` for who may not, ``Refused`` without dates to extend, without a
    reason, or when the new closing is not later than the one that holds.
    """
    if not set(roles) & set(EXTENDING):
        raise PermissionDenied
    Edition.objects.select_for_update().get(pk=edition.pk)  # the same form sent twice is one
    _demand_later(edition, step, closes_at, beneficiary)
    if not reason.strip():
        raise Refused(_("Please write the reason: it is kept with the extension and mailed."))
    made = _extended(edition, step, closes_at, reason.strip(), actor, beneficiary)
    outbox.emit(
        "edition.extended", extension_id=made.pk, edition_id=edition.pk, step=str(step),
        government_id=beneficiary.pk if beneficiary else None,
    )  # fmt: skip
    return made


def allow_answering(participation: Participation, step: str, *, actor: User) -> None:
    """Keep a step open for a government that is asked something back, also after the closing.

    For the edition's days to answer, counted from today on the database's clock, until the last
    second of the day in the programme's zone; a later closing stays. What it may answer then, the
    step's own state says. No mail: the one that asks says until when (``calendar.until_when``).
    """
    edition, government = participation.edition, participation.government
    Edition.objects.select_for_update().get(pk=edition.pk)
    period, until = period_of(edition, step, government), _days_from_now(edition)
    if period is None or period.closes_at >= until:
        return
    with translation.override(edition.programme.default_language):
        reason = _("Time to answer what was asked back.")
    _extended(edition, step, until, reason, actor, government)


def _days_from_now(edition: Edition) -> datetime:
    zone = ZoneInfo(edition.programme.time_zone)
    last = clock().astimezone(zone).date() + timedelta(days=edition.days_to_answer)
    return datetime.combine(last, CLOSING, tzinfo=zone)


def _extended(
    edition: Edition,
    step: str,
    closes_at: datetime,
    reason: str,
    actor: User,
    beneficiary: Government | None,
) -> Extension:
    made = Extension.objects.create(
        edition=edition,
        step=step,
        beneficiary=beneficiary,
        closes_at=closes_at,
        reason=reason,
        made_by=actor,
    )
    fields = {"step": step, "closes_at": closes_at.isoformat()}
    audit.record("edition.extend", made, actor=actor, government=beneficiary, fields=fields)
    return made


def _demand_later(
    edition: Edition, step: str, closes_at: datetime, beneficiary: Government | None
) -> None:
    period = period_of(edition, step, beneficiary)
    name = name_of(edition.programme, step)
    if period is None:
        raise Refused(_("“%(step)s” has no dates yet in this edition.") % {"step": name})
    if closes_at <= period.closes_at:
        raise Refused(
            _("“%(step)s” is open until %(moment)s already. Choose a later day.")
            % {"step": name, "moment": spoken(period.closes_at, edition.programme.time_zone)}
        )
