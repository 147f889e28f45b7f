"""The reports of editions: asked for, looked at, fetched."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from migracidades.kit.staff import staff_page
from migracidades.tenancy.models import STAFF_ROLES
from migracidades.tenancy.rules import holds, needs, roles_of

from .edition_reports import request_report
from .forms import RequestForm
from .models import EditionReport
from .rules import REQUESTING
from .tables import tables_of

PAGE = 50


@require_GET
@needs(*STAFF_ROLES)
def edition_reports(request: HttpRequest) -> HttpResponse:
    """Every report that was asked for, the newest first."""
    found = EditionReport.objects.select_related("edition", "requested_by").defer("figures")
    context = {
        "page_obj": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "form": RequestForm() if holds(request, *REQUESTING) else None,
    }
    return staff_page(
        request, "monitoring/edition_reports.html", context, title=_("Edition reports")
    )


@require_POST
@needs(*REQUESTING)
def edition_report_request(request: HttpRequest) -> HttpResponse:
    """Ask for a report; the worker makes it."""
    form = RequestForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the editions listed."))
        return redirect("admin:edition_reports")
    report, _fresh = request_report(
        form.cleaned_data["edition"], actor=request.user, roles=roles_of(request)
    )
    return redirect("admin:edition_report", pk=report.pk)


@require_GET
@needs(*STAFF_ROLES)
def edition_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures of an edition as tables, and the spreadsheet."""
    asked = EditionReport.objects.select_related("edition", "requested_by", "file")
    report = get_object_or_404(asked, pk=pk)
    tables = tables_of(report.figures, request.programme) if report.made_at else []
    title = _("Report of the %(year)s edition") % {"year": report.edition.year}
    context = {"report": report, "tables": tables}
    return staff_page(request, "monitoring/edition_report.html", context, title=title)
