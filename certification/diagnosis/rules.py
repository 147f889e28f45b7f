"""Who of a government may do what with its diagnosis.

Those who lead and the signatory see all of it, for they answer for it. Who only contributes sees
the questions of their own open parts (``reach``), of whatever else sees nothing, and answers those.
Who sits in several seats has the widest of their reaches. What comes of the diagnosis (scorecard,
plan, monitoring) is the whole government's: everybody of it reads that.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied

from migracidades.tenancy.models import Role
from migracidades.tenancy.rules import ANSWERING, LEADING

from .models import Part


def may_answer(roles: Iterable[str]) -> bool:
    """Answer questions and attach evidence."""
    return bool(set(roles) & set(ANSWERING))


def sees_all(roles: Iterable[str]) -> bool:
    """See every question and answer, whoever answers them."""
    return bool(set(roles) & {*LEADING, Role.SIGNATORY})


def may_assign(roles: Iterable[str]) -> bool:
    """Give departments their parts, change them and take them back."""
    return bool(set(roles) & set(LEADING))


def may_mark(part: Part, person: Any, roles: Iterable[str]) -> bool:
    """Say of a part whether it is ready: who sits there, or leads (for a department on paper)."""
    held = set(roles)
    seat = part.seat
    sits_there = seat is not None and seat.active and seat.user_id == person.pk
    return may_assign(held) or (sits_there and may_answer(held))


def may_submit(roles: Iterable[str]) -> bool:
    return bool(set(roles) & set(LEADING))


def may_sign(roles: Iterable[str]) -> bool:
    """Give the government's sign-off."""
    return Role.SIGNATORY in set(roles)


def demand(allowed: bool) -> None:
    """Raise ``PermissionDenied`` unless ``allowed``."""
    if not allowed:
        raise PermissionDenied
