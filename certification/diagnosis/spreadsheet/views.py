"""Spreadsheets of a diagnosis: download one, send it back, look at what it would do, save it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from migracidades.files import tabling
from migracidades.files.models import StoredFile
from migracidades.files.storing import store
from migracidades.kit.errors import Refused
from migracidades.kit.workbook import XLSX
from migracidades.tenancy.rules import ANSWERING, needs, roles_of

from ..delegation.assigning import open_parts
from ..delegation.shares import reach_of_part
from ..desk import Desk, desk_of
from ..forms import number_in
from ..models import Part
from ..questions import said
from ..rail import rail
from ..sheet import spoken
from . import layout, merging
from .applying import Done, apply
from .forms import ReturnForm, decided
from .linking import State
from .merging import PARTS, Line, Outcome, Preview
from .writing import workbook_of


@require_safe
@needs(*ANSWERING)
def download(request: HttpRequest, code: str, year: int, position: int) -> HttpResponse:
    """A dimension with the answers that stand, to be filled in elsewhere; ``?part=``: of a
    department's part alone.
    """
    desk, department = desk_of(request, year), ""
    if "part" in request.GET:
        part = _part_or_404(desk, number_in(request.GET, "part"))
        desk, department = _within(desk, part), part.department
    dimension = desk.dimension_or_404(position)
    words = [request.government.name, str(year), str(position), str(dimension.short), department]
    response = HttpResponse(workbook_of(desk, dimension), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{slugify(" ".join(words))}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


def _part_or_404(desk: Desk, key: int) -> Part:
    """An open part of the diagnosis, for whoever sees all of it."""
    if not desk.may_assign:
        raise Http404
    return get_object_or_404(open_parts(desk.diagnosis), pk=key)


def _within(desk: Desk, part: Part) -> Desk:
    return replace(desk, sheet=desk.sheet.within(reach_of_part(part).cut(desk.form)))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*ANSWERING)
def spreadsheets(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Every dimension to download, and the place where a workbook comes back."""
    desk, form = desk_of(request, year), ReturnForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (kept := _keep(request, desk, form)):
        return redirect("spreadsheet_preview", code=code, year=year, pk=kept.pk)
    context = {
        "desk": desk,
        "form": form,
        "parts": _parts(desk),
        "rail": rail(desk.sheet, code=code, year=year),
    }
    status = 422 if form.errors else 200
    return render(request, "diagnosis/spreadsheets.html", context, status=status)


def _parts(desk: Desk) -> list[tuple[Part, list[Any]]]:
    """The departments' parts with the dimensions in them, for who gives them out. One query."""
    if not desk.may_assign:
        return []
    return [(one, list(_within(desk, one).form.dimensions)) for one in open_parts(desk.diagnosis)]


def _keep(request: HttpRequest, desk: Desk, form: ReturnForm) -> StoredFile | None:
    sent = form.cleaned_data["file"]
    try:
        sheets = tabling.cells(sent, apart=layout.HIDDEN)
        merging.preview(sheets, desk)
        stored = store(sent, purpose=StoredFile.Purpose.IMPORT, user=request.user)
        tabling.keep(stored, sheets)
    except (Refused, ValidationError) as fault:
        form.add_error("file", fault.message if isinstance(fault, Refused) else fault)
        return None
    return stored


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*ANSWERING)
def preview(request: HttpRequest, code: str, year: int, pk: UUID) -> HttpResponse:
    """What a workbook would do, question by question; a POST saves what was decided upon."""
    desk = desk_of(request, year)
    mine = {"purpose": StoredFile.Purpose.IMPORT, "government": request.government}
    stored = get_object_or_404(StoredFile, pk=pk, **mine)
    try:
        shown = merging.preview(tabling.kept(stored, apart=layout.HIDDEN), desk)
    except (Refused, ValidationError) as fault:
        messages.error(request, " ".join(getattr(fault, "messages", [str(fault)])))
        return redirect("spreadsheets", code=code, year=year)
    if request.method == "POST":
        who = {"actor": request.user, "roles": roles_of(request)}
        _tell(request, apply(shown, decided(request.POST), desk, file_id=stored.pk, **who))
        return redirect("spreadsheet_preview", code=code, year=year, pk=pk)
    context = {"desk": desk, "stored": stored, "groups": _groups(shown.lines), **_counts(shown)}
    return render(request, "diagnosis/spreadsheet.html", context)


def _tell(request: HttpRequest, done: Done) -> None:
    for code, sentence in done.refusals.items():
        messages.error(request, f"{code}: {sentence}")
    if done.saved:
        told = ngettext("%(n)s answer saved.", "%(n)s answers saved.", done.saved)
        messages.success(request, told % {"n": done.saved})
    if done.attached:
        told = ngettext("%(n)s link attached.", "%(n)s links attached.", done.attached)
        messages.success(request, told % {"n": done.attached})
    if not (done.saved or done.attached or done.refusals):
        messages.success(request, _("Nothing to save."))


def _groups(lines: list[Line]) -> list[dict[str, Any]]:
    """The questions of each outcome, what asks for a decision first."""
    order = [one for one in Outcome if one is not Outcome.UNTOUCHED]
    asking = (Outcome.CONFLICT, Outcome.EMPTIED, Outcome.FAULTY)
    order.sort(key=lambda one: one not in asking)
    found = [(one, [_shown(line) for line in lines if line.outcome is one]) for one in order]
    return [{"outcome": one, "lines": shown} for one, shown in found if shown]


def _shown(line: Line) -> dict[str, Any]:
    mine = line.mine
    return {
        "line": line,
        "indicator": line.indicator,
        "mine": mine,
        "mine_said": spoken(mine.standing, mine.value, line.indicator) if mine else "",
        "emptied": ", ".join(str(PARTS[one]) for one in line.emptied),
        "theirs": line.theirs,
        "theirs_said": said(line.theirs, line.indicator),
    }


def _counts(shown: Preview) -> dict[str, Any]:
    outcomes = [one.outcome for one in shown.lines]
    states = [one.state for one in shown.proposals]
    return {
        "proposals": shown.proposals,
        "untouched": outcomes.count(Outcome.UNTOUCHED),
        "to_save": bool({*merging.WRITING} & {*outcomes}) or State.NEW in states,
    }
