"""The invented people of the demonstration. They share one password, hashed once."""

from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from certification.governments.seating import give_seat
from migracidades.accounts.models import User
from migracidades.tenancy.models import Membership, Programme
from migracidades.tenancy.scope import Side, enter

from .source import read

PASSWORD = "demonstracao"  # noqa: S105 - shown to everybody who starts the demonstration
ROLES = ("lead", "alternate", "contributor", "signatory", "rival")


def address(country: str, local: str) -> str:
    return f"{local}@{read(country, 'words')['domain']}"


def email_of(country: str, role: str, slug: str) -> str:
    """Where a person of a story is reached, and signs in."""
    return address(country, f"{read(country, 'words')['addresses'][role]}.{slug}")


def person(email: str, name: str) -> User:
    """Somebody who can sign in, made now unless they are there."""
    facts = {"full_name": name, "password": _hashed()}
    user, fresh = User.objects.get_or_create(email=email, defaults=facts)
    if fresh:
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


def seat_staff(programme: Programme) -> dict[str, Membership]:
    """The programme's staff, one for each role; seated now unless they are."""
    country = programme.slug
    told: dict[str, Any] = read(country, "staff")
    users = {
        role: person(address(country, one["address"]), one["name"]) for role, one in told.items()
    }
    with enter(programme, side=Side.STAFF, user=users["operator"]):
        return {
            role: give_seat(user=user, role=role, government=None, actor=users["operator"])
            for role, user in users.items()
        }
