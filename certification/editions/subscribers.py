"""What the worker does when an edition changes: those concerned are told."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.functional import lazy

from certification.governments.queries import leads_of, staff_in
from migracidades.ledger import mail, outbox
from migracidades.tenancy.models import Government, Membership, Role

from .calendar import in_both_zones
from .models import Extension, Participation


@outbox.on("edition.extended", name="editions.tell_extension")
def tell_extension(*, extension_id: int, **_payload: object) -> None:
    """Mail the leads of the governments that have more time."""
    found = Extension.objects.select_related("edition__programme", "beneficiary")
    extension = found.get(pk=extension_id)
    for seat in leads_of(_concerned(extension)):
        mail.send(
            "extension",
            to=seat.user,
            context={
                "extension": extension,
                "government": seat.government,
                "until": lazy(in_both_zones, str)(
                    extension.closes_at, seat.government, extension.edition.programme
                ),
                "link": mail.absolute(reverse("desk_home", args=[seat.government.code])),
            },
            need=f"extension-{extension.pk}-{seat.pk}",
            government=seat.government,
        )


def _concerned(extension: Extension) -> list[Government]:
    if extension.beneficiary:
        return [extension.beneficiary]
    taking_part = Participation.objects.filter(edition=extension.edition, withdrawn_at=None)
    return [one.government for one in taking_part.select_related("government")]


@outbox.on("participation.withdrawn", name="editions.tell_withdrawal")
def tell_withdrawal(*, participation_id: int, **_payload: object) -> None:
    """Mail the government's leads and the coordination."""
    found = Participation.objects.select_related("government", "edition__programme", "withdrawal")
    participation = found.get(pk=participation_id)
    leads = leads_of([participation.government])
    for seat in _once_each([*leads, *staff_in(Role.COORDINATOR, Role.ADMINISTRATOR)]):
        mail.send(
            "withdrawal",
            to=seat.user,
            context={"participation": participation, "withdrawal": participation.withdrawal},
            need=f"withdrawal-{participation.pk}-{seat.user_id}",
            government=participation.government,
        )


def _once_each(seats: Iterable[Membership]) -> list[Membership]:
    return list({seat.user_id: seat for seat in seats}.values())
