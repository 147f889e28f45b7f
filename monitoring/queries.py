"""What pages and verbs ask about monitoring reports."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from certification.editions.models import Edition, Participation
from certification.editions.queries import current_edition
from certification.prioritization.models import Plan
from certification.prioritization.queries import Chosen, chosen_of, diagnosis_behind, plan_of

from .models import MonitoringReport, Progress


@dataclass(frozen=True)
class Line:
    """A priority, and what the report says of it so far."""

    chosen: Chosen
    progress: Progress | None


def with_context() -> QuerySet[MonitoringReport]:
    """Reports with all that verbs and pages ask of them."""
    return MonitoringReport.objects.select_related(
        "government", "participation__government", "participation__edition__programme"
    )


def report_of(participation: Participation) -> MonitoringReport | None:
    """The report of a participation; none until its seal has been worked off."""
    return with_context().filter(participation=participation).first()


def locked(report: MonitoringReport) -> MonitoringReport:
    """The report as it stands now, held until the transaction ends."""
    return with_context().select_for_update(of=("self",)).get(pk=report.pk)


def lines_of(report: MonitoringReport) -> list[Line]:
    """The priorities of the plan in their order, with what the report says. Four queries."""
    plan = plan_of(report.participation)
    told = Progress.objects.filter(report=report).select_related("file", "saved_by")
    progress = {one.priority_id: one for one in told}
    return [
        Line(one, progress.get(one.priority.pk)) for one in chosen_of(plan, diagnosis_behind(plan))
    ]


def untold(report: MonitoringReport) -> int:
    """Of how many priorities the report says nothing yet."""
    plan = Plan.objects.get(participation=report.participation_id)
    told = Progress.objects.filter(report=report, priority=OuterRef("pk"))
    return plan.priorities.filter(~Exists(told), removed_at=None).count()


def queue(edition: Edition, *, state: str = "") -> QuerySet[MonitoringReport]:
    """The reports of an edition with how many priorities they tell of; the oldest move first."""
    found = MonitoringReport.objects.filter(participation__edition=edition)
    if state:
        found = found.filter(state=state)
    counted = found.select_related("government").annotate(told=Count("progress"))
    return counted.order_by("state_changed_at", "id")


def edition_monitored() -> Edition | None:
    """The newest edition with reports: monitoring goes on while the next edition has begun."""
    reports = MonitoringReport.objects.filter(participation__edition=OuterRef("pk"))
    return Edition.objects.filter(Exists(reports)).first() or current_edition()
