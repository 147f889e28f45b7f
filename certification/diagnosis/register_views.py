"""The register of a government's evidence."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from certification.evidence.keeping import keep, marks_of
from certification.evidence.queries import holding
from certification.evidence.validity import lives_of, spoken
from migracidades.files.quota import room_of
from migracidades.tenancy.rules import ANSWERING, holds, roles_of

from .evidence_forms import PieceForm
from .models import Diagnosis
from .register import lines, tally, with_uses
from .register_forms import LookForm
from .sight import sight_of

PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, code: str) -> HttpResponse:
    """Every piece of the government; POST adds one that no question uses yet."""
    if request.method != "POST":
        return _register(request, PieceForm())
    if not holds(request, *ANSWERING):
        raise PermissionDenied
    sent = PieceForm(request.POST, request.FILES)
    if sent.is_valid() and (kept := _kept(request, sent)):
        return redirect("piece", code=code, pk=kept)
    return _register(request, sent, status=422)


def _kept(request: HttpRequest, sent: PieceForm) -> int | None:
    """The piece of what was sent, new or known; nothing when it could not be kept."""
    content, government = sent.content, request.government.pk
    marks = marks_of(content["file"]) if content["file"] else ()
    known = holding(government, marks=marks, link=content["link"])
    if known:
        messages.info(request, already(known.title))
        return known.piece_id
    try:
        told = sent.told(lives_of(request.programme))
        who = {"actor": request.user, "roles": roles_of(request)}
        return keep(government, told, **content, **who).piece_id
    except ValidationError as error:
        sent.add_error("file", error)
    return None


def already(title: str) -> str:
    """What to say of a file or link that the register holds."""
    return _("This is in the register already, as “%(title)s”: no second copy was made.") % {
        "title": title
    }


def _register(request: HttpRequest, adding: PieceForm, *, status: int = 200) -> HttpResponse:
    editions = Diagnosis.objects.filter(government=request.government)
    years = editions.values_list("participation__edition__year", flat=True)
    look = LookForm(request.GET, years=sorted(years, reverse=True), auto_id="look-%s")
    sight = sight_of(request)
    everything, wanted = lines(sight), look.wanted
    found = [one for one in everything if one.matches(wanted)]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "look": look,
        "looking": bool(request.GET),
        "page_obj": page,
        "tally": tally(everything),
        "lines": with_uses(page.object_list, sight),
        "form": adding,
        "lives": spoken(lives_of(request.programme)),
        "keeps": holds(request, *ANSWERING),
        "room": room_of(request.government.pk, request.programme),
    }
    return render(request, "evidence/register.html", context, status=status)
