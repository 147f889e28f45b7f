"""Links by which people without a seat suggest answers: made, made anew, withdrawn.

The link itself is kept nowhere but in the text that its maker sends. It follows from the id of the
form that asked for it and the site's secret, so that a second click shows the same link again.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from certification.editions.calendar import clock
from dimensions.form import Indicator
from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.ledger import audit
from migracidades.tenancy.rules import LEADING

from . import rules
from .models import Diagnosis, GuestLink
from .queries import period_of, verdicts_of, with_period
from .reach import demand_within, reach_of
from .requests import open_now
from .saving import refuse
from .sheet import form_for

LONGEST = 30
TOKEN_BYTES = 24


@dataclass(frozen=True)
class Shared:
    """A link with its token, which is known only now."""

    link: GuestLink
    token: str


def share(
    *,
    diagnosis: Diagnosis,
    indicators: Sequence[Indicator],
    department: str = "",
    days: int = LONGEST,
    actor: User,
    roles: Iterable[str],
    send_id: UUID,
) -> Shared:
    """Make a link to some questions; the same ``send_id`` twice makes one and shows it again.

    The link is valid for so many days, for 30 at most and never beyond the end of the step. Raises
    ``PermissionDenied`` for a wrong role, ``Refused`` without a question and when one of them is
    out of the person's reach or cannot be answered now.
    """
    held = set(roles)
    rules.demand(rules.may_answer(held))
    codes = [one.code for one in indicators]
    if not codes:
        raise Refused(_("Choose at least one question."))
    reach = reach_of(diagnosis, actor.pk, held)
    for one in indicators:
        demand_within(reach, diagnosis, one)
    fresh, now = with_period(diagnosis.pk), clock()
    _demand_open(fresh, codes, now)
    token = _token(f"{diagnosis.pk}:{actor.pk}:{send_id}")
    link, made = GuestLink.objects.get_or_create(
        digest=digest_of(token),
        defaults={
            "diagnosis": diagnosis,
            "government_id": diagnosis.government_id,
            "department": department,
            "indicators": codes,
            "made_by": actor,
            "made_at": now,
            "expires_at": valid_until(fresh, now, days),
        },
    )
    if made:
        audit.record("guest_link.make", link, actor=actor, fields={"questions": link.indicators})
    return Shared(link, token)


def renew(link: GuestLink, *, actor: User, roles: Iterable[str], send_id: UUID) -> Shared:
    """Put a new token in the place of a link's: the old one opens nothing any more.

    What was suggested by it stays. Raises ``PermissionDenied`` for who may not, ``Refused`` when
    it was withdrawn or its questions cannot be answered now.
    """
    rules.demand(may_change(link, actor, roles))
    if link.withdrawn_at:
        raise Refused(_("This link was withdrawn: make another one."))
    fresh, now = with_period(link.diagnosis_id), clock()
    _demand_open(fresh, link.indicators, now)
    token = _token(f"{link.diagnosis_id}:{actor.pk}:{link.pk}:{send_id}")
    if link.digest != digest_of(token):
        link.digest, link.expires_at = digest_of(token), valid_until(fresh, now)
        link.save(update_fields=["digest", "expires_at"])
        audit.record("guest_link.renew", link, actor=actor)
    return Shared(link, token)


def withdraw(link: GuestLink, *, actor: User, roles: Iterable[str]) -> None:
    """Make a link worthless; withdrawing twice does it once. What was suggested by it stays.

    Raises ``PermissionDenied`` for who may not.
    """
    rules.demand(may_change(link, actor, roles))
    if link.withdrawn_at is None:
        link.withdrawn_at = clock()
        link.save(update_fields=["withdrawn_at"])
        audit.record("guest_link.withdraw", link, actor=actor)


def may_change(link: GuestLink, actor: User, roles: Iterable[str]) -> bool:
    """Whether a person may withdraw a link or make it anew: who leads, and who made it."""
    held = set(roles)
    mine = rules.may_answer(held) and link.made_by_id == actor.pk
    return mine or bool(held & set(LEADING))


def valid_until(diagnosis: Diagnosis, now: datetime, days: int = LONGEST) -> datetime:
    """When a link made ``now`` for so many days ends: with a day, or with the step.

    ``diagnosis`` comes with its period (``queries.with_period``).
    """
    zone = ZoneInfo(diagnosis.government.time_zone)
    last = (now + timedelta(days=min(days, LONGEST))).astimezone(zone).date()
    end = datetime.combine(last, time(23, 59, 59), tzinfo=zone)
    period = period_of(diagnosis)
    if period is None:
        return end
    return min(end, period.ends_at if period.graced(now) else period.closes_at)


def digest_of(token: str) -> str:
    """What is kept of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def _token(asked_for: str) -> str:
    known = salted_hmac("certification.diagnosis.sharing", asked_for, algorithm="sha256").digest()
    return urlsafe_b64encode(known[:TOKEN_BYTES]).decode()


def _demand_open(diagnosis: Diagnosis, codes: Iterable[str], now: datetime) -> None:
    opened = open_now(diagnosis, form_for(diagnosis), verdicts_of(diagnosis), at=now)
    if not opened.issuperset(codes):
        refuse(diagnosis)
