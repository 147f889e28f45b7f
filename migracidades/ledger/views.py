"""The mail that was written: for the staff, and in a demonstration for whoever tries it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from migracidades.kit.staff import staff_page
from migracidades.kit.text import plain
from migracidades.tenancy.models import Role
from migracidades.tenancy.rules import RULING, needs
from migracidades.tenancy.scope import Side, enter

from . import mail, parked
from .models import MailMessage, OutboxEntry

READERS = (Role.OPERATOR, Role.ADMINISTRATOR, Role.COORDINATOR)
PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*READERS)
def mail_list(request: HttpRequest) -> HttpResponse:
    """What was written and what became of it; a POST sends all that failed again."""
    if request.method == "POST":
        sent = mail.send_all_again(actor=request.user)
        said = ngettext("%(n)s message waits again.", "%(n)s messages wait again.", sent)
        messages.success(request, said % {"n": sent})
        return redirect("admin:mail_list")
    state, text = request.GET.get("state", ""), plain(request.GET.get("q", ""))
    counted = dict(MailMessage.objects.order_by().values_list("state").annotate(Count("pk")))
    found = MailMessage.objects.filter(state=state) if state else MailMessage.objects.all()
    if text:
        found = found.filter(Q(to__icontains=text) | Q(subject__icontains=text))
    context = {
        "page_obj": _page(request, found),
        "state": state,
        "text": text,
        "states": [(code, name, counted.get(code, 0)) for code, name in MailMessage.State.choices],
        "failed": counted.get(MailMessage.State.FAILED, 0),
    }
    return staff_page(request, "ledger/mail_list.html", context, title=_("Mail"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*READERS)
def mail_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One message; a POST sends one that did not arrive again."""
    message = get_object_or_404(MailMessage, pk=pk)
    if request.method == "POST":
        mail.send_again(message.pk, actor=request.user)
        return redirect(request.get_full_path())
    context = {"message": message}
    return staff_page(request, "ledger/mail_detail.html", context, title=message.subject)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*RULING)
def jobs(request: HttpRequest) -> HttpResponse:
    """Jobs that were given up, and why; a POST starts one of them anew, or all."""
    found = parked.parked()
    if request.method == "POST":
        chosen = _chosen(request, found)
        number = parked.retry(chosen, actor=request.user)
        said = ngettext("%(n)s job starts anew.", "%(n)s jobs start anew.", number)
        messages.success(request, said % {"n": number})
        return redirect("admin:jobs")
    page = Paginator(found.select_related("government"), PAGE_SIZE)
    waiting = OutboxEntry.objects.filter(state=OutboxEntry.State.PENDING)
    context = {
        "page_obj": page.get_page(request.GET.get("page")),
        "waiting": waiting.aggregate(number=Count("pk"), since=Min("created_at")),
    }
    return staff_page(request, "ledger/jobs.html", context, title=_("Jobs given up"))


def _chosen(request: HttpRequest, found: QuerySet[OutboxEntry]) -> QuerySet[OutboxEntry]:
    wanted = request.POST.get("job", "")
    if wanted == "all":
        return found[: parked.AT_ONCE]
    try:
        return found.filter(pk=UUID(wanted))
    except ValueError:
        raise Http404 from None


def only_in_a_demonstration(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """404 where mail is really sent; else open the wall, for here nothing is anybody's secret."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO or settings.EMAIL_HOST:
            raise Http404
        with enter(request.programme, side=Side.STAFF):
            return view(request, *args, **kwargs)

    return guarded


@require_safe
@only_in_a_demonstration
def demo_list(request: HttpRequest) -> HttpResponse:
    to = request.GET.get("to", "").strip()
    found = MailMessage.objects.filter(to__icontains=to) if to else MailMessage.objects.all()
    context = {"page_obj": _page(request, found), "to": to}
    return render(request, "ledger/demo_list.html", context)


@require_safe
@only_in_a_demonstration
def demo_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    message = get_object_or_404(MailMessage, pk=pk)
    return render(request, "ledger/demo_detail.html", {"message": message})


def _page(request: HttpRequest, found: QuerySet[MailMessage]) -> Page:
    listed = found.defer("text", "html")
    return Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
