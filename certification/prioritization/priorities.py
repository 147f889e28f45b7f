"""A government writes its priorities: adds, changes, takes back. Nothing is deleted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dimensions.form import Dimension, Indicator
from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.ledger import audit

from . import rules
from .models import Plan, Priority


class Stale(Refused):
    """Somebody else has changed the priority since it was read."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a priority says; ``dimension`` and ``indicator`` are those of the government's form."""

    dimension: Dimension
    action: str
    department: str
    due_on: date
    success: str
    indicator: Indicator | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """As columns of a row."""
        return {
            "dimension_id": self.dimension.id,
            "indicator_id": self.indicator.id if self.indicator else None,
            "action": self.action,
            "department": self.department,
            "due_on": self.due_on,
            "success": self.success,
        }


def locked(plan: Plan) -> Plan:
    """The plan as it stands now, held until the transaction ends."""
    held = Plan.objects.select_for_update(of=("self",))
    return held.select_related(
        "participation__government", "participation__edition__programme"
    ).get(pk=plan.pk)


def standing(plan: Plan) -> QuerySet[Priority]:
    """The priorities of a plan, without those taken back."""
    return Priority.objects.filter(plan=plan, removed_at=None)


def add(plan: Plan, wish: Wish, *, actor: User, roles: Iterable[str]) -> Priority:
    """Add a priority; the same words twice (a double click) make one.

    Raises ``PermissionDenied`` and ``Refused`` as ``rules.demand_open``, and ``Refused`` when the
    plan holds as many as the edition allows, or the wish does not fit together.
    """
    plan = _writable(plan, roles)
    _demand_sense(wish)
    twin = standing(plan).filter(**wish.fields).first()
    if twin:
        return twin
    _demand_room(plan)
    last = plan.priorities.aggregate(last=Max("order"))["last"] or 0
    priority = Priority.objects.create(
        plan=plan, government_id=plan.government_id, order=last + 1, **wish.fields
    )
    _write_down("priority.add", priority, actor, wish)
    return priority


def edit(
    priority: Priority, wish: Wish, *, version: int, actor: User, roles: Iterable[str]
) -> Priority:
    """Change a priority that was read at ``version``.

    Raises as ``add``, and ``Stale`` when it was changed or taken back since. Saving what already
    stands there changes nothing.
    """
    _writable(priority.plan, roles)
    _demand_sense(wish)
    now = Priority.objects.get(pk=priority.pk)
    if now.removed_at:
        raise Stale(_("Somebody has taken this priority back. Add it again if you still want it."))
    if all(getattr(now, name) == value for name, value in wish.fields.items()):
        return now
    if now.version != version:
        raise Stale(_("Somebody has changed this priority since you opened it."))
    for name, value in wish.fields.items():
        setattr(now, name, value)
    now.version += 1
    now.save()
    _write_down("priority.edit", now, actor, wish)
    return now


def remove(priority: Priority, *, actor: User, roles: Iterable[str]) -> bool:
    """Take a priority back; ``False`` when it was before. Raises as ``rules.demand_open``."""
    _writable(priority.plan, roles)
    now = timezone.now()
    removed = Priority.objects.filter(pk=priority.pk, removed_at=None).update(removed_at=now)
    if removed:
        audit.record("priority.remove", priority, actor=actor)
    return bool(removed)


def _writable(plan: Plan, roles: Iterable[str]) -> Plan:
    rules.demand_leading(roles)
    held = locked(plan)
    rules.demand_open(held)
    return held


def _demand_sense(wish: Wish) -> None:
    if wish.indicator and wish.indicator.dimension != wish.dimension.code:
        raise Refused(_("This indicator belongs to another dimension."))
    if fault := rules.date_fault(wish.due_on):
        raise Refused(fault)


def _demand_room(plan: Plan) -> None:
    most = plan.participation.edition.maximum_priorities
    if standing(plan).count() < most:
        return
    said = ngettext(
        "This edition allows at most %(most)s priority. Change it or take it back first.",
        "This edition allows at most %(most)s priorities. Change or take back one of them first.",
        most,
    )
    raise Refused(said % {"most": most})


def _write_down(act: str, priority: Priority, actor: User, wish: Wish) -> None:
    fields = {"dimension": wish.dimension.code, "plan": priority.plan_id}
    audit.record(act, priority, actor=actor, fields=fields)
