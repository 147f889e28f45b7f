"""The desk's page on which a government leaves an edition."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from migracidades.kit.errors import Refused
from migracidades.tenancy.models import Role
from migracidades.tenancy.rules import needs, roles_of

from .forms import WithdrawForm
from .models import Participation
from .queries import participation_or_404
from .withdrawing import withdraw


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.LEAD)
def withdraw_page(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Say why, tick that it is meant, and leave the edition."""
    participation = participation_or_404(request, year)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and withdrawn(request, participation, form):
        return redirect("desk_edition", code=code, year=year)
    context = {
        "participation": participation,
        "form": form,
        "crumbs": [
            (request.government.name, reverse("desk_home", args=[code])),
            (str(year), reverse("desk_edition", args=[code, year])),
            (_("Withdraw"), None),
        ],
    }
    return render(request, "editions/withdraw.html", context)


def withdrawn(request: HttpRequest, participation: Participation, form: WithdrawForm) -> bool:
    """Withdraw as a valid form says; ``False``, with the reason in the form, when it cannot be."""
    try:
        withdraw(
            participation=participation,
            reason=form.cleaned_data["reason"],
            actor=request.user,
            roles=roles_of(request),
        )
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    sentence = _("%(government)s has withdrawn from the edition. Nothing was deleted.")
    messages.success(request, sentence % {"government": participation.government})
    return True
