"""People and parts: who answers what, how far they are; given, changed and taken back here."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from migracidades.kit.errors import Refused
from migracidades.tenancy.queries import team_of
from migracidades.tenancy.rules import ANSWERING, LEADING, needs, roles_of

from ..desk import desk_of
from ..models import Diagnosis, Part
from ..queries import diagnosis_or_404
from ..rail import rail
from ..sheet import form_for
from . import assigning, copying, readying
from .forms import PartForm, initial_of
from .shares import shares_of, unassigned


@require_safe
@needs(*LEADING)
def parts(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Every department with its part, or ``?missing`` those not ready; what nobody has."""
    desk = desk_of(request, year)
    shares = shares_of(desk.diagnosis, desk.sheet, desk.answers.values())
    only_missing = "missing" in request.GET
    shown = [one for one in shares if not only_missing or one.missing or not one.is_ready]
    left = unassigned(desk.sheet, shares)
    context = {
        "desk": desk,
        "shares": shown,
        "several": len(shares),
        "only_missing": only_missing,
        "left": [(one, one.indicators) for one in left.dimensions],
        "last": [] if shares else copying.last_parts(desk.diagnosis),
        "rail": rail(desk.sheet, code=code, year=year),
    }
    return render(request, "diagnosis/parts/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*LEADING)
def part_add(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Give a department its part; ``?dimension=`` has one chosen beforehand."""
    diagnosis = diagnosis_or_404(request, year)
    form = _form(request, diagnosis, initial={"dimensions": request.GET.getlist("dimension")})

    def save() -> Part:
        return assigning.assign(diagnosis, form.charge, **_who(request))

    return _write(request, year, form, save, title=_("Give a department its part"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*LEADING)
def part_edit(request: HttpRequest, code: str, year: int, pk: int) -> HttpResponse:
    """Change what a department has, or who answers it."""
    part = _part_or_404(request, year, pk)
    form = _form(request, part.diagnosis, part=part, initial=initial_of(part))

    def save() -> Part:
        return assigning.change(part, form.charge, seen=form.moment_seen, **_who(request))

    return _write(request, year, form, save, title=_("Change a part"), part=part)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*LEADING)
def part_end(request: HttpRequest, code: str, year: int, pk: int) -> HttpResponse:
    """Ask once more, then take a part back."""
    part = _part_or_404(request, year, pk, ended=request.method == "POST")
    if request.method == "POST":
        assigning.end(part, **_who(request))
        told = _("The part of %(department)s has ended.") % {"department": part.department}
        messages.success(request, told)
        return redirect("parts", code=code, year=year)
    context = {"part": part, "year": year, "crumbs": _crumbs(request, year, _("End the part"))}
    return render(request, "diagnosis/parts/end.html", context)


@require_POST
@needs(*LEADING)
def part_invite(request: HttpRequest, code: str, year: int, pk: int) -> HttpResponse:
    """Send whom a part waits for a new link."""
    part = _part_or_404(request, year, pk)
    try:
        assigning.invite_again(part, **_who(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        told = _("The invitation to %(email)s is on its way.")
        messages.success(request, told % {"email": part.email})
    return redirect("parts", code=code, year=year)


@require_POST
@needs(*LEADING)
def parts_copy(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The same departments with the same parts as in the last edition."""
    given = copying.copy_last(diagnosis_or_404(request, year), **_who(request))
    told = ngettext("%(n)s part was given.", "%(n)s parts were given.", len(given))
    messages.success(request, told % {"n": len(given)})
    return redirect("parts", code=code, year=year)


@require_POST
@needs(*ANSWERING)
def part_ready(request: HttpRequest, code: str, year: int, pk: int) -> HttpResponse:
    """Say that a part is ready, or ``not`` after all."""
    part = _part_or_404(request, year, pk)
    act = readying.take_back if "not" in request.POST else readying.mark_ready
    try:
        act(part, **_who(request))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(
        "parts" if roles_of(request) & {*LEADING} else "diagnosis", code=code, year=year
    )


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.user, "roles": roles_of(request)}


def _part_or_404(request: HttpRequest, year: int, pk: int, *, ended: bool = False) -> Part:
    diagnosis = diagnosis_or_404(request, year)
    found = Part.objects.select_related("seat__user", "assigned_by")
    part = get_object_or_404(found, pk=pk, diagnosis=diagnosis)
    if part.ended_at and not ended:
        raise Http404
    part.diagnosis = diagnosis
    return part


def _form(
    request: HttpRequest, diagnosis: Diagnosis, *, initial: dict[str, Any], part: Part | None = None
) -> PartForm:
    others = assigning.open_parts(diagnosis).filter(seat__active=True)
    busy = [one for one in others if one != part]
    team = team_of(request.government).filter(role__in=ANSWERING)
    free = team.exclude(pk__in=[one.seat_id for one in busy])
    data = request.POST if request.method == "POST" else None
    return PartForm(data, form=form_for(diagnosis), seats=free, busy=busy, initial=initial)


def _write(
    request: HttpRequest,
    year: int,
    form: PartForm,
    save: Callable[[], Part],
    *,
    title: str,
    part: Part | None = None,
) -> HttpResponse:
    status, stands = 200, None
    if request.method == "POST" and form.is_valid():
        try:
            made = save()
        except assigning.Stale as refused:
            form.add_error(None, refused.message)
            form.insist(refused.stands.assigned_at)
            status, stands = 409, refused.stands
        except assigning.Unfit as refused:
            form.add_error(refused.field, refused.message)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            told = _("%(department)s has its part.") % {"department": made.department}
            messages.success(request, told)
            return redirect("parts", code=request.government.code, year=year)
    status = 422 if form.errors and status == 200 else status
    context = {
        "form": form,
        "title": title,
        "year": year,
        "part": part,
        "stands": stands,
        "chosen": _chosen(form),
        "crumbs": _crumbs(request, year, title),
    }
    return render(request, "diagnosis/parts/write.html", context, status=status)


def _chosen(form: PartForm) -> list[dict[str, Any]]:
    """Every dimension with its box and the boxes of its questions, as the form has them."""
    whole = {str(one) for one in form["dimensions"].value() or ()}
    single = {str(one) for one in form["indicators"].value() or ()}
    return [
        {
            "dimension": one,
            "whole": one.code in whole,
            "questions": [(ask, ask.code in single) for ask in one.indicators],
            "some": sum(ask.code in single for ask in one.indicators),
        }
        for one in form.asked.dimensions
    ]


def _crumbs(request: HttpRequest, year: int, title: str) -> list[tuple[str, str | None]]:
    here = [request.government.code, year]
    return [
        (_("Diagnosis %(year)s") % {"year": year}, reverse("diagnosis", args=here)),
        (_("People and parts"), reverse("parts", args=here)),
        (title, None),
    ]
