"""What is said to whom when a diagnosis moves."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from certification.diagnosis.models import Diagnosis, Verdict
from certification.editions.calendar import until_when
from certification.editions.models import Step
from migracidades.ledger import mail, outbox
from migracidades.tenancy.models import Government, Membership, Programme, Role
from migracidades.tenancy.rules import LEADING


@outbox.on("diagnosis.returned", name="review.tell_returned")
def tell_returned(*, programme: Programme, diagnosis_id: int, **_: Any) -> None:
    diagnosis = _diagnosis(diagnosis_id)
    newest = diagnosis.rounds.latest("number")
    requests = Verdict.objects.filter(round=newest, outcome=Verdict.Outcome.REQUESTED)
    context = {
        "message": newest.return_message,
        "requests": requests.select_related("indicator").order_by("indicator__position"),
        "deadline": until_when(diagnosis.participation, Step.DIAGNOSIS),
    }
    _tell(diagnosis, "diagnosis_returned", f"{newest.number}", context)


@outbox.on("diagnosis.consented", name="review.tell_consented")
def tell_consented(*, programme: Programme, diagnosis_id: int, **_: Any) -> None:
    diagnosis = _diagnosis(diagnosis_id)
    _tell(diagnosis, "diagnosis_concluded", "", {})


@outbox.on("diagnosis.submitted", name="review.tell_submitted")
def tell_submitted(*, programme: Programme, diagnosis_id: int, **_: Any) -> None:
    diagnosis = _diagnosis(diagnosis_id)
    number = diagnosis.rounds.count()
    link = mail.absolute(reverse("admin:review", args=[diagnosis.pk]))
    assigned = Membership.objects.filter(
        pk__in=diagnosis.assignments.values("analyst"), active=True
    )
    seats = assigned or Membership.objects.filter(role=Role.COORDINATOR, active=True)
    for seat in seats.select_related("user"):
        mail.send(
            "diagnosis_to_review",
            to=seat.user,
            context={"diagnosis": diagnosis, "government": diagnosis.government, "link": link},
            need=f"to-review:{diagnosis.pk}:{number}:{seat.pk}",
        )


def _diagnosis(pk: int) -> Diagnosis:
    return Diagnosis.objects.select_related(
        "government__programme", "participation__edition__programme"
    ).get(pk=pk)


def _tell(diagnosis: Diagnosis, kind: str, need: str, context: dict[str, Any]) -> None:
    government, year = diagnosis.government, diagnosis.participation.edition.year
    page = "diagnosis" if kind == "diagnosis_returned" else "scorecard"
    link = mail.absolute(reverse(page, args=[government.code, year]))
    for seat in _leads(government):
        mail.send(
            kind,
            to=seat.user,
            government=government,
            need=f"{kind}:{diagnosis.pk}:{need}:{seat.pk}",
            context={"government": government, "year": year, "link": link, **context},
        )


def _leads(government: Government) -> QuerySet[Membership]:
    seats = Membership.objects.filter(government=government, role__in=LEADING, active=True)
    return seats.select_related("user").order_by("pk")
