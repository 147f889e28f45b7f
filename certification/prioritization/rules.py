"""Who may write a plan, and what a priority may say."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.editions.calendar import require_open
from certification.editions.models import Step
from migracidades.kit.errors import Refused
from migracidades.tenancy.rules import LEADING

from .models import Plan
from .workflow import WRITABLE

LONGEST = timedelta(days=5 * 366)


def may_write(plan: Plan, roles: Iterable[str]) -> bool:
    """Whether somebody in ``roles`` may change the priorities, as far as the plan's state goes."""
    return plan.state in WRITABLE and bool(set(roles) & set(LEADING))


def demand_leading(roles: Iterable[str]) -> None:
    """Raise ``PermissionDenied`` unless among ``roles`` is one that leads the government's work."""
    if not set(roles) & set(LEADING):
        raise PermissionDenied


def demand_open(plan: Plan) -> None:
    """Raise ``Refused`` with the reason why the government cannot change the plan now."""
    if plan.state == Plan.State.ACCEPTED:
        raise Refused(
            _("These priorities are accepted and stay as they are. Progress is told in monitoring.")
        )
    if plan.state not in WRITABLE:
        raise Refused(
            _("These priorities are being looked at. They can be changed if they are returned.")
        )
    demand_taking_part(plan)
    require_open(plan.participation.edition, Step.PRIORITIZATION, plan.participation.government)


def demand_taking_part(plan: Plan) -> None:
    """Raise ``Refused`` when the government has left the edition."""
    if plan.participation.withdrawn_at:
        raise Refused(_("This government has withdrawn from the edition."))


def date_fault(day: date) -> str:
    """Why an action cannot be due on ``day``; nothing when it can."""
    today = timezone.localdate()
    if day < today:
        return _("This date has passed. Write a date from today on.")
    if day > today + LONGEST:
        return _("This date is more than five years away. Write an earlier one.")
    return ""
