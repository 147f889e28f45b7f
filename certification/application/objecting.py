"""What an edition's rules say against somebody in a seat of a government that takes part in it."""

from django.utils.translation import gettext as _

from certification.editions.models import Participation
from certification.governments.rules import objection
from migracidades.tenancy.models import Government, Membership, Role

APART: dict[str, Role] = {Role.LEAD: Role.SIGNATORY, Role.SIGNATORY: Role.LEAD}


@objection
def one_person_in_both_seats(*, government: Government | None, role: str, email: str) -> str:
    """A sentence when the lead would also sign and the newest edition asks for two people."""
    if government is None or role not in APART:
        return ""
    newest = Participation.objects.filter(government=government, withdrawn_at=None)
    taking_part = newest.select_related("edition").order_by("-edition__year").first()
    if taking_part is None or not taking_part.edition.separate_signatory:
        return ""
    other = Membership.objects.filter(
        government=government, role=APART[role], active=True, user__email__iexact=email
    )
    if not other.exists():
        return ""
    return _(
        "%(email)s sits in %(government)s as %(role)s already: the %(year)s edition asks for two"
        " people. End that seat first, or name somebody else."
    ) % {
        "email": email,
        "government": government,
        "role": Role(APART[role]).label,
        "year": taking_part.edition.year,
    }
