"""The desk's page of guests: what they suggest, the links they hold, and a new link."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certification.editions.calendar import in_both_zones
from migracidades.kit.errors import Refused
from migracidades.ledger.mail import absolute
from migracidades.tenancy.rules import ANSWERING, LEADING, holds, needs, roles_of

from . import forms, sharing
from .desk import Desk, desk_of
from .models import Diagnosis, GuestLink
from .queries import diagnosis_or_404
from .questions import question, with_suggestions
from .sharing import Shared
from .sharing_forms import ShareForm, begun, terms

SHOWN = 5


@require_safe
@needs(*ANSWERING)
def guests(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """What guests suggest, each beside the answer that stands, and the links they hold."""
    desk = desk_of(request, year)
    context = {
        "desk": desk,
        "questions": [with_suggestions(desk, question(desk, one)) for one, _some in desk.waiting],
        "links": _links(request, desk.diagnosis),
        "send_id": uuid4(),
    }
    return render(request, "diagnosis/guests.html", context)


def _links(request: HttpRequest, diagnosis: Diagnosis) -> QuerySet[GuestLink]:
    """Those of the diagnosis to whoever leads it, else one's own."""
    found = GuestLink.objects.filter(diagnosis=diagnosis, withdrawn_at=None)
    if not holds(request, *LEADING):
        found = found.filter(made_by=request.user)
    came = Count("suggestions__indicator", distinct=True)
    return found.select_related("made_by").annotate(came=came)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*ANSWERING)
@never_cache
def link_new(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Choose questions, make a link and show it, this once, with a text to send."""
    desk = desk_of(request, year)
    form = ShareForm(request.POST or None, **_begun(request, desk))
    if request.method == "POST" and form.is_valid():
        try:
            return _shown(request, desk, _shared(request, desk, form))
        except Refused as refused:
            form.add_error(None, refused.message)
    context = {"desk": desk, "form": form, "chapters": form.chapters(desk)}
    status = 422 if form.errors else 200
    return render(request, "diagnosis/share.html", context, status=status)


def _begun(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    initial = begun(request.GET, desk) | {"send": uuid4()}
    return {"desk": desk, "terms": terms(desk), "initial": initial}


def _shared(request: HttpRequest, desk: Desk, form: ShareForm) -> Shared:
    told = form.cleaned_data
    return sharing.share(
        diagnosis=desk.diagnosis,
        indicators=[one for one in desk.form.indicators if one.code in told["question"]],
        department=told["department"],
        days=told["days"],
        actor=request.user,
        roles=roles_of(request),
        send_id=told["send"],
    )


@require_POST
@needs(*ANSWERING)
@never_cache
def link_renew(request: HttpRequest, code: str, year: int, pk: int) -> HttpResponse:
    """Show a new token of a link, this once; the old one opens nothing any more."""
    _diagnosis, link = _mine(request, year, pk)
    who = {"actor": request.user, "roles": roles_of(request)}
    try:
        made = sharing.renew(link, send_id=forms.uuid_in(request.POST, "send"), **who)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("guests", code=code, year=year)
    return _shown(request, desk_of(request, year), made)


@require_POST
@needs(*ANSWERING)
def link_withdraw(request: HttpRequest, code: str, year: int, pk: int) -> HttpResponse:
    """Make a link worthless."""
    _diagnosis, link = _mine(request, year, pk)
    sharing.withdraw(link, actor=request.user, roles=roles_of(request))
    messages.success(request, _("The link was withdrawn: it opens nothing any more."))
    return redirect("guests", code=code, year=year)


def _mine(request: HttpRequest, year: int, pk: int) -> tuple[Diagnosis, GuestLink]:
    diagnosis = diagnosis_or_404(request, year)
    return diagnosis, get_object_or_404(GuestLink, pk=pk, diagnosis=diagnosis)


def _shown(request: HttpRequest, desk: Desk, made: Shared) -> HttpResponse:
    government = desk.diagnosis.government
    asked = [one for one in desk.whole.indicators if one.code in made.link.indicators]
    until = in_both_zones(made.link.expires_at, government, request.programme)
    told = {
        "of": request.programme.called(government),
        "programme_name": request.programme.name,
        "year": desk.year,
        "asked": asked[:SHOWN],
        "more": len(asked) - SHOWN,
        "until": until,
        "address": absolute(reverse("guest", args=[made.token])),
    }
    text = render_to_string("diagnosis/share.txt", told)
    lines = [line.strip() for line in text.strip().splitlines()]
    context = {
        "desk": desk,
        "link": made.link,
        "until": until,
        "text": "\n".join(lines),
        "subject": f"{request.programme.name} {desk.year}",
    }
    return render(request, "diagnosis/shared.html", context)
