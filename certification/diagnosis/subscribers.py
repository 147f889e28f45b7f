"""What the room does after its own verbs, in the worker."""

from django.urls import reverse

from certification.editions.models import Extension
from migracidades.ledger import mail, outbox
from migracidades.tenancy.queries import team_of
from migracidades.tenancy.rules import LEADING

from . import (
    lapsing,
    opening,  # noqa: F401  opens a diagnosis on admission
)
from .models import Diagnosis, Round


@outbox.on("diagnosis.submitted", name="diagnosis.receipt")
def send_receipt(*, round_id: int, **_payload: object) -> None:
    """Tell those who lead the work that the diagnosis has arrived, with its receipt."""
    handed_in = Round.objects.select_related(
        "government", "submitted_by", "diagnosis__participation__edition"
    ).get(pk=round_id)
    year = handed_in.diagnosis.participation.edition.year
    path = reverse("diagnosis_receipt", args=[handed_in.government.code, year, handed_in.number])
    for seat in team_of(handed_in.government).filter(role__in=LEADING):
        mail.send(
            "diagnosis_receipt",
            to=seat.user,
            context={"round": handed_in, "year": year, "address": mail.absolute(path)},
            need=f"diagnosis_receipt:{handed_in.pk}:{seat.user_id}",
            government=handed_in.government_id,
        )


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
