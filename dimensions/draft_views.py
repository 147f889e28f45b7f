"""Versions of the questionnaires: what is published, what is being written, from where it came."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dimensions import drafting, exporting, parts
from dimensions.comparing import Changes, compare
from dimensions.drafting import Judged, judged
from dimensions.faults import ContentError
from dimensions.form import Form
from dimensions.forms import BeginForm, ImportForm
from dimensions.models import Draft, Questionnaire
from dimensions.queries import form_of
from dimensions.sheets import NAMES, label_of
from dimensions.texts import every_text, texts_of, untranslated
from dimensions.tongues import language_name, language_said
from migracidades.kit.errors import Refused
from migracidades.kit.staff import staff_page
from migracidades.tenancy.rules import RULING, needs, roles_of

PAGE_SIZE = 50


@require_safe
@needs(*RULING)
def frameworks(request: HttpRequest) -> HttpResponse:
    """Every version there is, and the drafts."""
    drafts = Draft.objects.exclude(state=Draft.State.PUBLISHED)
    listed = drafts.defer("tree").select_related("based_on", "begun_by", "changed_by")
    context = {
        "published": Questionnaire.objects.filter(published=True).order_by("code", "-version"),
        "page_obj": Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return staff_page(request, "dimensions/frameworks.html", context, title=_("Questionnaires"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*RULING)
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """A published version, and the button that begins the next one as a copy of it."""
    base = get_object_or_404(Questionnaire, pk=pk, published=True)
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = drafting.begin(
                base,
                version=form.cleaned_data["version"],
                actor=request.user,
                roles=roles_of(request),
            )
        except Refused as refusal:
            form.add_error("version", refusal.message)
        else:
            return redirect("admin:draft", draft.pk)
    whole = form_of(base)
    context = {
        "questionnaire": base,
        "whole": whole,
        "form": form,
        "tongues": completeness(whole),
    }
    status = 422 if form.errors else 200
    return staff_page(request, "dimensions/framework.html", context, title=str(base), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*RULING)
def take_in(request: HttpRequest) -> HttpResponse:
    """Begin a draft from a YAML file; its faults are listed, each with its line."""
    form, faults = ImportForm(request.POST or None, request.FILES or None), []
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            draft = drafting.take_in(
                sent.name,
                sent.read(),
                programme=request.programme,
                actor=request.user,
                roles=roles_of(request),
            )
        except Refused as refusal:
            form.add_error("file", refusal.message)
        except ContentError as error:
            faults = [str(one) for one in error.found]
            form.add_error(
                "file", _("Nothing was taken over. Put the file right and send it again.")
            )
        else:
            messages.success(request, _("The file is without faults: here is its draft."))
            return redirect("admin:draft", draft.pk)
    context = {"form": form, "faults": faults}
    status = 422 if form.errors else 200
    title = _("Import a questionnaire")
    return staff_page(request, "dimensions/import.html", context, title=title, status=status)


@require_safe
@needs(*RULING)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft: its dimensions, what is wrong, what is not translated, what it changes."""
    found = draft_or_404(pk)
    read = judged(found)
    context = {
        "draft": found,
        "read": read,
        "faults": located(found, read),
        "tongues": completeness(read.form),
        "changes": changes_of(found, read),
    }
    return staff_page(request, "dimensions/draft.html", context, title=str(found))


@require_safe
@needs(*RULING)
def missing(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Every text of a draft without a translation into a language, each with the way to it."""
    found = draft_or_404(pk)
    form = judged(found).form
    page_obj = Paginator(untranslated(form, language), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "draft": found,
        "language_said": language_said(language),
        "source_language": form.source_language,
        "total": len(every_text(form)),
        "page_obj": page_obj,
        "texts": [
            (
                *(one.holder, label_of(one.name), parts.field_of(found.tree, one, language)),
                texts_of(form, one.holder)[one.name].read(form.source_language),
            )
            for one in page_obj
        ],
    }
    title = _("Not translated: %(language)s") % {"language": language_said(language)}
    return staff_page(request, "dimensions/missing.html", context, title=title)


@require_POST
@needs(*RULING)
def turn(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a draft aside, or go on with it."""
    found, act = draft_or_404(pk), request.POST.get("act")
    turned = {"retire": drafting.retire, "reopen": drafting.reopen}.get(act or "")
    try:
        if turned:
            turned(found, actor=request.user, roles=roles_of(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("admin:draft", pk)


@require_safe
@needs(*RULING)
def draft_yaml(request: HttpRequest, pk: int) -> HttpResponse:
    found = draft_or_404(pk)
    return _file(exporting.dump(found.tree), found)


@require_safe
@needs(*RULING)
def framework_yaml(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Questionnaire, pk=pk, published=True)
    return _file(exporting.export(form_of(found)), found)


def draft_or_404(pk: int) -> Draft:
    found = Draft.objects.select_related(
        "programme", "based_on__programme", "begun_by", "changed_by"
    )
    return get_object_or_404(found, pk=pk)


def located(found: Draft, read: Judged) -> list[tuple[str, str]]:
    """What is wrong with a draft: the code of the part, and the sentence."""
    held = ((parts.holder_of(found.tree, one.place)[0], one) for one in read.faults)
    return [(code, one.worded(NAMES)) for code, one in held]


def changes_of(found: Draft, read: Judged) -> Changes:
    """What a draft changes against the version it was begun from."""
    before = form_of(found.based_on) if found.based_on else None
    return compare(before, read.form, found.programme)


def completeness(form: Form) -> list[tuple[str, str, int, int]]:
    """Each language of a form with its name: how many texts lack a translation, and of how many."""
    total = len(every_text(form))
    return [
        (one, language_name(one), len(untranslated(form, one)), total) for one in form.languages
    ]


def _file(text: str, of: Draft | Questionnaire) -> HttpResponse:
    name = f"{of.code}-{of.version}.yaml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/yaml; charset=utf-8", headers=headers)
