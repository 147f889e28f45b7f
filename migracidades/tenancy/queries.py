"""The two reads that need no programme, and what every request asks about tenants."""

from django.db.models import QuerySet

from .models import Government, Membership, Programme
from .scope import knocking


def programme_at(slug: str) -> Programme | None:
    """Unscoped read 1: address → programme."""
    return Programme.objects.filter(slug=slug).first()


def seats_everywhere(user_id: int) -> list[Membership]:
    """Unscoped read 2: signing in → the person's own seats, in all programmes."""
    with knocking(user_id):
        return list(
            Membership.objects.filter(active=True, user_id=user_id).select_related("programme")
        )


def seats_here(user_id: int) -> list[Membership]:
    """The person's active seats in the programme in scope."""
    mine = Membership.objects.filter(active=True, user_id=user_id)
    return list(mine.select_related("government", "programme"))


def government_at(code: str) -> Government | None:
    return Government.objects.filter(code=code).first()


def team_of(government: Government) -> QuerySet[Membership]:
    """The active seats of a government, with their people."""
    seats = Membership.objects.filter(government=government, active=True)
    return seats.select_related("user").order_by("id")
