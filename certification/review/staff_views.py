"""The review in the admin: queue, one diagnosis, one dimension at a time."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certification.diagnosis.models import Diagnosis, Verdict
from certification.diagnosis.sheet import form_for
from certification.diagnosis.workflow import DIAGNOSIS
from certification.editions.calendar import until_when
from certification.editions.models import Edition, Step
from certification.editions.queries import edition_or_404
from certification.editions.rules import RESCORING
from dimensions.form import Dimension
from migracidades.kit.errors import Refused
from migracidades.kit.staff import staff_page
from migracidades.ledger.workflow import allowed
from migracidades.tenancy.models import STAFF_ROLES, Membership, Role
from migracidades.tenancy.rules import REVIEWING, holds, needs, staff_roles

from . import carrying, queries, sheets
from .judging import Judgement, judge
from .models import Assignment, Scorecard
from .queries import diagnosis_or_404
from .queue import Queue
from .queue_table import queue_table
from .rescore import request_rescore

ACTS = ("take", "return", "approve", "send_back", "validate", "consent")
WITH_MESSAGE = ("return", "send_back")
PAGE = 150  # an edition of today on one page, where the browser's own search finds a government


@require_GET
@needs(*STAFF_ROLES)
def review_queue(request: HttpRequest) -> HttpResponse:
    """Every diagnosis of an edition: whose turn it is, since when, in whose hands."""
    edition = _edition(request.GET.get("year"))
    found = Queue(edition, show=request.GET.get("show", ""), seat_ids=_my_seats(request))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "page": page,
        "table": queue_table(edition, page),
        "show": found.show,
        "counts": _filters(found),
    }
    return staff_page(request, "review/queue.html", context, title=_("Review of diagnoses"))


def _edition(year: str | None) -> Edition:
    editions = Edition.objects.filter(published=True, questionnaire__isnull=False)
    chosen = editions.filter(year=year) if year and year.isdigit() else editions
    found = chosen.first()
    if found is None:
        raise Http404
    return found


def _filters(queue: Queue) -> list[tuple[str, str, int]]:
    """Every filter that finds something, with how much it finds."""
    states = [(one.value, one.label, queue.shown(one)) for one in Diagnosis.State]
    return [
        ("", _("all"), queue.shown("")),
        ("waiting", _("waiting for us"), queue.shown("waiting")),
        *(one for one in states if one[2]),
    ]


def _my_seats(request: HttpRequest) -> list[int]:
    return [seat.pk for seat in request.seats if seat.government_id is None]


def _my_seat(request: HttpRequest) -> Membership:
    found = [seat for seat in request.seats if seat.role in REVIEWING]
    if not found:
        raise PermissionDenied
    return found[0]


@require_GET
@needs(*STAFF_ROLES)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    return _review_page(request, diagnosis_or_404(pk))


def _review_page(
    request: HttpRequest, diagnosis: Diagnosis, *, error: str = "", typed: str = "", status=200
) -> HttpResponse:
    roles = staff_roles(request.seats)
    acts = [
        (act, DIAGNOSIS[act].label, act in WITH_MESSAGE)
        for act in ACTS
        if allowed(diagnosis, act, DIAGNOSIS, roles)
    ]
    card = queries.scorecard_of(diagnosis)
    context = {
        "diagnosis": diagnosis,
        "tallies": sheets.tallies(diagnosis),
        "rounds": diagnosis.rounds.select_related("submitted_by"),
        "assignments": Assignment.objects.filter(diagnosis=diagnosis, ended_at=None).select_related(
            "analyst__user"
        ),
        "acts": acts,
        "deadline": _deadline(diagnosis),
        "seats": _assignable(request),
        "card": queries.card_rows(diagnosis, card) if card else [],
        "error": error,
        "typed": typed,
    }
    return staff_page(
        request, "review/review.html", context, title=str(diagnosis.government), status=status
    )


def _deadline(diagnosis: Diagnosis) -> str:
    """Until when the government may answer what it was asked."""
    if diagnosis.state != Diagnosis.State.RETURNED:
        return ""
    return until_when(diagnosis.participation, Step.DIAGNOSIS)


def _assignable(request: HttpRequest) -> list[Membership]:
    if not holds(request, Role.COORDINATOR):
        return []
    seats = Membership.objects.filter(role__in=REVIEWING, active=True, government=None)
    return list(seats.select_related("user").order_by("user__full_name", "pk"))


@require_POST
@needs(*STAFF_ROLES)
def review_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a diagnosis; a refusal is said on the page and keeps what was typed."""
    diagnosis, act = diagnosis_or_404(pk), request.POST.get("act", "")
    message = request.POST.get("message", "").strip()
    if act not in ACTS:
        raise Http404
    try:
        _do(request, diagnosis, act, message)
    except Refused as refusal:
        return _review_page(request, diagnosis, error=refusal.message, typed=message, status=422)
    messages.success(request, _("Done: “%(state)s”.") % {"state": diagnosis.get_state_display()})
    return redirect("admin:review", pk=pk)


def _do(request: HttpRequest, diagnosis: Diagnosis, act: str, message: str) -> None:
    who = {"actor": request.user, "roles": staff_roles(request.seats)}
    match act:
        case "take":
            carrying.take(diagnosis, seat=_my_seat(request))
        case "return":
            carrying.return_(diagnosis, message=message, **who)
        case "send_back":
            carrying.send_back(diagnosis, message=message, **who)
        case "approve":
            carrying.approve(diagnosis, **who)
        case "validate":
            carrying.validate(diagnosis, **who)
        case "consent":
            carrying.consent(diagnosis, **who)


@require_POST
@needs(*RESCORING)
def edition_rescore(request: HttpRequest, year: int) -> HttpResponse:
    """Have every scorecard of an edition made that is missing."""
    edition = edition_or_404(year)
    try:
        request_rescore(edition, actor=request.user, roles=staff_roles(request.seats))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The scores are being computed; it takes about a minute."))
    return redirect("admin:participations", year=year)


@require_POST
@needs(Role.COORDINATOR)
def review_assign(request: HttpRequest, pk: int) -> HttpResponse:
    diagnosis = diagnosis_or_404(pk)
    chosen = request.POST.get("seat", "")
    seat = get_object_or_404(Membership, pk=int(chosen) if chosen.isdigit() else 0, government=None)
    try:
        carrying.assign(diagnosis, seat, actor=request.user)
    except Refused as refusal:
        return _review_page(request, diagnosis, error=refusal.message, status=422)
    messages.success(request, _("%(person)s has it now.") % {"person": seat.user})
    return redirect("admin:review", pk=pk)


@require_http_methods(["GET", "POST"])
@needs(*STAFF_ROLES)
def review_dimension(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Answer, evidence and verdict of each question; POST keeps every verdict given."""
    diagnosis = diagnosis_or_404(pk)
    dimension = _dimension(diagnosis, position)
    typed, errors, status = {}, {}, 200
    if request.method == "POST":
        typed, errors, kept = _judge_all(request, diagnosis, dimension)
        if not errors:
            said = ngettext("%(n)s verdict saved.", "%(n)s verdicts saved.", kept) % {"n": kept}
            messages.success(request, said)
            return redirect("admin:review_dimension", pk=pk, position=position)
        status = 422
    context = {
        "diagnosis": diagnosis,
        "dimension": dimension,
        "tallies": sheets.tallies(diagnosis),
        "rows": sheets.rows(diagnosis, dimension, typed=typed, errors=errors),
        "errors": errors,
        "may_judge": holds(request, *REVIEWING) and diagnosis.state == Diagnosis.State.IN_REVIEW,
        "outcomes": Verdict.Outcome,
    }
    return staff_page(
        request, "review/dimension.html", context, title=str(dimension.name), status=status
    )


def _dimension(diagnosis: Diagnosis, position: int) -> Dimension:
    for one in form_for(diagnosis).dimensions:
        if one.position == position:
            return one
    raise Http404


def _judge_all(
    request: HttpRequest, diagnosis: Diagnosis, dimension: Dimension
) -> tuple[dict[str, Judgement], dict[str, str], int]:
    """Keep what can be kept; what cannot comes back as typed, with its sentence."""
    seat, typed, errors, kept = _my_seat(request), {}, {}, 0
    for indicator in dimension.indicators:
        judgement = sheets.typed_in(request.POST, indicator)
        if judgement is None:
            continue
        try:
            judge(diagnosis, indicator, judgement, seat=seat)
            kept += 1
        except Refused as refusal:
            typed[indicator.code], errors[indicator.code] = judgement, refusal.message
    return typed, errors, kept


@require_GET
@needs(*STAFF_ROLES)
def scorecard_staff(request: HttpRequest, pk: int) -> HttpResponse:
    """Declared and verified, side by side, for the staff."""
    diagnosis = diagnosis_or_404(pk)
    cards = {
        basis.value: queries.card_rows(diagnosis, card)
        for basis in Scorecard.Basis
        if (card := queries.scorecard_of(diagnosis, basis))
    }
    return staff_page(
        request,
        "review/scorecard_staff.html",
        {"diagnosis": diagnosis, "cards": cards},
        title=_("Scorecard"),
    )
