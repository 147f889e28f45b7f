"""Staff pages: the events of an edition, and one event of one government."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certification.editions.models import Edition, Participation
from certification.editions.queries import current_edition, edition_or_404, taking_part
from migracidades.kit.errors import Refused
from migracidades.kit.staff import staff_page
from migracidades.ledger.workflow import allowed
from migracidades.tenancy.models import STAFF_ROLES
from migracidades.tenancy.rules import holds, needs, roles_of

from . import planning
from .declared import declared
from .forms import EventForm, ReopenForm
from .queries import Foreseen, foreseen
from .workflow import EVENT, PLANNING

PAGE_SIZE = 50
ACTS = ("plan", "hold", "reopen")


@require_safe
@needs(*STAFF_ROLES)
def events(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The events of every government that takes part in an edition."""
    edition = edition_or_404(year) if year else current_edition()
    inside = taking_part(edition).filter(withdrawn_at=None) if edition else []
    page = Paginator(inside, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "kinds": declared(request.programme),
        "rows": _rows(page, edition, request),
        "page_obj": page,
    }
    return staff_page(request, "events/events.html", context, title=_("Events"))


def _rows(page: Any, edition: Edition | None, request: HttpRequest) -> list[Foreseen]:
    for one in page:
        one.edition = edition  # with its programme, so that no row asks for it again
    return foreseen(page, request.programme)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*STAFF_ROLES)
def event(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """Plan one event of one government, move it, or record it as held."""
    found = Participation.objects.select_related("government", "edition__programme")
    told = _told_or_404(get_object_or_404(found, pk=pk), event)
    with timezone.override(ZoneInfo(told.participation.government.time_zone)):
        if request.method == "POST":
            return _acted(request, told)
        return _page(request, told)


def _told_or_404(participation: Participation, code: str) -> Foreseen:
    for one in foreseen([participation], participation.edition.programme):
        if one.declared.code == code:
            return one
    raise Http404


def _page(
    request: HttpRequest, told: Foreseen, *, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    may = holds(request, *PLANNING)
    held = told.event
    kept = {"starts_at": held.starts_at, "place": held.place} if held else {}
    forms = {"plan": EventForm(initial=kept), "reopen": ReopenForm()} | (bound or {})
    context = {
        "told": told,
        "forms": forms,
        "may_plan": may and not told.held,
        "may_hold": told.begun and allowed(held, "hold", EVENT, roles_of(request)),
        "may_reopen": held is not None and allowed(held, "reopen", EVENT, roles_of(request)),
    }
    title = f"{told.declared.name}: {told.participation.government}"
    return staff_page(request, "events/event.html", context, title=title, status=status)


def _acted(request: HttpRequest, told: Foreseen) -> HttpResponse:
    if not holds(request, *PLANNING):
        raise PermissionDenied
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise BadRequest
    who = {"actor": request.user, "roles": roles_of(request)}
    form = {"plan": EventForm, "reopen": ReopenForm}.get(act)
    filled = form(request.POST) if form else None
    if filled is not None and not filled.is_valid():
        return _page(request, told, bound={act: filled}, status=422)
    try:
        _do(act, told, filled, who)
    except Refused as refusal:
        if filled is None:
            messages.error(request, refusal.message)
            return _page(request, told, status=422)
        filled.add_error(None, refusal.message)
        return _page(request, told, bound={act: filled}, status=422)
    messages.success(request, _("The event is kept. The government sees it at its desk."))
    return redirect("admin:event", pk=told.participation.pk, event=told.declared.code)


def _do(act: str, told: Foreseen, filled: Any, who: dict[str, Any]) -> None:
    if act == "plan":
        planning.plan(
            participation=told.participation, code=told.declared.code, **filled.cleaned_data, **who
        )
    elif told.event is None:
        raise Refused(_("This event has no day yet."))
    elif act == "hold":
        planning.hold(told.event, **who)
    else:
        planning.reopen(told.event, **filled.cleaned_data, **who)
