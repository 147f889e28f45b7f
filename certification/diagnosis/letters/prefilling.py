"""What a new letter begins with: its questions, and what is known of who writes it."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.http import QueryDict

from certification.application.models import Application
from migracidades.accounts.models import User
from migracidades.tenancy.models import Membership
from migracidades.tenancy.rules import LEADING

from ..desk import Desk
from ..sharing_forms import begun
from .forms import RETURNED, SIGNED
from .models import Letter

AS_BEFORE = ("letterhead", *SIGNED, *RETURNED)


def begun_letter(
    desk: Desk, asked: QueryDict, person: User, seats: Iterable[Membership]
) -> dict[str, Any]:
    """As in the person's last letter of the government, else as their seat and application say.

    ``asked`` names the questions: see ``sharing_forms.begun``.
    """
    mine = Letter.objects.filter(government=desk.diagnosis.government, requested_by=person)
    last = mine.exclude(signer="").values(*AS_BEFORE).first()
    return {
        **(last or _known(desk, person, seats)),
        "language": desk.edition.programme.default_language,
        "send": uuid4(),
        **begun(asked, desk),
    }


def _known(desk: Desk, person: User, seats: Iterable[Membership]) -> dict[str, Any]:
    government = desk.diagnosis.government
    level = desk.edition.programme.level_name(government.level).capitalize()
    here = (one for one in seats if one.government_id == government.pk and one.role in LEADING)
    seat = next(here, None)
    applied = Application.objects.filter(government=government, edition=desk.edition)
    own = applied.filter(lead_email__iexact=person.email).first()
    role = str(seat.get_role_display()).capitalize() if seat else ""
    return {
        "letterhead": f"{level} {government.of}",
        "signer": person.full_name,
        "signer_office": own.lead_office if own and own.lead_office else role,
        "signer_department": seat.department if seat else "",
        "return_name": str(person),
        "return_email": person.email,
        "return_phone": own.lead_phone if own else "",
    }
