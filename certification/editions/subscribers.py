"""What the worker does when an edition changes: those concerned are told."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import lazy

from certification.governments.queries import leads_of, staff_in
from migracidades.ledger import mail, outbox
from migracidades.ledger.models import AuditEntry
from migracidades.tenancy.models import Government, Membership, Role
from migracidades.tenancy.steps import name_of

from .calendar import in_both_zones
from .models import Edition, Extension, Participation


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


@outbox.on("edition.moved", name="editions.tell_moves")
def tell_moves(*, edition_id: int, entry_id: str, **_payload: object) -> None:
    """Mail those who lead the governments taking part which steps moved, and why."""
    edition = Edition.objects.select_related("programme").get(pk=edition_id)
    entry = AuditEntry.objects.get(pk=entry_id)
    taking_part = Participation.objects.filter(edition=edition, withdrawn_at=None)
    for seat in leads_of([one.government for one in taking_part.select_related("government")]):
        mail.send(
            "calendar_moved",
            to=seat.user,
            context={
                "edition": edition,
                "moves": [_spoken(one, seat.government, edition) for one in entry.fields["moves"]],
                "reason": entry.reason,
                "link": mail.absolute(reverse("desk_home", args=[seat.government.code])),
            },
            need=f"calendar-{entry.pk}-{seat.pk}",
            government=seat.government,
        )


def _spoken(move: dict[str, Any], government: Government, edition: Edition) -> dict[str, Any]:
    """The step and its four moments, each said when the language of the mail is known."""

    def said(moment: str) -> Any:
        when = datetime.fromisoformat(moment)
        return lazy(in_both_zones, str)(when, government, edition.programme)

    return {
        "step": lazy(name_of, str)(edition.programme, move["step"]),
        "was": [said(one) for one in move["was"]],
        "becomes": [said(one) for one in move["becomes"]],
    }


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
