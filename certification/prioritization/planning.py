"""A plan is opened, proposed, returned or accepted."""

from collections.abc import Iterable

from django.utils.translation import ngettext

from certification.editions.extending import allow_answering
from certification.editions.models import Participation, Step
from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.ledger import audit
from migracidades.ledger.workflow import advance, demand_role

from . import rules
from .models import Plan
from .priorities import locked, standing
from .workflow import PLAN

Roles = Iterable[str]


def open_plan(participation: Participation) -> tuple[Plan, bool]:
    """The plan of a participation, made now unless it is there; and whether it is new."""
    plan, fresh = Plan.objects.get_or_create(
        participation=participation, government_id=participation.government_id
    )
    if fresh:
        audit.record("plan.open", plan)
    return plan, fresh


def propose(plan: Plan, *, actor: User, roles: Roles) -> bool:
    """Hand the priorities to the programme; ``False`` when they were before (a double click).

    Raises ``PermissionDenied`` and ``Refused`` as ``rules.demand_open``, and ``Refused`` with fewer
    priorities than the edition asks for.
    """
    rules.demand_leading(roles)
    held = locked(plan)
    if held.state != Plan.State.PROPOSED:
        rules.demand_open(held)
        _demand_enough(held)
    return _move(plan, held, "propose", actor, roles)


def send_back(plan: Plan, *, actor: User, roles: Roles, comment: str) -> bool:
    """Return a proposed plan with a comment the government reads. Raises as ``advance``.

    The government has the edition's days to answer, also after the closing.
    """
    moved = _judge(plan, "return", actor, roles, comment)
    if moved:
        allow_answering(plan.participation, Step.PRIORITIZATION, actor=actor)
    return moved


def accept(plan: Plan, *, actor: User, roles: Roles) -> bool:
    """Accept a proposed plan: from now on it stays as it is. Raises as ``advance``."""
    return _judge(plan, "accept", actor, roles)


def _judge(plan: Plan, act: str, actor: User, roles: Roles, comment: str = "") -> bool:
    demand_role(act, PLAN, roles)
    held = locked(plan)
    rules.demand_taking_part(held)
    moved = _move(plan, held, act, actor, roles, comment)
    if moved:
        plan.comment = comment
        plan.save(update_fields=["comment"])
    return moved


def _move(plan: Plan, held: Plan, act: str, actor: User, roles: Roles, reason: str = "") -> bool:
    return advance(
        plan,
        act,
        table=PLAN,
        actor=actor,
        roles=roles,
        reason=reason,
        participation_id=held.participation_id,
    )


def _demand_enough(plan: Plan) -> None:
    edition, chosen = plan.participation.edition, standing(plan).count()
    least, most = edition.minimum_priorities, edition.maximum_priorities
    if chosen < least:
        said = ngettext(
            "This edition asks for at least %(least)s priority; you have %(chosen)s. Add more.",
            "This edition asks for at least %(least)s priorities; you have %(chosen)s. Add more.",
            least,
        )
        raise Refused(said % {"least": least, "chosen": chosen})
    if chosen > most:
        said = ngettext(
            "This edition allows at most %(most)s priority; you have %(chosen)s. Take some back.",
            "This edition allows at most %(most)s priorities; you have %(chosen)s. Take some back.",
            most,
        )
        raise Refused(said % {"most": most, "chosen": chosen})
