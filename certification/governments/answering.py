"""What desk and staff pages do alike: call a verb, and say what came of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from migracidades.kit.errors import Refused
from migracidades.tenancy.models import Invitation, Membership
from migracidades.tenancy.rules import roles_of

from . import handing_over, inviting, seating
from .forms import HandOverForm, InviteForm


def invited(request: HttpRequest, form: InviteForm, **extra: Any) -> bool:
    """Invite whom a valid form names; ``False``, with the reason in the form, when it cannot be."""
    asked = form.cleaned_data | extra
    try:
        made = inviting.invite(**asked, actor=request.user, roles=roles_of(request))
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(
        request, _("The invitation to %(email)s is on its way.") % {"email": made.email}
    )
    return True


def withdrawn(request: HttpRequest, invitation: Invitation) -> None:
    """Withdraw an invitation, or say why not."""
    roles = roles_of(request)
    try:
        inviting.withdraw_invitation(invitation=invitation, actor=request.user, roles=roles)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return
    sentence = _("The invitation to %(email)s was withdrawn.")
    messages.success(request, sentence % {"email": invitation.email})


def handed_over(request: HttpRequest, form: HandOverForm, seat: Membership) -> bool:
    """Hand a seat over as a valid form says; ``False``, with the reason in it, when it fails."""
    person, who = form.cleaned_data["person"], {"actor": request.user, "roles": roles_of(request)}
    try:
        if person:
            handing_over.hand_over(seat, to=person, **who)
            said = _("The seat is %(person)s’s now.") % {"person": person}
        else:
            said = _invited_to(seat, form.cleaned_data["email"], who)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, said)
    return True


def _invited_to(seat: Membership, email: str, who: dict[str, Any]) -> str:
    inviting.invite(
        email=email,
        role=seat.role,
        government=seat.government,
        department=seat.department,
        seat=seat,
        **who,
    )
    return _("The invitation to %(email)s is on its way. The seat passes on when they accept.") % {
        "email": email
    }


def ended(request: HttpRequest, seat: Membership) -> HttpResponse | None:
    """End a seat, or say why not. Who has ended their own is shown out: the answer is where to."""
    try:
        seating.end_seat(seat=seat, actor=request.user, roles=roles_of(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return None
    messages.success(request, _("The seat of %(person)s has ended.") % {"person": seat.user})
    return redirect("home") if seat.user_id == request.user.pk else None
