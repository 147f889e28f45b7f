"""Staff pages of an edition: more time for a step, who takes part, a government that leaves."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from migracidades.kit.errors import Refused
from migracidades.kit.staff import staff_page
from migracidades.tenancy.models import STAFF_ROLES
from migracidades.tenancy.rules import RULING, holds, needs, roles_of
from migracidades.tenancy.steps import name_of

from .calendar import overlapping, timeline
from .cloning import clone, windows_of
from .extending import extend
from .forms import CloneForm, ExtensionForm, WithdrawForm
from .models import Edition, Extension, Participation, Window
from .queries import edition_or_404, taking_part
from .rules import EXTENDING, RESCORING
from .views import withdrawn

PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*EXTENDING)
def extensions(request: HttpRequest, year: int) -> HttpResponse:
    """Every extension of an edition; a POST makes another."""
    edition = edition_or_404(year)
    form = ExtensionForm(request.POST or None, programme=request.programme)
    if request.method == "POST" and form.is_valid() and _extended(request, edition, form):
        return redirect("admin:extensions", year=year)
    made = Extension.objects.filter(edition=edition).select_related(
        "beneficiary", "made_by", "edition__programme"
    )
    stages = timeline(edition)
    context = {
        "edition": edition,
        "form": form,
        "timeline": stages,
        "overlapping": overlapping(stages),
        "page_obj": Paginator(made, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return staff_page(request, "editions/extensions.html", context, title=_("Extensions"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*RULING)
def clone_page(request: HttpRequest, year: int) -> HttpResponse:
    """What a copy for another year would hold (``?year=``); a POST makes it."""
    edition = edition_or_404(year)
    asked = request.POST or request.GET if "year" in request.GET or request.POST else None
    form = CloneForm(asked, initial={"year": year + 1})
    if request.method == "POST" and form.is_valid():
        try:
            chosen = form.cleaned_data["year"]
            made = clone(edition, chosen, actor=request.user, roles=roles_of(request))
        except Refused as refusal:
            form.add_error("year", refusal.message)
        else:
            messages.success(request, _("A draft: look at every date, then publish it."))
            return redirect("admin:certification_edition_change", made.pk)
    wanted = form.cleaned_data["year"] if form.is_bound and form.is_valid() else year + 1
    windows = zip(
        Window.objects.filter(edition=edition),
        windows_of(edition, edition, wanted - year),
        strict=True,
    )
    context = {
        "edition": edition,
        "form": form,
        "wanted": wanted,
        "windows": [
            (name_of(request.programme, was.step), was, becomes) for was, becomes in windows
        ],
    }
    title = _("Copy the %(year)s edition") % {"year": year}
    return staff_page(request, "editions/clone.html", context, title=title)


@require_safe
@needs(*STAFF_ROLES)
def participations(request: HttpRequest, year: int) -> HttpResponse:
    """The governments of an edition."""
    edition = edition_or_404(year)
    paginator = Paginator(taking_part(edition), PAGE_SIZE)
    context = {
        "edition": edition,
        "page_obj": paginator.get_page(request.GET.get("page")),
        "may_withdraw": holds(request, *EXTENDING),
        "may_rescore": holds(request, *RESCORING),
    }
    return staff_page(request, "editions/participations.html", context, title=_("Taking part"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*EXTENDING)
def participation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a government out of its edition, on its request or for a reason of the programme."""
    found = Participation.objects.select_related("government", "edition__programme")
    participation = get_object_or_404(found, pk=pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and withdrawn(request, participation, form):
        return redirect("admin:participations", year=participation.edition.year)
    context = {"participation": participation, "form": form}
    return staff_page(request, "editions/staff_withdraw.html", context, title=_("Withdraw"))


def _extended(request: HttpRequest, edition: Edition, form: ExtensionForm) -> bool:
    try:
        extend(**form.cleaned_data, edition=edition, actor=request.user, roles=roles_of(request))
    except Refused as refusal:
        form.add_error("closes_at", refusal.message)
        return False
    messages.success(request, _("The step stays open longer. Those concerned are told by mail."))
    return True
