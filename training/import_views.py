"""The import of a school's list: send it, look at what it would do, confirm exactly that."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from migracidades.files.models import StoredFile
from migracidades.files.storing import store
from migracidades.kit.errors import Refused
from migracidades.kit.staff import staff_page
from migracidades.tenancy.rules import needs, roles_of

from . import importing
from .forms import ImportForm
from .models import Course
from .rules import IMPORTING

PAGE = 50


@require_http_methods(["GET", "POST"])
@needs(*IMPORTING)
def completions_import(request: HttpRequest) -> HttpResponse:
    """Send a list. Nothing is written but the file; the next page shows what it would do."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        address = _keep(request, form)
        if address:
            return redirect(address)
    status = 422 if form.errors else 200
    title = _("Import a school’s list")
    return staff_page(request, "training/import.html", {"form": form}, title=title, status=status)


def _keep(request: HttpRequest, form: ImportForm) -> str:
    table, course = form.cleaned_data["table"], form.cleaned_data["course"]
    try:
        importing.preview(table.file.read(), course=course)
        stored = store(table, purpose=StoredFile.Purpose.IMPORT, user=request.user)
    except (Refused, ValidationError) as fault:
        form.add_error("table", fault.message if isinstance(fault, Refused) else fault)
        return ""
    return _address(stored, course)


def _address(stored: StoredFile, course: Course | None) -> str:
    address = reverse("admin:completions_preview", args=[stored.pk])
    return f"{address}?{urlencode({'course': course.code})}" if course else address


@require_GET
@needs(*IMPORTING)
def completions_preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a list would do now, line by line."""
    stored, course = _asked(request, pk)
    found = importing.preview_of(stored, course=course)
    show = request.GET.get("show", "")
    lines = [one for one in found.proposals if show in ("", one.outcome.value)]
    outcomes = [(one, found.counts[one.value]) for one in importing.Outcome]
    context = {
        "stored": stored,
        "course": course,
        "preview": found,
        "outcomes": outcomes,
        "show": show,
        "page_obj": Paginator(lines, PAGE).get_page(request.GET.get("page")),
    }
    title = _("Import a school’s list")
    return staff_page(request, "training/preview.html", context, title=title)


@require_POST
@needs(*IMPORTING)
def completions_apply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Apply a list as it was shown."""
    stored, course = _asked(request, pk)
    try:
        done = importing.apply(
            stored,
            course=course,
            seal=request.POST.get("seal", ""),
            actor=request.user,
            roles=roles_of(request),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(_address(stored, course))
    messages.success(request, _said(len(done.added)))
    return redirect("admin:completions")


def _said(added: int) -> str:
    if not added:
        return _("Nothing to add: everybody on this list was there already.")
    said = ngettext("%(count)s completion added.", "%(count)s completions added.", added)
    return said % {"count": added}


def _asked(request: HttpRequest, pk: UUID) -> tuple[StoredFile, Course | None]:
    stored = get_object_or_404(StoredFile, pk=pk, purpose=StoredFile.Purpose.IMPORT)
    code = request.GET.get("course") or request.POST.get("course")
    return stored, get_object_or_404(Course, code=code) if code else None
