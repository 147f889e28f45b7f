"""How a diagnosis is handed in: once, complete, signed off where the edition asks for it."""

from collections.abc import Container, Iterable
from typing import Any

from django.utils.translation import gettext as _

from certification.editions.calendar import clock, require_open
from certification.editions.models import Step
from dimensions.form import Indicator
from migracidades.kit.codes import new_code
from migracidades.kit.errors import Refused
from migracidades.ledger.workflow import advance

from . import rules, signoff
from .models import Answer, Diagnosis, Round
from .queries import (
    answers_of,
    evidence_of,
    last_round,
    sheet_of,
    verdicts_of,
    with_context,
)
from .requests import requests_in, touched
from .saving import refuse
from .workflow import ANSWERABLE, DIAGNOSIS, State


class Incomplete(Refused):
    """Questions have no answer; ``missing`` names them."""

    def __init__(self, missing: Iterable[Indicator]):
        self.missing = tuple(missing)
        codes = ", ".join(one.code for one in self.missing)
        super().__init__(_("These questions have no answer yet: %(codes)s.") % {"codes": codes})


class Untouched(Refused):
    """Nothing was done about some requests; ``codes`` names their questions."""

    def __init__(self, codes: Iterable[str]):
        self.codes = tuple(codes)
        super().__init__(
            _(
                "The analysis asked about %(codes)s, and nothing was changed there. Change it, or"
                " tick that you submit without changing it."
            )
            % {"codes": ", ".join(self.codes)}
        )


def submit(
    diagnosis: Diagnosis,
    *,
    actor: Any,
    roles: Iterable[str],
    seen: str = "",
    leaving: Container[str] = (),
) -> Round:
    """Hand the diagnosis in and return its round, which holds the receipt.

    Twice, by a double click or by two people at once, gives the one round. ``seen`` is the
    ``digest_of`` the answers on the page it was sent from, if there is one; ``leaving`` the codes
    of the questions whose requests are knowingly left as they are. Raises ``PermissionDenied`` for
    a wrong role, ``Incomplete`` for missing answers, ``Untouched`` for requests that were left and
    not named, ``Refused`` when the step is closed, the sign-off is missing or an answer was changed
    since the page was opened.
    """
    rules.demand(rules.may_submit(roles))
    locked = with_context().select_for_update(of=("self",)).get(pk=diagnosis.pk)
    before = last_round(locked)
    if locked.state == State.SUBMITTED and before:
        return before
    answers = answers_of(locked)
    _demand_ready(locked, answers)
    if seen and signoff.digest_of(answers) != seen:
        raise Refused(_("Answers were changed while you read. Check them again, then submit."))
    if left := [code for code in _untouched(locked, answers) if code not in leaving]:
        raise Untouched(left)
    made = _round(locked, answers, actor, number=before.number + 1 if before else 1)
    advance(locked, "submit", table=DIAGNOSIS, actor=actor, roles=roles, round_id=made.pk)
    return made


def _demand_ready(diagnosis: Diagnosis, answers: list[Answer]) -> None:
    if diagnosis.state not in ANSWERABLE or diagnosis.participation.withdrawn_at:
        refuse(diagnosis)
    edition = diagnosis.participation.edition
    require_open(edition, Step.DIAGNOSIS, diagnosis.government)
    if missing := sheet_of(diagnosis, answers).missing:
        raise Incomplete(missing)
    if edition.signoff_required and not signoff.holds(diagnosis, answers):
        raise Refused(_("The signatory has not signed off the answers as they stand now."))


def _untouched(diagnosis: Diagnosis, answers: list[Answer]) -> list[str]:
    """The codes of the questions still asked whose requests nothing was done about."""
    requests = requests_in(diagnosis, verdicts_of(diagnosis))
    if not requests:
        return []
    sheet, evidence = sheet_of(diagnosis, answers), evidence_of(diagnosis)
    held = {one.indicator_id: one for one in answers}
    return [
        one.code
        for one in sheet.form.indicators
        if (request := requests.get(one.id))
        and one.code in sheet.asked
        and not touched(request, held.get(one.id), evidence.get(one.id, ()))
    ]


def _round(diagnosis: Diagnosis, answers: list[Answer], actor: Any, *, number: int) -> Round:
    return Round.objects.create(
        diagnosis=diagnosis,
        government_id=diagnosis.government_id,
        number=number,
        receipt=new_code("D"),
        answers_digest=signoff.digest_of(answers),
        submitted_by=actor,
        submitted_at=clock(),
    )
