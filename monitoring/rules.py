"""Who may write a monitoring report, and when."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from certification.editions.calendar import require_open
from certification.editions.models import Step
from migracidades.kit.errors import Refused
from migracidades.tenancy.models import Role
from migracidades.tenancy.rules import ANSWERING, LEADING

from .models import MonitoringReport

REQUESTING = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.ISSUER, Role.OPERATOR)


def may_write(roles: Iterable[str]) -> bool:
    """Say what became of a priority."""
    return bool(set(roles) & set(ANSWERING))


def may_report(roles: Iterable[str]) -> bool:
    """Send the whole report."""
    return bool(set(roles) & set(LEADING))


def demand(allowed: bool) -> None:
    """Raise ``PermissionDenied`` unless ``allowed``."""
    if not allowed:
        raise PermissionDenied


def demand_open(report: MonitoringReport) -> None:
    """Raise ``Refused`` with the reason why the government cannot change the report now."""
    if report.state == MonitoringReport.State.CLOSED:
        raise Refused(_("This report is closed and stays as it is."))
    if report.state != MonitoringReport.State.OPEN:
        raise Refused(_("This report was sent. It can be changed if we ask for more."))
    demand_taking_part(report)
    demand_in_time(report)


def demand_in_time(report: MonitoringReport) -> None:
    """Raise ``Refused``, saying since when or until when, unless the step is open now."""
    participation = report.participation
    require_open(participation.edition, Step.MONITORING, participation.government)


def demand_taking_part(report: MonitoringReport) -> None:
    """Raise ``Refused`` when the government has left the edition."""
    if report.participation.withdrawn_at:
        raise Refused(_("This government has withdrawn from the edition."))
