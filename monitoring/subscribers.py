"""What follows when a seal is issued or a monitoring report has moved; in the worker."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from certification.editions.calendar import until_when
from certification.editions.models import Step
from certification.seal.models import Seal
from migracidades.ledger import mail, outbox
from migracidades.tenancy.models import Membership, Role
from migracidades.tenancy.queries import team_of
from migracidades.tenancy.rules import LEADING

from . import carrying, queries
from .models import MonitoringReport


@outbox.on("seal.issued", name="monitoring.open")
def on_seal(*, seal_id: int, **_payload: Any) -> None:
    """Open the report of a certified government, and tell those who lead it."""
    seal = Seal.objects.select_related("participation").get(pk=seal_id)
    if seal.kind != Seal.Kind.SEAL or seal.participation.withdrawn_at:
        return
    report, fresh = carrying.open_report(seal.participation)
    if fresh:
        _tell_leads(_whole(report.pk), "monitoring_open")


@outbox.on("monitoring.reported", name="monitoring.tell_reported")
def on_report(*, monitoringreport_id: int, **_payload: Any) -> None:
    report = _whole(monitoringreport_id)
    link = mail.absolute(reverse("admin:monitoring_report_of", args=[report.pk]))
    seats = Membership.objects.filter(role=Role.COORDINATOR, government=None, active=True)
    _tell(report, "monitoring_reported", seats.select_related("user").order_by("id"), link)


@outbox.on("monitoring.answered", name="monitoring.tell_answered")
def on_answer(*, monitoringreport_id: int, **_payload: Any) -> None:
    _tell_leads(_whole(monitoringreport_id), "monitoring_answered")


@outbox.on("monitoring.reopened", name="monitoring.tell_reopened")
def on_reopening(*, monitoringreport_id: int, **_payload: Any) -> None:
    _tell_leads(_whole(monitoringreport_id), "monitoring_reopened")


def _whole(pk: int) -> MonitoringReport:
    return queries.with_context().get(pk=pk)


def _tell_leads(report: MonitoringReport, kind: str) -> None:
    year = report.participation.edition.year
    link = mail.absolute(reverse("monitoring", args=[report.government.code, year]))
    _tell(report, kind, team_of(report.government).filter(role__in=LEADING), link)


def _tell(report: MonitoringReport, kind: str, seats: Iterable[Membership], link: str) -> None:
    context = {
        "report": report,
        "government": report.government,
        "year": report.participation.edition.year,
        "deadline": until_when(report.participation, Step.MONITORING),
        "link": link,
    }
    # Whoever holds two seats is told once; a later round has a later move.
    people = {seat.user_id: seat.user for seat in seats}
    for user in people.values():
        mail.send(
            kind,
            to=user,
            context=context,
            need=f"{kind}:{report.pk}:{report.state_changed_at.isoformat()}:{user.pk}",
            government=report.government_id,
        )
