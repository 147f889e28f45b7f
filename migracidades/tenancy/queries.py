"""What is asked about tenants; what every request asks is asked at its ``door``."""

from django.db.models import QuerySet

from .models import Government, Membership
from .scope import knocking


def seats_everywhere(user_id: int) -> list[Membership]:
    """Unscoped read 2: signing in → the person's own seats, in all programmes."""
    with knocking(user_id):
        return list(
            Membership.objects.filter(active=True, user_id=user_id).select_related("programme")
        )


def government_at(code: str) -> Government | None:
    return Government.objects.filter(code=code).first()


def team_of(government: Government) -> QuerySet[Membership]:
    """The active seats of a government, with their people."""
    seats = Membership.objects.filter(government=government, active=True)
    return seats.select_related("user").order_by("id")
