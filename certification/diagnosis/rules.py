"""Who of a government may do what with its diagnosis. Reading is everybody's."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from migracidades.tenancy.models import Role
from migracidades.tenancy.rules import ANSWERING, LEADING


def may_answer(roles: Iterable[str]) -> bool:
    """Answer questions and attach evidence."""
    return bool(set(roles) & set(ANSWERING))


def may_submit(roles: Iterable[str]) -> bool:
    return bool(set(roles) & set(LEADING))


def may_sign(roles: Iterable[str]) -> bool:
    """Give the government's sign-off."""
    return Role.SIGNATORY in set(roles)


def demand(allowed: bool) -> None:
    """Raise ``PermissionDenied`` unless ``allowed``."""
    if not allowed:
        raise PermissionDenied
