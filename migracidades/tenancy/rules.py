"""Judgements about a person, from the seats the middleware put on the request."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from .http import Request
from .models import STAFF_ROLES, Membership, Role

View = Callable[..., HttpResponse]

ANSWERING = (Role.LEAD, Role.ALTERNATE, Role.CONTRIBUTOR)
LEADING = (Role.LEAD, Role.ALTERNATE)
REVIEWING = (Role.ANALYST, Role.COORDINATOR)
RULING = (Role.ADMINISTRATOR, Role.OPERATOR)


def staff_roles(seats: Iterable[Membership]) -> set[str]:
    """The staff roles a person holds in the programme."""
    return {seat.role for seat in seats if seat.role in STAFF_ROLES}


def roles_in(seats: Iterable[Membership], government_id: int) -> set[str]:
    """The roles a person holds in one government."""
    return {seat.role for seat in seats if seat.government_id == government_id}


def roles_of(request: Request) -> set[str]:
    """The roles that count at this address: on a desk the government's, else the staff's."""
    if request.government is not None:
        return roles_in(request.seats, request.government.pk)
    return staff_roles(request.seats)


def holds(request: Request, *roles: str) -> bool:
    """Whether the person may act in one of ``roles`` at this address."""
    return bool(roles_of(request) & set(roles))


def needs(*roles: str) -> Callable[[View], View]:
    """Refuse with 403 whoever holds none of ``roles`` at this address."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not holds(request, *roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
