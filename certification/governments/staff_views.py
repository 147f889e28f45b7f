"""Staff pages: the people of the programme and of its governments, and tables of governments."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from migracidades.files.models import StoredFile
from migracidades.kit.errors import Refused
from migracidades.kit.staff import staff_page
from migracidades.kit.text import plain
from migracidades.tenancy.models import Invitation, Membership, Role
from migracidades.tenancy.rules import RULING, needs, roles_of

from . import importing
from .answering import ended, handed_over, invited, withdrawn
from .forms import ConfirmForm, HandOverForm, StaffInviteForm, TableForm
from .queries import colleagues_of, open_invitations, seats
from .registering import Registered
from .rules import endable, invitable

INVITING = (*RULING, Role.COORDINATOR)
PAGE_SIZE = 50


@require_safe
@needs(*INVITING)
def people(request: HttpRequest) -> HttpResponse:
    """Who sits where, searched by person or government."""
    text, role = plain(request.GET.get("q", ""))[:100], request.GET.get("role", "")
    found = seats(text=text, role=role if role in Role.values else "")
    context = {
        "page_obj": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "text": text,
        "role": role,
        "roles": Role.choices,
        "endable": endable(roles_of(request)),
    }
    return staff_page(request, "governments/staff_people.html", context, title=_("People"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*INVITING)
def people_invite(request: HttpRequest) -> HttpResponse:
    form = StaffInviteForm(request.POST or None, roles=invitable(roles_of(request)))
    if request.method == "POST" and form.is_valid() and invited(request, form):
        return redirect("admin:invitations")
    return staff_page(
        request, "governments/staff_invite.html", {"form": form}, title=_("Invite somebody")
    )


@require_safe
@needs(*INVITING)
def invitations(request: HttpRequest) -> HttpResponse:
    """Invitations that nobody has accepted yet."""
    paginator = Paginator(open_invitations(), PAGE_SIZE)
    context = {
        "page_obj": paginator.get_page(request.GET.get("page")),
        "invitable": invitable(roles_of(request)),
    }
    return staff_page(
        request, "governments/staff_invitations.html", context, title=_("Open invitations")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*INVITING)
def people_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then end a seat."""
    found = Membership.objects.select_related("user", "government")
    seat = get_object_or_404(found, pk=pk, active=True)
    if request.method == "POST":
        return ended(request, seat) or redirect("admin:people")
    return staff_page(
        request, "governments/staff_end.html", {"seat": seat}, title=_("End the seat")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*INVITING)
def people_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who takes a seat over."""
    found = Membership.objects.select_related("user", "government")
    seat = get_object_or_404(found, pk=pk, active=True)
    if seat.role not in endable(roles_of(request)):
        raise PermissionDenied
    form = HandOverForm(request.POST or None, colleagues=colleagues_of(seat))
    if request.method == "POST" and form.is_valid() and handed_over(request, form, seat):
        return redirect("desk" if seat.user_id == request.user.pk else "admin:people")
    context = {"seat": seat, "form": form}
    return staff_page(
        request, "governments/staff_hand_over.html", context, title=_("Hand over the seat")
    )


@require_POST
@needs(*INVITING)
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    withdrawn(request, get_object_or_404(Invitation, pk=pk))
    return redirect("admin:invitations")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*RULING)
def governments_import(request: HttpRequest) -> HttpResponse:
    """Take a table of governments; nothing of it is written yet."""
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            stored = importing.receive(form.cleaned_data["table"], request.programme)
            return redirect("admin:governments_preview", pk=stored.pk)
        except Refused as refusal:
            form.add_error("table", refusal.message)
    context = {"form": form, "levels": request.programme.config["levels"]}
    return staff_page(request, "governments/import.html", context, title=_("Import governments"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*RULING)
def governments_preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the table would do, line by line; a POST does it."""
    stored = get_object_or_404(StoredFile, pk=pk, purpose=StoredFile.Purpose.IMPORT)
    if request.method == "POST" and (done := _applied(request, stored)):
        messages.success(request, _said(done))
        return redirect("admin:tenancy_government_changelist")
    found = importing.preview(stored)
    context = {
        "stored": stored,
        "preview": found,
        "counts": [(outcome, found.counts[outcome]) for outcome in importing.Outcome],
        "page_obj": Paginator(found.shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "form": ConfirmForm(initial={"seal": found.seal}),
    }
    return staff_page(
        request, "governments/import_preview.html", context, title=_("Look before importing")
    )


def _applied(request: HttpRequest, stored: StoredFile) -> Registered | None:
    form = ConfirmForm(request.POST)
    try:
        return importing.apply(
            stored,
            seal=form.data.get("seal", ""),
            actor=request.user,
            roles=roles_of(request),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return None


def _said(done: Registered) -> str:
    added = ngettext("%(n)s government added.", "%(n)s governments added.", done.created)
    changed = ngettext("%(n)s government changed.", "%(n)s governments changed.", done.changed)
    return f"{added % {'n': done.created}} {changed % {'n': done.changed}}"
