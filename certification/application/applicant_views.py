"""An applicant's own pages. They stand on the public side: the person sees their own rows alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from certification.editions.queries import current_edition
from migracidades.kit.errors import Refused
from migracidades.ledger.workflow import allowed
from migracidades.tenancy.queries import government_at
from migracidades.tenancy.rules import LEADING

from . import applying, queries
from .call import call_of
from .checking import faults
from .forms import ApplicationForm, ReasonForm
from .models import Application
from .questionnaire import answered
from .rules import roles_for
from .workflow import APPLICATION

State = Application.State
PAGE = 50


@require_GET
@login_required
def my_applications(request: HttpRequest) -> HttpResponse:
    mine = Paginator(queries.own(request.user), PAGE)
    context = {"page_obj": mine.get_page(request.GET.get("page"))}
    return render(request, "application/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def apply(request: HttpRequest) -> HttpResponse:
    """Choose the government; choosing it begins the draft, or opens the one there is."""
    if request.method == "POST":
        return _begin(request)
    return _choose(request)


def _choose(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    edition, typed = current_edition(), request.GET.get("q", "")
    context = {
        "call": call_of(edition) if edition else None,
        "q": typed,
        "found": queries.governments_like(typed, edition.levels) if edition else [],
        "led": [seat.government for seat in request.seats if seat.role in LEADING],
        "limit": queries.FOUND,
        "error": error,
    }
    return render(request, "application/apply.html", context, status=status)


def _begin(request: HttpRequest) -> HttpResponse:
    edition = current_edition()
    government = government_at(request.POST.get("government", ""))
    if edition is None or government is None:
        return _choose(request, error=_("Choose a government from the list."), status=422)
    try:
        begun = applying.start(edition=edition, government=government, applicant=request.user)
    except Refused as refusal:
        return _choose(request, error=refusal.message, status=422)
    return redirect("application", pk=begun.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own application: the form while it is a draft, afterwards its receipt."""
    sending = request.method == "POST"
    mine = queries.own_or_404(request.user, pk, lock=sending)
    if mine.state != State.DRAFT:
        return redirect("application", pk=pk) if sending else _receipt(request, mine)
    return _keep(request, mine) if sending else _form(request, mine, ApplicationForm(instance=mine))


def _receipt(request: HttpRequest, mine: Application) -> HttpResponse:
    seated = any(seat.government_id == mine.government_id for seat in request.seats)
    context = {"application": mine, "seated": seated, "parts": answered(mine)}
    return render(request, "application/receipt.html", context)


def _form(
    request: HttpRequest, mine: Application, form: ApplicationForm, *, status: int = 200
) -> HttpResponse:
    context = {"application": mine, "form": form, "call": call_of(mine.edition)}
    return render(request, "application/form.html", context, status=status)


def _keep(request: HttpRequest, mine: Application) -> HttpResponse:
    """Keep what is fit to be kept; what is not stays in the page with its sentence."""
    form = ApplicationForm(request.POST, request.FILES, instance=mine)
    form.is_valid()
    applying.save(application=mine, values=form.kept())
    _attach(request, mine, form)
    if "send" in request.POST:
        return _send(request, mine, form)
    if form.errors:
        return _form(request, mine, form, status=422)
    messages.success(request, _("The draft is kept. You can go on whenever you like."))
    return redirect("application", pk=mine.pk)


def _attach(request: HttpRequest, mine: Application, form: ApplicationForm) -> None:
    upload = form.cleaned_data.get("document")
    if upload is None:
        return
    try:
        applying.attach(application=mine, upload=upload, actor=request.user)
    except ValidationError as refusal:
        form.add_error("document", refusal)


def _send(request: HttpRequest, mine: Application, form: ApplicationForm) -> HttpResponse:
    for name, sentence in faults(mine).items():
        if name not in form.errors:
            form.add_error(name, sentence)
    if not form.errors:
        _submit(request, mine, form)
    if form.errors:
        return _form(request, mine, form, status=422)
    return redirect("application", pk=mine.pk)


def _submit(request: HttpRequest, mine: Application, form: ApplicationForm) -> None:
    try:
        applying.submit(application=mine, actor=request.user)
    except Refused as refusal:
        form.add_error(None, refusal.message)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own application, saying why."""
    mine = queries.own_or_404(request.user, pk)
    if not allowed(mine, "withdraw", APPLICATION, roles_for(mine, request.user)):
        return redirect("application", pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _taken_back(request, mine, form):
        messages.success(request, _("The application is withdrawn. It stays on record."))
        return redirect("application", pk=pk)
    context = {"application": mine, "form": form}
    status = 422 if form.errors else 200
    return render(request, "application/withdraw.html", context, status=status)


def _taken_back(request: HttpRequest, mine: Application, form: ReasonForm) -> bool:
    reason = form.cleaned_data["reason"]
    try:
        applying.withdraw(application=mine, actor=request.user, reason=reason)
    except Refused as refusal:
        form.add_error(None, refusal.message)
    return not form.errors
