"""Spreadsheets of a diagnosis: download one, send it back, look at what it would do, save it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from migracidades.files.models import StoredFile
from migracidades.files.storing import open_file, store
from migracidades.kit.errors import Refused
from migracidades.kit.workbook import XLSX
from migracidades.tenancy.rules import ANSWERING, needs, roles_of

from ..desk import Desk, desk_of
from ..questions import said
from ..rail import rail
from ..sheet import spoken
from . import merging
from .forms import ReturnForm, chosen
from .merging import Line, Outcome
from .writing import workbook_of


@require_safe
@needs(*ANSWERING)
def download(request: HttpRequest, code: str, year: int, position: int) -> HttpResponse:
    """A dimension with the answers that stand, to be filled in elsewhere."""
    desk = desk_of(request, year)
    dimension = desk.dimension_or_404(position)
    name = slugify(f"{request.government.name} {year} {position} {dimension.short}")
    response = HttpResponse(workbook_of(desk, dimension), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*ANSWERING)
def spreadsheets(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Every dimension to download, and the place where a workbook comes back."""
    desk, form = desk_of(request, year), ReturnForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (kept := _keep(request, desk, form)):
        return redirect("spreadsheet_preview", code=code, year=year, pk=kept.pk)
    context = {"desk": desk, "form": form, "rail": rail(desk.sheet, code=code, year=year)}
    status = 422 if form.errors else 200
    return render(request, "diagnosis/spreadsheets.html", context, status=status)


def _keep(request: HttpRequest, desk: Desk, form: ReturnForm) -> StoredFile | None:
    sent = form.cleaned_data["file"]
    try:
        merging.preview(sent.file.file, desk)
        return store(sent, purpose=StoredFile.Purpose.IMPORT, user=request.user)
    except (Refused, ValidationError) as fault:
        form.add_error("file", fault.message if isinstance(fault, Refused) else fault)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*ANSWERING)
def preview(request: HttpRequest, code: str, year: int, pk: UUID) -> HttpResponse:
    """What a workbook would do, question by question; a POST saves what was shown."""
    desk = desk_of(request, year)
    mine = {"purpose": StoredFile.Purpose.IMPORT, "government": request.government}
    stored = get_object_or_404(StoredFile, pk=pk, **mine)
    try:
        lines = _lines(stored, desk)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("spreadsheets", code=code, year=year)
    if request.method == "POST":
        _apply(request, desk, stored, lines)
        return redirect("spreadsheet_preview", code=code, year=year, pk=pk)
    context = {"desk": desk, "stored": stored, "groups": _groups(lines), **_counts(lines)}
    return render(request, "diagnosis/spreadsheet.html", context)


def _lines(stored: StoredFile, desk: Desk) -> list[Line]:
    with open_file(stored) as file:
        return merging.preview(file, desk)


def _apply(request: HttpRequest, desk: Desk, stored: StoredFile, lines: list[Line]) -> None:
    done = merging.apply(
        lines,
        desk,
        file_id=stored.pk,
        chosen=chosen(request.POST),
        actor=request.user,
        roles=roles_of(request),
    )
    for code, sentence in done.refusals.items():
        messages.error(request, f"{code}: {sentence}")
    told = ngettext("%(n)s answer saved.", "%(n)s answers saved.", done.saved)
    messages.success(request, told % {"n": done.saved} if done.saved else _("Nothing to save."))


def _groups(lines: list[Line]) -> list[dict[str, Any]]:
    """The questions of each outcome, what asks for a decision first."""
    order = (Outcome.CONFLICT, Outcome.FAULTY, Outcome.CLOSED, Outcome.TAKEN, Outcome.ALREADY)
    found = [(one, [_shown(line) for line in lines if line.outcome is one]) for one in order]
    return [{"outcome": one, "lines": shown} for one, shown in found if shown]


def _shown(line: Line) -> dict[str, Any]:
    mine = line.mine
    return {
        "line": line,
        "indicator": line.indicator,
        "mine": mine,
        "mine_said": spoken(mine.standing, mine.value, line.indicator) if mine else "",
        "theirs": line.theirs,
        "theirs_said": said(line.theirs, line.indicator),
    }


def _counts(lines: list[Line]) -> dict[str, Any]:
    outcomes = [one.outcome for one in lines]
    return {
        "taken": outcomes.count(Outcome.TAKEN),
        "conflicts": outcomes.count(Outcome.CONFLICT),
        "untouched": outcomes.count(Outcome.UNTOUCHED),
    }
