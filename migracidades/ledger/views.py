"""The mail that was written: for the staff, and in a demonstration for whoever tries it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from migracidades.kit.staff import staff_page
from migracidades.tenancy.models import Role
from migracidades.tenancy.rules import needs
from migracidades.tenancy.scope import Side, enter

from . import mail
from .models import MailMessage

READERS = (Role.OPERATOR, Role.ADMINISTRATOR, Role.COORDINATOR)
PAGE_SIZE = 50


@require_safe
@needs(*READERS)
def mail_list(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    messages = MailMessage.objects.filter(state=state) if state else MailMessage.objects.all()
    context = {
        "page_obj": _page(request, messages),
        "state": state,
        "states": MailMessage.State.choices,
    }
    return staff_page(request, "ledger/mail_list.html", context, title=_("Mail"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*READERS)
def mail_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One message; a POST sends a failed one again."""
    message = get_object_or_404(MailMessage, pk=pk)
    if request.method == "POST":
        mail.send_again(message.pk)
        return redirect(request.get_full_path())
    context = {"message": message}
    return staff_page(request, "ledger/mail_detail.html", context, title=message.subject)


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
    messages = MailMessage.objects.filter(to__icontains=to) if to else MailMessage.objects.all()
    context = {"page_obj": _page(request, messages), "to": to}
    return render(request, "ledger/demo_list.html", context)


@require_safe
@only_in_a_demonstration
def demo_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    message = get_object_or_404(MailMessage, pk=pk)
    return render(request, "ledger/demo_detail.html", {"message": message})


def _page(request: HttpRequest, messages: QuerySet[MailMessage]) -> Page:
    listed = messages.defer("text", "html")
    return Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
