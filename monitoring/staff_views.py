"""The staff read monitoring reports, answer, ask for more and close."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from certification.editions.models import Edition
from migracidades.kit.errors import Refused
from migracidades.kit.staff import staff_page
from migracidades.ledger.workflow import allowed
from migracidades.tenancy.models import STAFF_ROLES
from migracidades.tenancy.rules import needs, roles_of

from . import carrying, queries
from .forms import FeedbackForm, QueueForm
from .models import MonitoringReport
from .workflow import MONITORING

PAGE = 50
WITH_FEEDBACK = {"answer": carrying.answer, "reopen": carrying.reopen}
ACTS = (*WITH_FEEDBACK, "close")


@require_GET
@needs(*STAFF_ROLES)
def monitoring_queue(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The reports of an edition; those that wait for us unless another state is asked for."""
    edition = get_object_or_404(Edition, year=year) if year else queries.edition_monitored()
    waiting = {"state": MonitoringReport.State.REPORTED}
    filters = QueueForm(request.GET if "state" in request.GET else waiting)
    filters.is_valid()
    found = queries.queue(edition, state=filters.cleaned_data.get("state", ""))
    context = {
        "edition": edition,
        "editions": Edition.objects.filter(published=True, windows__isnull=False).distinct(),
        "filters": filters,
        "page_obj": Paginator(found, PAGE).get_page(request.GET.get("page")),
    }
    return staff_page(request, "monitoring/queue.html", context, title=_("Monitoring"))


@require_http_methods(["GET", "POST"])
@needs(*STAFF_ROLES)
def monitoring_report_of(request: HttpRequest, pk: int) -> HttpResponse:
    """One report, with what may be done about it."""
    report = get_object_or_404(queries.with_context(), pk=pk)
    act = request.POST.get("act", "")
    if request.method == "POST" and act not in ACTS:
        raise Http404
    form = FeedbackForm(request.POST if act in WITH_FEEDBACK else None)
    if request.method == "POST" and (act == "close" or form.is_valid()):
        try:
            _do(request, report, act, form)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return _report_page(request, report, form, status=409)
        done = _("Done: “%(state)s”.") % {"state": report.get_state_display()}
        messages.success(request, done)
        return redirect("admin:monitoring_report_of", pk=pk)
    return _report_page(request, report, form, status=422 if form.errors else 200)


def _do(request: HttpRequest, report: MonitoringReport, act: str, form: FeedbackForm) -> None:
    who = {"actor": request.user, "roles": roles_of(request)}
    if act == "close":
        carrying.close(report, **who)
    else:
        WITH_FEEDBACK[act](report, feedback=form.cleaned_data["feedback"], **who)


def _report_page(
    request: HttpRequest, report: MonitoringReport, form: FeedbackForm, *, status: int
) -> HttpResponse:
    roles = roles_of(request)
    may = {act: allowed(report, act, MONITORING, roles) for act in ACTS}
    context = {
        "report": report,
        "edition": report.participation.edition,
        "lines": queries.lines_of(report),
        "form": form,
        "may": may,
        "speak": next((act for act in WITH_FEEDBACK if may[act]), ""),
    }
    title = str(report.government)
    return staff_page(request, "monitoring/report.html", context, title=title, status=status)
