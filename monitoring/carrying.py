"""Carrying a monitoring report: opened by the seal, sent, answered, reopened, closed."""

from collections.abc import Iterable

from django.utils.translation import ngettext

from certification.editions.extending import allow_answering
from certification.editions.models import Participation, Step
from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.ledger import audit
from migracidades.ledger.workflow import advance, demand_role

from . import queries, rules
from .models import MonitoringReport
from .workflow import MONITORING

Roles = Iterable[str]
State = MonitoringReport.State


def open_report(participation: Participation) -> tuple[MonitoringReport, bool]:
    """The report of a participation, made now unless it is there; and whether it is new."""
    report, fresh = MonitoringReport.objects.get_or_create(
        participation=participation, government_id=participation.government_id
    )
    if fresh:
        audit.record("monitoringreport.open", report)
    return report, fresh


def send_report(report: MonitoringReport, *, actor: User, roles: Roles) -> bool:
    """Hand the report to the programme; ``False`` when it was before (a double click).

    Raises ``PermissionDenied``, and ``Refused`` as ``rules.demand_open`` or while a priority has no
    status.
    """
    rules.demand(rules.may_report(roles))
    held = queries.locked(report)
    if held.state != State.REPORTED:
        rules.demand_open(held)
        _demand_whole(held)
    return advance(report, "report", table=MONITORING, actor=actor, roles=roles)


def _demand_whole(report: MonitoringReport) -> None:
    missing = queries.untold(report)
    if missing:
        said = ngettext(
            "%(n)s priority has no status yet. Say what became of it, then send the report.",
            "%(n)s priorities have no status yet. Say what became of them, then send the report.",
            missing,
        )
        raise Refused(said % {"n": missing})


def answer(report: MonitoringReport, *, feedback: str, actor: User, roles: Roles) -> bool:
    """Tell the government what the programme says of its report. Raises as ``advance``."""
    return _speak(report, "answer", feedback, actor, roles)


def reopen(report: MonitoringReport, *, feedback: str, actor: User, roles: Roles) -> bool:
    """Ask for more: the government may change its report again, also after the closing.

    It has the edition's days to answer. Raises as ``advance``, and ``Refused`` when it has left.
    """
    demand_role("reopen", MONITORING, roles)
    held = queries.locked(report)
    if held.state == State.ANSWERED:
        rules.demand_taking_part(held)
    moved = _speak(report, "reopen", feedback, actor, roles)
    if moved:
        allow_answering(report.participation, Step.MONITORING, actor=actor)
    return moved


def _speak(report: MonitoringReport, act: str, feedback: str, actor: User, roles: Roles) -> bool:
    moved = advance(report, act, table=MONITORING, actor=actor, roles=roles, reason=feedback)
    if moved:
        report.feedback = feedback
        report.save(update_fields=["feedback"])
    return moved


def close(report: MonitoringReport, *, actor: User, roles: Roles) -> bool:
    """Nothing more is expected: the report stays as it is. Raises as ``advance``."""
    return advance(report, "close", table=MONITORING, actor=actor, roles=roles)
