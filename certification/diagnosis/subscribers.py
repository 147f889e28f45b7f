"""What the room does after its own verbs, in the worker."""

from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy

from certification.editions.calendar import clock, in_both_zones
from certification.editions.models import Extension
from migracidades.accounts.models import User
from migracidades.ledger import mail, outbox
from migracidades.tenancy.queries import team_of
from migracidades.tenancy.rules import LEADING

from . import (
    copying,  # noqa: F401  keeps a copy of what was submitted
    lapsing,
    opening,  # noqa: F401  opens a diagnosis on admission
)
from .models import Diagnosis, GuestLink, Round
from .suggestions import waiting


@outbox.on("diagnosis.submitted", name="diagnosis.receipt")
def send_receipt(*, round_id: int, **_payload: object) -> None:
    """Tell those who lead the work that the diagnosis has arrived, with its receipt."""
    handed_in = Round.objects.select_related(
        "government", "submitted_by", "diagnosis__participation__edition__programme"
    ).get(pk=round_id)
    edition = handed_in.diagnosis.participation.edition
    here = [handed_in.government.code, edition.year, handed_in.number]
    told = {
        "round": handed_in,
        "year": edition.year,
        "when": lazy(in_both_zones, str)(
            handed_in.submitted_at, handed_in.government, edition.programme
        ),
        "address": mail.absolute(reverse("diagnosis_receipt", args=here)),
        "copy": mail.absolute(reverse("diagnosis_copy", args=here)),
    }
    for seat in team_of(handed_in.government).filter(role__in=LEADING):
        mail.send(
            "diagnosis_receipt",
            to=seat.user,
            context=told,
            need=f"diagnosis_receipt:{handed_in.pk}:{seat.user_id}",
            government=handed_in.government_id,
        )


@outbox.on("suggestions.given", name="diagnosis.tell_suggested")
def tell_suggested(*, link_id: int, **_payload: object) -> None:
    """Tell those who lead the work and who made the link what came in; once a day for a link."""
    links = GuestLink.objects.select_related("government", "diagnosis__participation__edition")
    link = links.get(pk=link_id)
    waits = [one for some in waiting(link.diagnosis).values() for one in some if one.link == link]
    if not waits:
        return
    government, year = link.government, link.diagnosis.participation.edition.year
    page = mail.absolute(reverse("guests", args=[government.code, year]))
    today = timezone.localtime(clock(), ZoneInfo(government.time_zone)).date()
    told = {"government": government, "year": year, "link": page, "number": len(waits)}
    for person in _concerned(link):
        mail.send(
            "suggestions_given",
            to=person,
            context={"who": link.department or waits[-1].name, **told},
            need=f"suggestions-{link.pk}-{today.isoformat()}-{person.pk}",
            government=government.pk,
        )


def _concerned(link: GuestLink) -> set[User]:
    team = team_of(link.government).filter(Q(role__in=LEADING) | Q(user=link.made_by_id))
    return {seat.user for seat in team}


@outbox.on("diagnosis.lapsed", name="diagnosis.tell_lapsed")
def tell_lapsed(*, diagnosis_id: int, **_payload: object) -> None:
    """Tell those who lead the work that its time is over, and how it can go on."""
    found = Diagnosis.objects.select_related("government", "participation__edition")
    diagnosis = found.get(pk=diagnosis_id)
    government, year = diagnosis.government, diagnosis.participation.edition.year
    link = mail.absolute(reverse("diagnosis", args=[government.code, year]))
    for seat in team_of(government).filter(role__in=LEADING):
        mail.send(
            "diagnosis_lapsed",
            to=seat.user,
            context={"government": government, "year": year, "link": link},
            need=f"lapsed:{diagnosis.pk}:{diagnosis.state_changed_at.isoformat()}:{seat.user_id}",
            government=government.pk,
        )


@outbox.on("edition.extended", name="diagnosis.reopen")
def reopen_lapsed(*, extension_id: int, **_payload: object) -> None:
    lapsing.reopen(Extension.objects.get(pk=extension_id))
