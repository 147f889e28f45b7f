"""The courses, and the certificates a person sends of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from migracidades.kit.errors import Refused
from migracidades.kit.shelf import public_page

from . import queries, requirements
from .forms import CertificateForm
from .models import Course
from .rules import governments_of
from .sending import send_certificate


@require_GET
@public_page
def training(request: HttpRequest) -> HttpResponse:
    """The courses, which of them are mandatory and of whom, and one's own certificates."""
    mandatory = requirements.in_force()
    rows = [
        {"course": course, "mine": mine, "required": mandatory.get(course.pk)}
        for course, mine in queries.courses_with(request.user.pk)
    ]
    rows.sort(key=lambda row: row["required"] is None)
    return render(request, "training/training.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@login_required
def completion_upload(request: HttpRequest, code: str) -> HttpResponse:
    """Send the certificate of a course."""
    course = get_object_or_404(Course, code=code)
    held = queries.standing(course, request.user)
    if held and request.method == "GET":
        context = {"course": course, "completion": held, "crumbs": _crumbs()}
        return render(request, "training/sent.html", context)
    form = CertificateForm(
        request.POST or None, request.FILES or None, governments=governments_of(request)
    )
    if request.method == "POST" and form.is_valid() and _send(request, course, form):
        return redirect("training")
    context = {"course": course, "form": form, "crumbs": _crumbs()}
    return render(request, "training/upload.html", context, status=422 if form.errors else 200)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Training"), reverse("training")), (_("Your certificate"), "")]


def _send(request: HttpRequest, course: Course, form: CertificateForm) -> bool:
    try:
        _completion, fresh = send_certificate(
            course=course,
            actor=request.user,
            completed_on=form.cleaned_data["completed_on"],
            certificate=form.cleaned_data["certificate"],
            government=form.chosen_government,
        )
    except ValidationError as fault:
        form.add_error("certificate", fault)
        return False
    except Refused as refusal:
        messages.error(request, refusal.message)
        return True
    if fresh:
        messages.success(request, _("Thank you. We will check your certificate and write to you."))
    else:
        messages.info(request, _("We already have your certificate of this course."))
    return True
