"""The diagnosis as a whole: how far it is, the check before submitting, the receipt, the print."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from certification.editions.calendar import in_both_zones
from certification.governments.queries import leads_of
from migracidades.files.serving import respond
from migracidades.kit.errors import Refused
from migracidades.tenancy.models import Role
from migracidades.tenancy.rules import LEADING, needs, roles_of

from . import copying, reasons, rules, signoff, submitting
from .delegation.assigning import open_parts
from .delegation.shares import Share, share_of
from .desk import Desk, desk_of
from .inheriting import inheritance
from .models import Round
from .offline import keep_for
from .queries import diagnosis_or_404, last_round
from .questions import question
from .rail import rail
from .reach import parts_of


@require_safe
def diagnosis(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The dimensions with what is answered, the deadline, and what comes next. It is kept."""
    desk = desk_of(request, year)
    context = _page(desk, code) | {"mine": _mine(request, desk), "inherited": inheritance(desk)}
    return keep_for(_shown(request, desk, "overview", context), request.user.device_key)


@require_safe
@cache_control(private=True, no_store=True)  # gone back to, it is no longer what can be submitted
def check(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """All answers to look over, what is missing, the sign-off, and the button that submits."""
    return _check(request, code, year)


def _check(request: HttpRequest, code: str, year: int, *, leaving_error: str = "") -> HttpResponse:
    desk = desk_of(request, year)
    shares = _shares(desk)
    context = _page(desk, code) | {
        "chapters": _chapters(desk),
        "missing": reasons.unanswered(desk, shares),
        "unproven": reasons.unproven(desk),
        "seen": signoff.digest_of(desk.answers.values()),
        "mine": _mine(request, desk),
        "not_ready": [one for one in shares if not one.is_ready or one.changed],
        "leaving_error": leaving_error,
    }
    return _shown(request, desk, "check", context, status=422 if leaving_error else 200)


@require_safe
def printed(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The whole form as it stands, for paper."""
    desk = desk_of(request, year)
    context = _page(desk, code) | {"chapters": _chapters(desk)}
    return _shown(request, desk, "print", context)


def _mine(request: HttpRequest, desk: Desk) -> list[Share]:
    """The parts of who sees nothing else, each with what stands in it."""
    if desk.reach.whole:
        return []
    parts = parts_of(desk.diagnosis, request.user.pk).select_related("assigned_by", "ready_by")
    return [share_of(one, desk.sheet, desk.answers.values()) for one in parts]


def _shares(desk: Desk) -> list[Share]:
    """The departments with their parts, for who answers for the whole."""
    if not desk.reach.whole:
        return []
    answers = desk.answers.values()
    return [share_of(one, desk.sheet, answers) for one in open_parts(desk.diagnosis)]


def _shown(
    request: HttpRequest, desk: Desk, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page, or in its place that nothing has been given to this person."""
    if desk.is_empty_handed:
        context["leads"] = leads_of([request.government])
        name = "nothing_yet"
    return render(request, f"diagnosis/{name}.html", context, status=status)


def _page(desk: Desk, code: str) -> dict[str, Any]:
    beside = rail(desk.sheet, code=code, year=desk.year)
    return {
        "desk": desk,
        "rail": beside,
        "shares": [one.share for one in beside],
        "round": last_round(desk.diagnosis),
    }


def _chapters(desk: Desk) -> list[tuple[Any, list[Any]]]:
    return [
        (one, [question(desk, asked) for asked in one.indicators]) for one in desk.form.dimensions
    ]


@require_POST
@needs(Role.SIGNATORY)
def sign_off(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The signatory stands behind the answers of the page they were looking at."""
    found, seen = diagnosis_or_404(request, year), request.POST.get("seen", "")
    try:
        signoff.sign_off(found, actor=request.user, roles=roles_of(request), seen=seen)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Signed off. Whoever leads the diagnosis can submit it now."))
    return redirect("diagnosis_check", code=code, year=year)


@require_POST
@needs(*LEADING)
def submit(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Hand the diagnosis in; a second click leads to the same receipt.

    Where requests are left as they are, the page asks for a tick first.
    """
    found, seen = diagnosis_or_404(request, year), request.POST.get("seen", "")
    who = {"actor": request.user, "roles": roles_of(request)}
    try:
        made = submitting.submit(found, **who, seen=seen, leaving=_leaving(request))
    except submitting.Untouched as refused:
        return _check(request, code, year, leaving_error=refused.message)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("diagnosis_check", code=code, year=year)
    return redirect("diagnosis_receipt", code=code, year=year, number=made.number)


def _leaving(request: HttpRequest) -> list[str]:
    """The codes that the tick of the page stands for."""
    return request.POST.get("leaving", "").split()


@require_safe
def receipt(request: HttpRequest, code: str, year: int, number: int) -> HttpResponse:
    """What was handed in, when, by whom; its copy to those who may fetch it."""
    desk, found = desk_of(request, year), _round_or_404(request, year, number)
    when = in_both_zones(found.submitted_at, request.government, request.programme)
    context = {"desk": desk, "round": found, "when": when, "fetches": copying.is_shown(request)}
    return render(request, "diagnosis/receipt.html", context)


@require_safe
def copy(request: HttpRequest, code: str, year: int, number: int) -> HttpResponseBase:
    """The PDF copy of a submission; while it is being drawn, its receipt."""
    rules.demand(copying.is_shown(request))
    found = _round_or_404(request, year, number)
    if found.copy is None:
        messages.info(request, _("The copy is being prepared. Come back in some minutes."))
        return redirect("diagnosis_receipt", code=code, year=year, number=number)
    return respond(found.copy)


def _round_or_404(request: HttpRequest, year: int, number: int) -> Round:
    mine = Round.objects.filter(government=request.government, number=number)
    found = mine.filter(diagnosis__participation__edition__year=year)
    return get_object_or_404(found.select_related("submitted_by", "copy"))
