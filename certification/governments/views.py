"""Public page of an invitation, and the desk's page of its people."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.tenancy.models import Invitation, Membership
from migracidades.tenancy.queries import team_of
from migracidades.tenancy.rules import LEADING, needs, roles_of

from . import inviting
from .answering import ended, handed_over, invited, withdrawn
from .forms import HandOverForm, InviteForm
from .inviting import Standing
from .queries import colleagues_of, open_invitations
from .rules import endable, invitable


@never_cache
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites to what, and the next step for whoever is looking."""
    found = _found(token)
    standing = inviting.standing(found)
    gone = standing in (Standing.EXPIRED, Standing.WITHDRAWN)
    context = {
        "invitation": found,
        "token": token,
        "standing": standing.value,
        "address": inviting.masked(found.email),
        "refusal": _refusal(request, found) if standing is Standing.OPEN else "",
        "known": User.objects.filter(email=found.email).exists(),
    }
    return render(request, "governments/invitation.html", context, status=410 if gone else 200)


@require_POST
def invitation_sign_up(request: HttpRequest, token: str) -> HttpResponse:
    """To the sign-up: the link has proved the address, so it is not proved again."""
    found = _found(token)
    page = reverse("invitation", args=[token])
    if inviting.standing(found) is not Standing.OPEN:
        return redirect(page)
    get_adapter().stash_verified_email(request, found.email)
    asked = urlencode({"email": found.email, "next": page})
    return redirect(f"{reverse('account_signup')}?{asked}")


@require_POST
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    page = reverse("invitation", args=[token])
    if not request.user.is_authenticated:
        _found(token)
        return redirect(page)
    try:
        seat = inviting.accept(token=token, user=request.user)
    except LookupError:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(page)
    messages.success(request, _("Welcome: the seat is yours."))
    if seat.government:
        return redirect("desk_home", code=seat.government.code)
    return redirect("admin:index")


@require_POST
def invitation_again(request: HttpRequest, token: str) -> HttpResponse:
    """An expired link asks for a new one."""
    try:
        inviting.ask_again(token)
    except LookupError:
        raise Http404 from None
    except Refused as refusal:
        messages.info(request, refusal.message)
    else:
        messages.success(request, _("We have asked for a new invitation. It will come by e-mail."))
    return redirect("invitation", token=token)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*LEADING)
def people(request: HttpRequest, code: str) -> HttpResponse:
    """The government's team and its open invitations; a POST invites."""
    roles = roles_of(request)
    form = InviteForm(request.POST or None, roles=invitable(roles))
    if (
        request.method == "POST"
        and form.is_valid()
        and invited(request, form, government=request.government)
    ):
        return redirect("people", code=code)
    context = {
        "form": form,
        "team": team_of(request.government),
        "invitations": open_invitations(request.government),
        "endable": endable(roles),
        "crumbs": [
            (request.government.name, reverse("desk_home", args=[code])),
            (_("People"), None),
        ],
    }
    return render(request, "governments/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*LEADING)
def people_end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask once more, then end a seat of the government."""
    seat = get_object_or_404(
        Membership.objects.select_related("user"), pk=pk, government=request.government, active=True
    )
    if request.method == "POST":
        return ended(request, seat) or redirect("people", code=code)
    context = {
        "seat": seat,
        "crumbs": [
            (request.government.name, reverse("desk_home", args=[code])),
            (_("People"), reverse("people", args=[code])),
            (_("End the seat"), None),
        ],
    }
    return render(request, "governments/people_end.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def people_hand_over(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say who takes a seat over, for a seat that one could end."""
    seat = get_object_or_404(
        Membership.objects.select_related("user", "government"),
        pk=pk,
        government=request.government,
        active=True,
    )
    if seat.role not in endable(roles_of(request)):
        raise PermissionDenied
    form = HandOverForm(request.POST or None, colleagues=colleagues_of(seat))
    if request.method == "POST" and form.is_valid() and handed_over(request, form, seat):
        return redirect("desk")
    context = {
        "seat": seat,
        "form": form,
        "crumbs": [
            (request.government.name, reverse("desk_home", args=[code])),
            (_("People"), reverse("people", args=[code])),
            (_("Hand over the seat"), None),
        ],
    }
    return render(request, "governments/people_hand_over.html", context)


@require_POST
@needs(*LEADING)
def people_withdraw(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    withdrawn(request, get_object_or_404(Invitation, pk=pk, government=request.government))
    return redirect("people", code=code)


def _found(token: str) -> Invitation:
    try:
        return inviting.look_up(token)
    except LookupError:
        raise Http404 from None


def _refusal(request: HttpRequest, found: Invitation) -> str:
    if not request.user.is_authenticated:
        return ""
    try:
        inviting.demand_addressee(found, request.user)
    except Refused as refusal:
        return refusal.message
    return ""
