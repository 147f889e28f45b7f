"""The screening of applications, inside the admin."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certification.editions.models import Edition
from certification.editions.queries import current_edition, edition_or_404
from migracidades.kit.errors import Refused
from migracidades.kit.staff import staff_page
from migracidades.ledger.workflow import allowed
from migracidades.tenancy.rules import needs, roles_of

from . import deciding, queries
from .call import criteria
from .forms import DecisionForm
from .models import Application
from .questionnaire import answered
from .rules import READING, may_decide
from .screening import checks
from .workflow import APPLICATION

PAGE = 50
State = Application.State
SHOWN = [one for one in State if one != State.DRAFT]
DECISIONS = ("admit", "wait", "refuse", "reopen")


@require_safe
@needs(*READING)
def applications(request: HttpRequest) -> HttpResponse:
    """What was sent to an edition, by government; narrowed by state and level."""
    edition = _edition(request)
    state = _one_of(request.GET.get("state"), [one.value for one in SHOWN])
    level = _one_of(request.GET.get("level"), edition.levels if edition else [])
    found = queries.queue(edition, state=state, level=level) if edition else []
    context = {
        "edition": edition,
        "places": queries.places(edition) if edition and edition.quota is not None else None,
        "editions": list(Edition.objects.values_list("year", flat=True)),
        "states": SHOWN,
        "levels": [(one, request.programme.level_name(one)) for one in edition.levels]
        if edition
        else [],
        "state": state,
        "level": level,
        "page_obj": Paginator(found, PAGE).get_page(request.GET.get("page")),
    }
    return staff_page(request, "application/queue.html", context, title=_("Applications"))


def _edition(request: HttpRequest) -> Edition | None:
    year = request.GET.get("edition", "")
    if not year:
        return current_edition()
    if not year.isdecimal():
        raise Http404
    return edition_or_404(int(year))


def _one_of(asked: str | None, offered: list[str]) -> str:
    return asked if asked in offered else ""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*READING)
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application beside the others of its government; the decision is made here."""
    found = queries.sent_or_404(pk)
    if request.method == "POST":
        return _decided(request, found)
    return _screen(request, found, DecisionForm(edition=found.edition))


def _screen(
    request: HttpRequest, found: Application, form: DecisionForm, *, status: int = 200
) -> HttpResponse:
    beside = queries.side_by_side(found)
    context = {
        "application": found,
        "beside": beside,
        "told": [(one, answered(one)) for one in beside],
        "criteria": criteria(found.edition),
        "checks": checks(found),
        "form": form,
        "acts": _acts(request, found),
    }
    title = _("Application of %(government)s") % {"government": found.government}
    return staff_page(request, "application/screen.html", context, title=title, status=status)


def _acts(request: HttpRequest, found: Application) -> list[tuple[str, str]]:
    roles = roles_of(request)
    return [
        (act, APPLICATION[act].label)
        for act in DECISIONS
        if allowed(found, act, APPLICATION, roles)
    ]


def _decided(request: HttpRequest, found: Application) -> HttpResponse:
    if not may_decide(request):
        raise PermissionDenied
    form, act = DecisionForm(request.POST, edition=found.edition), request.POST.get("act", "")
    if act not in DECISIONS:
        raise BadRequest
    if form.is_valid() and _do(request, found, form, act):
        state = found.get_state_display()
        messages.success(request, _("Kept: the application is %(state)s.") % {"state": state})
        return redirect("admin:application", pk=found.pk)
    return _screen(request, found, form, status=422)


def _do(request: HttpRequest, found: Application, form: DecisionForm, act: str) -> bool:
    reason = form.cleaned_data["reason"]
    needed = APPLICATION[act].reason_required or deciding.needs_words(found.edition)
    if needed and not reason:
        form.add_error("reason", _("Write the reason: the applicant reads it."))
        return False
    verb: Callable = getattr(deciding, act)
    try:
        verb(application=found, actor=request.user, roles=roles_of(request), reason=reason)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    return True
