"""A government tells what became of its priorities, at its own desk."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certification.editions.calendar import until_when
from certification.editions.models import Participation, Step
from certification.editions.queries import participation_or_404
from migracidades.kit.errors import Refused
from migracidades.tenancy.rules import ANSWERING, LEADING, needs, roles_of

from . import carrying, queries, rules
from .forms import ProgressForm
from .models import MonitoringReport
from .progress import Stale, save_progress
from .queries import Line

Context = dict[str, Any]


@require_GET
def monitoring(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Each priority with what the report says of it, and what comes next."""
    participation = participation_or_404(request, year)
    report = queries.report_of(participation)
    context = _frame(participation)
    if report:
        context |= _whole(request, report)
    return render(request, "monitoring/monitoring.html", context)


def _frame(participation: Participation, *trail: tuple[str, str]) -> Context:
    government, edition = participation.government, participation.edition
    home = reverse("desk_edition", args=[government.code, edition.year])
    return {
        "participation": participation,
        "edition": edition,
        "deadline": until_when(participation, Step.MONITORING),
        "crumbs": [
            (f"{government.name} {edition.year}", home),
            *(trail or [(_("Monitoring"), "")]),
        ],
    }


def _whole(request: HttpRequest, report: MonitoringReport) -> Context:
    lines, roles, closed = queries.lines_of(report), roles_of(request), _closed(report)
    return {
        "report": report,
        "lines": lines,
        "untold": sum(one.progress is None for one in lines),
        "closed": closed,
        "writes": not closed and rules.may_write(roles),
        "sends": not closed and rules.may_report(roles),
    }


def _closed(report: MonitoringReport) -> str:
    """Why nothing can be written now; empty when it can."""
    try:
        rules.demand_open(report)
    except Refused as refusal:
        return refusal.message
    return ""


@require_http_methods(["GET", "POST"])
@needs(*ANSWERING)
def progress_save(request: HttpRequest, code: str, year: int, pk: int) -> HttpResponse:
    """Say what became of one priority."""
    report, line = _line_or_404(request, year, pk)
    if request.method == "GET" and (said := _closed(report)):
        messages.info(request, said)
        return redirect("monitoring", code=code, year=year)
    form = ProgressForm(request.POST or None, request.FILES or None, kept=line.progress)
    status = _save(request, report, line, form) if request.method == "POST" else 200
    if status == 302:
        messages.success(request, _("Saved."))
        return redirect("monitoring", code=code, year=year)
    if status == 409:
        line = _line_or_404(request, year, pk)[1]
        form.insist(line.progress.version)
    context = _form_context(report, line, form) | {"stale": status == 409}
    return render(request, "monitoring/progress.html", context, status=status)


def _line_or_404(request: HttpRequest, year: int, pk: int) -> tuple[MonitoringReport, Line]:
    report = _report_or_404(request, year)
    for line in queries.lines_of(report):
        if line.chosen.priority.pk == pk:
            return report, line
    raise Http404


def _report_or_404(request: HttpRequest, year: int) -> MonitoringReport:
    report = queries.report_of(participation_or_404(request, year))
    if report is None:
        raise Http404
    return report


def _save(request: HttpRequest, report: MonitoringReport, line: Line, form: ProgressForm) -> int:
    """Save what the form holds. Returns the status of the answer; what is wrong is in the form."""
    if not form.is_valid():
        return 422
    who = {"actor": request.user, "roles": roles_of(request)}
    version = form.cleaned_data["version"] or 0
    try:
        save_progress(report, line.chosen.priority, form.told, version=version, **who)
    except Refused as refusal:
        form.refuse(refusal.message)
        return 409 if isinstance(refusal, Stale) else 422
    except ValidationError as fault:
        form.add_error("file", fault)
        return 422
    return 302


def _form_context(report: MonitoringReport, line: Line, form: ProgressForm) -> Context:
    participation = report.participation
    here = reverse("monitoring", args=[participation.government.code, participation.edition.year])
    title = _("What became of this priority")
    frame = _frame(participation, (_("Monitoring"), here), (title, ""))
    return frame | {"report": report, "line": line, "form": form, "title": title}


@require_POST
@needs(*LEADING)
def monitoring_report(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Send the report."""
    report = _report_or_404(request, year)
    try:
        carrying.send_report(report, actor=request.user, roles=roles_of(request))
        messages.success(request, _("Your report is sent. You will hear from us."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("monitoring", code=code, year=year)
