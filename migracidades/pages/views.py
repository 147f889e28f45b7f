"""Pages that join floors: the lobby, the programme's home, a person's and a government's desk."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from certification.diagnosis.offline import keep_for
from certification.editions.models import Participation
from certification.editions.queries import participation_or_404
from certification.seal.queries import years_of
from migracidades.accounts.models import User
from migracidades.kit.shelf import public_page
from migracidades.kit.theme import stylesheet, version
from migracidades.tenancy.models import Programme
from migracidades.tenancy.queries import government_at, team_of

from .agenda import agenda_of
from .front import front_of
from .road import road_of

YEAR = 365 * 24 * 3600
LOBBY_DOORS = ("register", "verify")


@require_GET
@public_page
def lobby(request: HttpRequest) -> HttpResponse:
    """The list of programmes: each in its colours, with the doors a stranger comes for."""
    inside = {name: reverse(name, urlconf=settings.ROOT_URLCONF)[1:] for name in LOBBY_DOORS}
    context = {"programmes": Programme.objects.order_by("slug"), **inside}
    response = render(request, "pages/lobby.html", context)
    if request.GET.get("lang") == request.LANGUAGE_CODE:
        _keep_language(response, request.LANGUAGE_CODE)
    return response


@require_GET
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """The programme's front page."""
    return render(request, "pages/home.html", front_of(request.programme))


@require_GET
@public_page
def theme(request: HttpRequest) -> HttpResponse:
    """The programme's own pair of colours as custom properties, kept for good by their version."""
    brand = request.programme.config["brand"]
    response = HttpResponse(stylesheet(**brand), content_type="text/css; charset=utf-8")
    asked = request.GET.get("version") == version(**brand)
    kept = {"max_age": YEAR, "immutable": True} if asked else {"max_age": 3600}
    patch_cache_control(response, public=True, **kept)
    return response


# A token would put a cookie into every public page, and none could be kept for all. A form of
# another site brings no session along (SameSite), so it changes nobody's account.
@csrf_exempt
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep a person's language: with the account when signed in, always in a cookie."""
    language, target = request.POST.get("language", ""), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = request.META["SCRIPT_NAME"] + "/"
    response = redirect(target)
    if language in request.programme.languages:
        _keep_language(response, language)
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(language=language)
    return response


def _keep_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        samesite="Lax",
        httponly=True,
        secure=settings.HTTPS,
    )


@require_GET
@public_page
def government(request: HttpRequest, code: str) -> HttpResponse:
    """What the programme publishes of a government: who it is and when it was certified."""
    found = government_at(code)
    if found is None:
        raise Http404
    years = years_of(found)
    taking_part = Participation.objects.filter(government=found, edition__published=True)
    admitted = taking_part.select_related("edition").order_by("-edition__year")
    context = {"shown": found, "years": years, "participations": admitted}
    context["level"] = request.programme.level_name(found.level)
    return render(request, "pages/government.html", context)


@require_GET
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Where a person works: straight to their government when it is the only place."""
    governments = {seat.government for seat in request.seats if seat.government}
    staff = any(seat.government is None for seat in request.seats)
    if len(governments) == 1 and not staff:
        return redirect("desk_home", code=governments.pop().code)
    if staff and not governments:
        return redirect("admin:index")
    found = sorted(governments, key=lambda one: one.sort_name)
    return render(request, "pages/desk.html", {"governments": found, "staff": staff})


@require_GET
def desk_home(request: HttpRequest, code: str) -> HttpResponse:
    """A government's editions; the only one opens by itself."""
    taking_part = Participation.objects.filter(government=request.government)
    found = list(taking_part.select_related("edition").order_by("-edition__year"))
    if len(found) == 1:
        return redirect("desk_edition", code=code, year=found[0].edition.year)
    return render(request, "pages/desk_home.html", {"participations": found})


@require_GET
def desk_edition(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """A government's home: what is to be done, the steps, the team, what the seal still asks."""
    participation = participation_or_404(request, year)
    road, facts = road_of(participation)
    context = {
        "participation": participation,
        "road": road,
        "facts": facts,
        "agenda": agenda_of(request, road, facts),
        "team": team_of(request.government),
    }
    shown = render(request, "pages/desk_edition.html", context)
    return keep_for(shown, request.user.device_key)
