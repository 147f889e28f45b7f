"""What is done with a suggestion: it becomes the answer, or is set aside."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from migracidades.kit.errors import Refused
from migracidades.tenancy.rules import ANSWERING, needs, roles_of

from . import forms, taking
from .dimension_views import indicator_or_404
from .models import Suggestion
from .queries import diagnosis_or_404
from .reach import form_here
from .saving import Conflict


@require_POST
@needs(*ANSWERING)
def suggestion(request: HttpRequest, code: str, year: int, pk: int) -> HttpResponse:
    """Use a guest's suggestion as the answer, or set it aside; then back to where one was."""
    diagnosis = diagnosis_or_404(request, year)
    suggestions = Suggestion.objects.select_related("indicator")
    found = get_object_or_404(suggestions, pk=pk, diagnosis=diagnosis)
    indicator_or_404(form_here(request, diagnosis), found.indicator.code)
    try:
        _act(request, found)
    except Conflict as conflict:
        who = {"who": conflict.theirs.author}
        messages.error(
            request, _("Meanwhile %(who)s saved another answer: look at it first.") % who
        )
    except Refused as refused:
        messages.error(request, refused.message)
    if request.POST.get("back") == "guests":
        return redirect("guests", code=code, year=year)
    return redirect("question", code=code, year=year, code_=found.indicator.code)


def _act(request: HttpRequest, found: Suggestion) -> None:
    roles = roles_of(request)
    if request.POST.get("act") == "take":
        base = forms.version(request.POST)
        taking.take_over(found, author=request.user, roles=roles, base_version=base)
        messages.success(request, _("The suggestion is the answer now."))
    else:
        taking.set_aside(found, actor=request.user, roles=roles)
        messages.success(request, _("The suggestion was set aside. The answer stays as it is."))
