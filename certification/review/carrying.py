"""Carrying a diagnosis through its review: take, return, approve, validate, consent."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certification.diagnosis.models import Answer, Diagnosis, Round, Verdict
from certification.diagnosis.sheet import Sheet, form_for, given_by
from certification.diagnosis.workflow import DIAGNOSIS
from certification.editions.extending import allow_answering
from certification.editions.models import Step
from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.ledger import audit
from migracidades.ledger.workflow import advance
from migracidades.tenancy.models import Membership
from migracidades.tenancy.rules import REVIEWING

from .judging import unjudged
from .models import Assignment

REQUESTED = Verdict.Outcome.REQUESTED


def assign(diagnosis: Diagnosis, seat: Membership, *, actor: User) -> bool:
    """Put a diagnosis into the hands of a reviewing seat. ``False`` when it already is there."""
    if seat.role not in REVIEWING or not seat.active:
        raise Refused(_("Only an analyst or a coordinator with an active seat can be chosen."))
    _row, made = Assignment.objects.get_or_create(
        diagnosis=diagnosis,
        analyst=seat,
        ended_at=None,
        defaults={"government": diagnosis.government},
    )
    if made:
        audit.record("diagnosis.assign", diagnosis, actor=actor, fields={"seat": seat.pk})
    return made


def take(diagnosis: Diagnosis, *, seat: Membership) -> bool:
    """Start the review of a submitted diagnosis; whoever takes it is assigned to it."""
    moved = advance(diagnosis, "take", table=DIAGNOSIS, actor=seat.user, roles={seat.role})
    assign(diagnosis, seat, actor=seat.user)
    return moved


def return_(diagnosis: Diagnosis, *, actor: User, roles: Iterable[str], message: str) -> bool:
    """Hand it back with the round's requests; only the answers they name open again.

    The government has the edition's days to answer, also after the closing.

    Raises ``Refused`` without a single request or without a message.
    """
    requested = _running_verdicts(diagnosis).filter(outcome=REQUESTED)
    if diagnosis.state == Diagnosis.State.IN_REVIEW and not requested.exists():
        raise Refused(_("Nothing is asked yet: give at least one answer the verdict “asked”."))
    moved = advance(diagnosis, "return", table=DIAGNOSIS, actor=actor, roles=roles, reason=message)
    if moved:
        _release(diagnosis)
        newest = Round.objects.filter(diagnosis=diagnosis).latest("number")
        newest.returned_at, newest.return_message = Now(), message
        newest.save(update_fields=["returned_at", "return_message"])
        allow_answering(diagnosis.participation, Step.DIAGNOSIS, actor=actor)
    return moved


def approve(diagnosis: Diagnosis, *, actor: User, roles: Iterable[str]) -> bool:
    """The analysis is done: every answer has its verdict and no request is open."""
    if diagnosis.state == Diagnosis.State.IN_REVIEW:
        _demand_complete(diagnosis)
    return advance(diagnosis, "approve", table=DIAGNOSIS, actor=actor, roles=roles)


def _demand_complete(diagnosis: Diagnosis) -> None:
    asked = asked_codes(diagnosis)
    waiting = unjudged(diagnosis, asked)
    if waiting:
        raise Refused(
            ngettext(
                "%(count)s answer waits for a verdict: %(codes)s.",
                "%(count)s answers wait for a verdict: %(codes)s.",
                len(waiting),
            )
            % {"count": len(waiting), "codes": ", ".join(one.code for one in waiting)}
        )
    if _running_verdicts(diagnosis).filter(outcome=REQUESTED).exists():
        raise Refused(_("A request is open: return the diagnosis, or change that verdict."))


def asked_codes(diagnosis: Diagnosis) -> frozenset[str]:
    """The questions asked of the government, conditions met by its own answers."""
    form = form_for(diagnosis)
    return Sheet(form, given_by(Answer.objects.filter(diagnosis=diagnosis), form)).asked


def validate(diagnosis: Diagnosis, *, actor: User, roles: Iterable[str]) -> bool:
    """The coordination (UFRGS) stands behind the review; scoring follows in the worker."""
    return advance(diagnosis, "validate", table=DIAGNOSIS, actor=actor, roles=roles)


def send_back(diagnosis: Diagnosis, *, actor: User, roles: Iterable[str], message: str) -> bool:
    """The coordination asks the analysis to look again."""
    return advance(
        diagnosis, "send_back", table=DIAGNOSIS, actor=actor, roles=roles, reason=message
    )


def consent(diagnosis: Diagnosis, *, actor: User, roles: Iterable[str]) -> bool:
    """IOM consents: the verdicts are released, the government may read its scorecard."""
    moved = advance(diagnosis, "consent", table=DIAGNOSIS, actor=actor, roles=roles)
    if moved:
        _release(diagnosis)
    return moved


def _running_verdicts(diagnosis: Diagnosis) -> QuerySet[Verdict]:
    newest = Round.objects.filter(diagnosis=diagnosis).order_by("-number").first()
    return Verdict.objects.filter(diagnosis=diagnosis, round=newest)


def _release(diagnosis: Diagnosis) -> None:
    Verdict.objects.filter(diagnosis=diagnosis, released=False).update(released=True)
