"""What a government chose to do in an edition and what became of it, as JSON."""

from collections.abc import Iterator
from typing import Any

from certification.editions.models import Participation
from certification.prioritization.models import Plan, Priority
from monitoring.models import MonitoringReport, Progress

from .places import pointed
from .writing import Row


def head_of(participation: Participation) -> Row:
    """The state of the plan and of its report, none of what has not begun."""
    plan = Plan.objects.filter(participation=participation).first()
    report = MonitoringReport.objects.filter(participation=participation).first()
    return {
        "edition": participation.edition.year,
        "plan": plan and {"state": plan.state, "comment": plan.comment},
        "monitoring": report and {"state": report.state, "feedback": report.feedback},
    }


def priorities_of(participation: Participation) -> Iterator[Row]:
    """Every priority, those taken back too, with its progress. Two queries."""
    mine = Progress.objects.filter(report__participation=participation)
    told = {one.priority_id: one for one in mine.select_related("file", "saved_by")}
    chosen = Priority.objects.filter(plan__participation=participation)
    for one in chosen.select_related("dimension", "indicator").order_by("order", "pk"):
        yield _priority(one, told.get(one.pk))


def _priority(one: Priority, progress: Progress | None) -> Row:
    return {
        "order": one.order,
        "dimension": one.dimension.code,
        "indicator": one.indicator.code if one.indicator else None,
        "action": one.action,
        "department": one.department,
        "due_on": one.due_on,
        "success": one.success,
        "removed_at": one.removed_at,
        "progress": _progress(progress) if progress else None,
    }


def _progress(one: Progress) -> dict[str, Any]:
    return {
        "status": one.status,
        "achievements": one.achievements,
        "challenges": one.challenges,
        "link": one.link,
        "file": pointed(one.file),
        "saved_by": str(one.saved_by),
        "saved_at": one.saved_at,
    }
