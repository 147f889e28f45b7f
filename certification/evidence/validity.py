"""How long a piece of evidence counts: by its kind, as the programme says, and by what is typed.

``evidence_months`` of ``programme.yaml`` gives each kind its months from the day of the document
(or, where that is not told, the day it was added); a kind without months counts until repealed.
The date is proposed when a piece is added and can be set otherwise. Nothing here refuses: what has
expired is shown as expired, and the analysis decides what it is worth.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from dimensions.form import Indicator
from migracidades.tenancy.models import Programme
from migracidades.tenancy.proofs import PROOFS

from .models import PieceVersion

Lives = Mapping[str, int | None]
SOON = timedelta(days=60)


class Validity(models.TextChoices):
    VALID = "valid", pgettext_lazy("evidence", "valid")
    SOON = "soon", pgettext_lazy("evidence", "expires soon")
    EXPIRED = "expired", pgettext_lazy("evidence", "expired")


def lives_of(programme: Programme) -> Lives:
    """For how many months each kind counts; a kind that is missing counts until repealed."""
    lives: Lives = programme.config.get("evidence_months", {})
    return lives


def spoken(lives: Lives) -> list[tuple[str, int | None]]:
    """Every kind in words, with its months."""
    return [(str(name), lives.get(kind)) for kind, name in PROOFS.items()]


def proposed(lives: Lives, kind: str, since: date | None = None) -> date | None:
    """Until when a piece of a kind counts that was made or added on ``since``, today unless told.

    ``None``: until it is repealed.
    """
    return _after(since or timezone.localdate(), lives.get(kind))


def counts_until(version: PieceVersion, indicator: Indicator, lives: Lives) -> date | None:
    """Until when a version proves an answer to ``indicator``: ``None`` as long as it stands.

    A question may accept nothing older than some months. That is said of the kinds that age; of a
    law only where the question asks for nothing else.
    """
    until = (version.valid_until, _after(_made(version), _limit(indicator, version.kind, lives)))
    return min((one for one in until if one), default=None)


def validity(until: date | None, today: date | None = None) -> Validity:
    """Where a proof that counts until a day stands today; its last day is a valid one."""
    now = today or timezone.localdate()
    if until is None or until - SOON > now:
        return Validity.VALID
    return Validity.SOON if until >= now else Validity.EXPIRED


def _limit(indicator: Indicator, kind: str, lives: Lives) -> int | None:
    ages = any(lives.get(one) for one in indicator.evidence_kinds)
    return indicator.evidence_months if lives.get(kind) or not ages else None


def _made(version: PieceVersion) -> date:
    return version.dated or timezone.localdate(version.added_at)


def _after(day: date, months: int | None) -> date | None:
    if months is None:
        return None
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
