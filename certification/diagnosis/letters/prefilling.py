"""What a new letter begins with: its questions, and what is known of who writes it."""

from typing import Any
from uuid import uuid4

from certification.application.models import Application
from migracidades.tenancy.http import Request
from migracidades.tenancy.rules import LEADING

from ..desk import Desk
from ..sharing_forms import begun
from .forms import RETURNED, SIGNED
from .models import Letter

AS_BEFORE = ("letterhead", *SIGNED, *RETURNED)


def begun_letter(request: Request, desk: Desk) -> dict[str, Any]:
    """As in the person's last letter of the government, else as their seat and application say."""
    programme = request.programme
    mine = Letter.objects.filter(government=request.government, requested_by=request.user)
    last = mine.exclude(signer="").values(*AS_BEFORE).first()
    return {
        **(last or _known(request, desk)),
        "language": programme.default_language,
        "send": uuid4(),
        **begun(request.GET, desk),
    }


def _known(request: Request, desk: Desk) -> dict[str, Any]:
    government, person = request.government, request.user
    level = request.programme.level_name(government.level).capitalize()
    office, department = _office(request)
    applied = Application.objects.filter(government=government, edition=desk.edition)
    own = applied.filter(lead_email__iexact=person.email).first()
    return {
        "letterhead": f"{level} {government.of}",
        "signer": person.full_name,
        "signer_office": own.lead_office if own and own.lead_office else office,
        "signer_department": department,
        "return_name": str(person),
        "return_email": person.email,
        "return_phone": own.lead_phone if own else "",
    }


def _office(request: Request) -> tuple[str, str]:
    """The role and the department of the seat from which the person leads."""
    seats = [one for one in request.seats if one.government_id == request.government.pk]
    leading = next((one for one in seats if one.role in LEADING), None)
    if leading is None:
        return "", ""
    return str(leading.get_role_display()).capitalize(), leading.department
