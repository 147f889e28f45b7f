"""How an answer is proved: by a file or a link, added and taken away by those who answer."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.editions.calendar import require_open
from certification.editions.models import Step
from dimensions.form import Indicator
from migracidades.files.accept import Accepted
from migracidades.files.models import StoredFile
from migracidades.files.storing import store
from migracidades.kit.errors import Refused

from . import rules
from .models import Diagnosis, Evidence
from .queries import verdicts_of, with_context
from .requests import open_questions
from .saving import refuse
from .sheet import form_for


def add(
    *,
    diagnosis: Diagnosis,
    indicator: Indicator,
    actor: Any,
    roles: Iterable[str],
    kind: str,
    title: str = "",
    where: str = "",
    link: str = "",
    file: Accepted | None = None,
) -> Evidence:
    """Attach one file or one link to the answer of ``indicator``; without a title it names itself.

    Raises ``PermissionDenied`` for a wrong role, ``Refused`` when the question is closed or there
    is not exactly one of file and link, ``ValidationError`` when there is no room for the file.
    """
    _demand_open(diagnosis, indicator.id, roles)
    if bool(link) == bool(file):
        raise Refused(_("Send a file or give a link: one of the two."))
    government = diagnosis.government_id
    stored = file and store(
        file, purpose=StoredFile.Purpose.EVIDENCE, user=actor, government=government
    )
    return Evidence.objects.create(
        diagnosis=diagnosis,
        government_id=government,
        indicator_id=indicator.id,
        kind=kind,
        title=title or (stored.name if stored else link)[:200],
        where=where,
        link=link,
        file=stored,
        valid_until=valid_until(indicator),
        added_by=actor,
        added_at=Now(),
    )


def remove(evidence: Evidence, *, roles: Iterable[str]) -> None:
    """Take a piece of evidence away; it is kept, and no page shows it any more.

    Raises ``PermissionDenied`` for a wrong role, ``Refused`` when the question is closed.
    """
    _demand_open(evidence.diagnosis, evidence.indicator_id, roles)
    Evidence.objects.filter(pk=evidence.pk, removed_at=None).update(removed_at=Now())


def valid_until(indicator: Indicator) -> date | None:
    """Until when a proof added today counts; ``None`` means until it is repealed."""
    if indicator.evidence_months is None:
        return None
    today = timezone.localdate()
    years, month = divmod(today.month - 1 + indicator.evidence_months, 12)
    year, month = today.year + years, month + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def _demand_open(diagnosis: Diagnosis, indicator_id: int, roles: Iterable[str]) -> None:
    rules.demand(rules.may_answer(roles))
    # Locked against a submission on its way, which would not see what is added here.
    locked = with_context().select_for_update(of=("self",), no_key=True).get(pk=diagnosis.pk)
    form = form_for(locked)
    codes = {one.id: one.code for one in form.indicators}
    opened = open_questions(locked, form, verdicts_of(locked))
    if locked.participation.withdrawn_at or codes.get(indicator_id) not in opened:
        refuse(locked)
    require_open(locked.participation.edition, Step.DIAGNOSIS, locked.government)
