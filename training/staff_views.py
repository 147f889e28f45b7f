"""The staff's pages: checking certificates, importing a school's list."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from migracidades.kit.errors import Refused
from migracidades.kit.staff import staff_page
from migracidades.ledger.workflow import allowed
from migracidades.tenancy.models import STAFF_ROLES
from migracidades.tenancy.rules import holds, needs, roles_of

from . import checking, queries
from .forms import FilterForm, ReasonForm
from .models import Completion
from .rules import IMPORTING
from .workflow import COMPLETION

PAGE = 50


@require_GET
@needs(*STAFF_ROLES)
def completions(request: HttpRequest) -> HttpResponse:
    """Every completion, those that wait first unless another state is asked for."""
    asked = request.GET if "state" in request.GET else {"state": Completion.State.PENDING}
    filters = FilterForm(asked)
    filters.is_valid()
    chosen = filters.cleaned_data
    course = chosen.get("course")
    found = queries.queue(state=chosen.get("state", ""), course=course.code if course else "")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "filters": filters, "may_import": holds(request, *IMPORTING)}
    return staff_page(request, "training/completions.html", context, title=_("Completions"))


@require_http_methods(["GET", "POST"])
@needs(*STAFF_ROLES)
def completion(request: HttpRequest, pk: int) -> HttpResponse:
    """One completion, with its certificate and what may be decided."""
    asked = Completion.objects.select_related(
        "course", "government", "certificate", "user", "decided_by"
    )
    found = get_object_or_404(asked, pk=pk)
    act = request.POST.get("act", "")
    if request.method == "POST" and act not in COMPLETION:
        raise Http404
    form = ReasonForm(request.POST if act in ("refuse", "reopen") else None)
    if request.method == "POST" and (act == "accept" or form.is_valid()):
        _decide(request, found, act, form)
        return redirect("admin:completion", pk=pk)
    context = {"completion": found, "form": form, **_choices(request, found)}
    status = 422 if form.errors else 200
    return staff_page(
        request, "training/completion.html", context, title=found.full_name, status=status
    )


def _choices(request: HttpRequest, found: Completion) -> dict:
    roles = roles_of(request)
    may = {act: allowed(found, act, COMPLETION, roles) for act in COMPLETION}
    return {"may": may, "namesakes": checking.namesakes(found)}


def _decide(request: HttpRequest, found: Completion, act: str, form: ReasonForm) -> None:
    verb = {"accept": _accept, "refuse": _refuse, "reopen": _reopen}[act]
    try:
        verb(request, found, form)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Done: “%(state)s”.") % {"state": found.get_state_display()})


def _accept(request: HttpRequest, found: Completion, _form: ReasonForm) -> None:
    wanted = request.POST.get("person", "")
    checking.accept(
        found,
        actor=request.user,
        roles=roles_of(request),
        person_id=int(wanted) if wanted.isdecimal() else None,
    )


def _refuse(request: HttpRequest, found: Completion, form: ReasonForm) -> None:
    reason = form.cleaned_data["reason"]
    checking.refuse(found, actor=request.user, roles=roles_of(request), reason=reason)


def _reopen(request: HttpRequest, found: Completion, form: ReasonForm) -> None:
    reason = form.cleaned_data["reason"]
    checking.reopen(found, actor=request.user, roles=roles_of(request), reason=reason)
