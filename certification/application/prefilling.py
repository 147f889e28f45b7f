"""What a renewing government need not type again."""

from migracidades.accounts.models import User
from migracidades.tenancy.models import Government, Membership, Role
from migracidades.tenancy.rules import LEADING
from migracidades.tenancy.scope import Side, enter, required

from .models import Application

LEAD = ("lead_name", "lead_email", "lead_phone", "lead_office", "lead_department")
KEPT = (
    *("alternate_name", "alternate_email", "alternate_office", "alternate_department"),
    *("signatory_name", "signatory_email", "signatory_office"),
    "contact_email",
)


def prefilled(*, government: Government, applicant: User) -> dict[str, str]:
    """The fields of a new application that are known already; nothing for whoever has no seat.

    Only the government's lead or alternate is shown what it wrote last time.
    """
    seats = Membership.objects.filter(
        government=government, user=applicant, role__in=LEADING, active=True
    ).select_related("user")
    if not (held := {seat.role: seat for seat in seats}):
        return {}
    last = _last_admitted(government, applicant)
    known = {name: getattr(last, name) for name in (*LEAD, *KEPT)} if last else {}
    return known | _own(held.get(Role.LEAD), known)


def _last_admitted(government: Government, applicant: User) -> Application | None:
    # The seat was proved above: on the desk's side its own past is open to it.
    programme = required().programme_id
    with enter(programme, side=Side.GOVERNMENT, government=government, user=applicant):
        admitted = Application.objects.filter(
            government=government, state=Application.State.ADMITTED
        )
        return admitted.order_by("-edition__year").first()


def _own(seat: Membership | None, known: dict[str, str]) -> dict[str, str]:
    if seat is None or known.get("lead_email") == seat.user.email:
        return {}
    return dict.fromkeys(LEAD, "") | {
        "lead_name": seat.user.full_name,
        "lead_email": seat.user.email,
        "lead_department": seat.department,
    }
