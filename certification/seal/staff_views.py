"""The issuer's pages: who may be certified and why not, issuing, and what becomes of a seal."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from certification.editions.models import Edition, Participation
from certification.editions.queries import edition_or_404
from migracidades.kit import pdf
from migracidades.kit.errors import Refused
from migracidades.kit.staff import staff_page
from migracidades.ledger.workflow import allowed
from migracidades.tenancy.models import STAFF_ROLES, Role
from migracidades.tenancy.rules import holds, needs, staff_roles

from .eligibility import Eligibility, eligibility
from .issuing import STANDING, change, issue
from .models import Seal
from .workflow import TABLE

ACTS = ("suspend", "reinstate", "revoke")


@require_GET
@needs(*STAFF_ROLES)
def seals(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Everybody in an edition, with what is missing and what was issued."""
    edition = edition_or_404(year) if year else Edition.objects.filter(published=True).first()
    if edition is None:
        raise Http404
    taking_part = Participation.objects.filter(edition=edition).select_related("government")
    page = Paginator(taking_part.order_by("government__sort_name", "pk"), 50).get_page(
        request.GET.get("page")
    )
    context = {
        "edition": edition,
        "editions": Edition.objects.filter(published=True),
        "page": page,
        "rows": _rows(edition, list(page)),
        "may_issue": holds(request, Role.ISSUER),
        "pango_line": pdf.missing_line(),
    }
    return staff_page(request, "seal/seals.html", context, title=_("Certification"))


def _rows(edition: Edition, participations: list[Participation]) -> list[dict]:
    for one in participations:
        one.edition = edition
    verdicts = eligibility(edition, participations)
    issued: dict[int, list[Seal]] = {}
    for seal in Seal.objects.filter(participation__in=participations).order_by("issued_at"):
        issued.setdefault(seal.participation_id, []).append(seal)
    return [_row(one, verdicts[one.pk], issued.get(one.pk, [])) for one in participations]


def _row(participation: Participation, verdict: Eligibility, seals: list[Seal]) -> dict:
    sealed = any(one.kind == Seal.Kind.SEAL and one.state in STANDING for one in seals)
    return {
        "participation": participation,
        "eligibility": verdict,
        "seals": seals,
        "open": verdict.complete and not sealed,
    }


@require_POST
@needs(Role.ISSUER)
def seals_issue(request: HttpRequest, year: int) -> HttpResponse:
    """Issue to each government that was ticked; a refusal of one does not stop the others."""
    edition = edition_or_404(year)
    kind = Seal.Kind(request.POST.get("kind", Seal.Kind.SEAL))
    chosen = Participation.objects.filter(edition=edition, pk__in=_ticked(request))
    made = 0
    for participation in chosen.select_related("government").order_by("pk"):
        participation.edition = edition
        try:
            _seal, fresh = issue(
                participation, kind=kind, actor=request.user, roles=staff_roles(request.seats)
            )
            made += fresh
        except Refused as refusal:
            messages.error(request, refusal.message)
    if made:
        said = ngettext("%(n)s document issued.", "%(n)s documents issued.", made) % {"n": made}
        messages.success(request, said)
    elif not chosen:
        messages.error(request, _("Tick at least one government."))
    return redirect("admin:seals_of", year=year)


def _ticked(request: HttpRequest) -> list[int]:
    return [int(one) for one in request.POST.getlist("participation") if one.isdigit()]


@require_GET
@needs(*STAFF_ROLES)
def seal(request: HttpRequest, code: str) -> HttpResponse:
    return _seal_page(request, _found(code))


@require_POST
@needs(Role.ISSUER)
def seal_change(request: HttpRequest, code: str) -> HttpResponse:
    """Suspend, reinstate or revoke, with a reason that the world will read."""
    found, act = _found(code), request.POST.get("act", "")
    if act not in ACTS:
        raise Http404
    reason = request.POST.get("reason", "").strip()
    try:
        change(found, act, actor=request.user, roles=staff_roles(request.seats), reason=reason)
    except Refused as refusal:
        return _seal_page(request, found, error=refusal.message, typed=reason, status=422)
    messages.success(request, gettext_lazy("Done. The verification page shows it already."))
    return redirect("admin:seal", code=found.code)


def _found(code: str) -> Seal:
    asked = Seal.objects.select_related("government", "edition", "file", "issued_by")
    return get_object_or_404(asked, code=code)


def _seal_page(
    request: HttpRequest, found: Seal, *, error: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    roles = staff_roles(request.seats)
    acts = [(act, TABLE[act].label) for act in ACTS if allowed(found, act, TABLE, roles)]
    context = {
        "seal": found,
        "facts": found.facts,
        "acts": acts,
        "error": error,
        "typed": typed,
        "pango_line": pdf.missing_line(),
    }
    return staff_page(request, "seal/seal.html", context, title=found.code, status=status)
