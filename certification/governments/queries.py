"""What pages ask about seats and invitations."""

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.utils import timezone

from migracidades.accounts.models import User
from migracidades.kit.text import fold
from migracidades.tenancy.models import Government, Invitation, Membership, Role
from migracidades.tenancy.rules import LEADING


def open_invitations(government: Government | None = None) -> QuerySet[Invitation]:
    """Those neither accepted nor withdrawn, also when ``expired``: of a government, or of all."""
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    if government:
        waiting = waiting.filter(government=government)
    expired = ExpressionWrapper(Q(expires_at__lte=timezone.now()), BooleanField())
    found = waiting.annotate(expired=expired).select_related("government")
    return found.order_by("-created_at", "id")


def seats(*, text: str = "", role: str = "") -> QuerySet[Membership]:
    """The active seats of the programme, the staff's first, narrowed by person or government."""
    found = Membership.objects.filter(active=True)
    if role:
        found = found.filter(role=role)
    if text:
        person = Q(user__email__icontains=text) | Q(user__full_name__icontains=text)
        place = Q(government__sort_name__contains=fold(text)) | Q(government__code=text)
        found = found.filter(person | place if fold(text) else person)
    return found.select_related("user", "government").order_by(
        F("government__sort_name").asc(nulls_first=True), "user__full_name", "id"
    )


def colleagues_of(seat: Membership) -> list[User]:
    """The other people of the same team, by name."""
    team = Membership.objects.filter(government=seat.government, active=True)
    others = team.exclude(user=seat.user).select_related("user").order_by("user__full_name", "id")
    return list({one.user_id: one.user for one in others}.values())


def leads_of(governments: QuerySet[Government] | list[Government]) -> QuerySet[Membership]:
    """The active seats of leads and alternates of some governments, with their people."""
    found = Membership.objects.filter(government__in=governments, role__in=LEADING, active=True)
    return found.select_related("user", "government").order_by("government_id", "id")


def staff_in(*roles: Role) -> QuerySet[Membership]:
    """The active seats of the programme's staff in some roles, with their people."""
    found = Membership.objects.filter(government=None, role__in=roles, active=True)
    return found.select_related("user").order_by("id")
