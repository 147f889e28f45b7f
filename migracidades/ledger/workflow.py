"""How any object of the cycle moves: by tables one could print for a lawyer.

A room's ``workflow.py`` holds ``{act: Transition}``; its verbs ask their guards, then call
``advance``, which locks the row, moves it, audits and emits in the transaction that is open.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from migracidades.kit.errors import Refused

from . import audit, outbox

SYSTEM = "system"


@dataclass(frozen=True)
class Transition:
    """One line of a table. ``roles`` may hold ``"system"``: the worker acts, no person.

    ``events`` are emitted with the object's id; ``label`` names the act to people.
    """

    sources: Iterable[str]
    target: str
    roles: Iterable[str]
    events: tuple[str, ...] = ()
    reason_required: bool = False
    label: Any = ""


Table = Mapping[str, Transition]
_registered: dict[str, Table] = {}


def register(name: str, table: Table) -> None:
    """Let ``print_cycle`` show the table. ``ValueError`` when the name is taken by another."""
    if _registered.get(name, table) is not table:
        raise ValueError(f"Two tables of transitions are called {name!r}.")
    _registered[name] = table


def registered() -> dict[str, Table]:
    return dict(_registered)


def allowed(obj: Any, act: str, table: Table, roles: Iterable[str]) -> bool:
    """Whether ``advance`` would move ``obj`` now for somebody in ``roles``."""
    transition = table[act]
    return obj.state in transition.sources and bool(set(roles) & set(transition.roles))


def demand_role(act: str, table: Table, roles: Iterable[str]) -> list[str]:
    """Those of ``roles`` that may do ``act``; ``PermissionDenied`` for none.

    Verbs that lock a row before ``advance`` ask here first: who may not, holds nobody up.
    """
    acting = sorted(set(roles) & set(table[act].roles))
    if not acting:
        raise PermissionDenied
    return acting


def advance(
    obj: Any,
    act: str,
    *,
    table: Table,
    actor: Any = None,
    roles: Iterable[str] = (),
    reason: str = "",
    at: datetime | None = None,
    **payload: Any,
) -> bool:
    """Move ``obj`` by ``act``. ``False`` when it stands already where that leads: a double click.

    ``roles``: those the actor holds here, ``("system",)`` from the worker. ``payload`` goes along
    with the events. Raises ``PermissionDenied`` for a wrong role, ``Refused`` for a wrong state or
    a missing reason; then nothing is written.
    """
    transition, acting = table[act], demand_role(act, table, roles)
    before = _locked_state(obj)
    if before == transition.target and before not in transition.sources:
        obj.state = before
        return False
    _demand(obj, before, transition, reason)
    _move(obj, transition.target, at or timezone.now())
    name = obj._meta.model_name
    fields = {"from": before, "to": transition.target}
    role = ",".join(acting)
    audit.record(f"{name}.{act}", obj, actor=actor, role=role, fields=fields, reason=reason)
    for topic in transition.events:
        outbox.emit(topic, **_ids(obj), **payload)
    return True


def _locked_state(obj: Any) -> str:
    locked = type(obj)._default_manager.select_for_update().filter(pk=obj.pk)
    return str(locked.values_list("state", flat=True).get())


def _demand(obj: Any, state: str, transition: Transition, reason: str) -> None:
    if state not in transition.sources:
        raise Refused(
            _("“%(act)s” is not possible now: the state is “%(state)s”. Reload the page.")
            % {"act": transition.label or transition.target, "state": _state_name(obj, state)}
        )
    if transition.reason_required and not reason.strip():
        raise Refused(_("Please write the reason: it is kept with the decision."))


def _state_name(obj: Any, state: str) -> str:
    return str(dict(obj._meta.get_field("state").flatchoices).get(state, state))


def _move(obj: Any, target: str, at: datetime) -> None:
    obj.state = target
    changed = ["state"]
    if _has(obj, "state_changed_at"):
        obj.state_changed_at = at
        changed.append("state_changed_at")
    obj.save(update_fields=changed)


def _ids(obj: Any) -> dict[str, Any]:
    ids = {f"{obj._meta.model_name}_id": obj.pk}
    if _has(obj, "government"):
        ids["government_id"] = obj.government_id
    return ids


def _has(obj: Any, name: str) -> bool:
    try:
        obj._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
