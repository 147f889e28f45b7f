"""Mail to somebody of a government came back: those who can mend it are told, in the worker."""

from collections.abc import Iterable
from email.utils import parseaddr
from hashlib import sha256

from django.urls import reverse
from django.utils import timezone

from migracidades.accounts.models import User
from migracidades.ledger import mail, outbox
from migracidades.ledger.models import MailMessage
from migracidades.tenancy.models import Government, Role

from .queries import leads_of, staff_in

KIND = "address_bounces"


@outbox.on("mail.bounced", name="governments.tell_bounced")
def tell_bounced(*, message_id: str, government_id: int | None, **_payload: object) -> None:
    """Tell the leads, or the coordination where no other lead is left; once a month an address.

    What came back of the programme's own people stands with the mail, for its staff to see.
    """
    if government_id is None:
        return
    message = MailMessage.objects.get(pk=message_id)
    government = Government.objects.get(pk=government_id)
    address = parseaddr(message.to)[1].lower()
    leads = _others((seat.user for seat in leads_of([government])), address)
    staff = _others((seat.user for seat in staff_in(Role.COORDINATOR)), address)
    page = reverse("people", args=[government.code]) if leads else reverse("admin:people")
    told = {"address": address, "government": government, "said": message.error}
    for person in leads or staff:
        mail.send(
            KIND,
            to=person,
            context=told | {"subject_of": message.subject, "link": mail.absolute(page)},
            need=_need(government, address, person),
            government=government,
        )


def _others(people: Iterable[User], address: str) -> list[User]:
    return [one for one in dict.fromkeys(people) if one.email.lower() != address]


def _need(government: Government, address: str, person: User) -> str:
    name = sha256(address.encode()).hexdigest()[:16]
    return f"bounced:{government.pk}:{name}:{timezone.localdate():%Y%m}:{person.pk}"
