"""The pages of two decisions: publishing a draft, and correcting a published translation."""

from collections.abc import Iterator

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dimensions import publishing
from dimensions.draft_views import PAGE_SIZE, changes_of, completeness, draft_or_404, located
from dimensions.drafting import judged
from dimensions.form import Form, Text
from dimensions.forms import CorrectionForm, PublishForm
from dimensions.models import Correction, Questionnaire
from dimensions.queries import form_of
from dimensions.texts import correctable, untranslated
from dimensions.tongues import language_name
from migracidades.kit.errors import Refused
from migracidades.kit.staff import staff_page
from migracidades.tenancy.rules import RULING, needs, roles_of


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*RULING)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What publishing freezes, and the button that does it."""
    draft = draft_or_404(pk)
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = publishing.publish(draft, actor=request.user, roles=roles_of(request))
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Published. An edition can be given this version now."))
            return redirect("admin:framework", made.pk)
    read = judged(draft)
    context = {
        "draft": draft,
        "read": read,
        "faults": located(draft, read),
        "form": form,
        "tongues": completeness(read.form),
        "changes": changes_of(draft, read),
    }
    status = 422 if form.errors else 200
    title = _("Publish %(draft)s") % {"draft": draft}
    return staff_page(request, "dimensions/publish.html", context, title=title, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*RULING)
def correct(request: HttpRequest, pk: int, language: str, holder: str = "") -> HttpResponse:
    """The translations of one part of a published version, beside the words they translate."""
    found = get_object_or_404(
        Questionnaire.objects.select_related("programme"), pk=pk, published=True
    )
    whole = form_of(found)
    texts = _texts_or_404(whole, holder, language)
    form = CorrectionForm(texts, language, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publishing.correct(
                found, holder, language, form.words(),
                reason=form.cleaned_data["reason"], actor=request.user, roles=roles_of(request),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request, _("The translation is corrected, with your reason beside it.")
            )
            return redirect("admin:framework_translations", pk, language)
    past = Correction.objects.filter(questionnaire=found, holder=holder, language=language)
    context = {
        "questionnaire": found,
        "language": language,
        "language_name": language_name(language),
        "holder": holder,
        "form": form,
        "past": past.select_related("made_by").order_by("-made_at")[:PAGE_SIZE],
    }
    status = 422 if form.errors else 200
    title = f"{holder or _('Title, themes and groups')} · {language_name(language)}"
    return staff_page(request, "dimensions/correct.html", context, title=title, status=status)


@require_safe
@needs(*RULING)
def translations(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Every part of a published version in one language, with how many texts it lacks."""
    found = get_object_or_404(
        Questionnaire.objects.select_related("programme"), pk=pk, published=True
    )
    whole = form_of(found)
    if language not in whole.languages:
        raise Http404
    missing = [one.holder for one in untranslated(whole, language)]
    context = {
        "questionnaire": found,
        "language": language,
        "language_name": language_name(language),
        "page_obj": Paginator(
            [
                (code, text.read(language), missing.count(code))
                for code, text in _named(whole, language)
            ],
            PAGE_SIZE,
        ).get_page(request.GET.get("page")),
    }
    title = _("Translations: %(language)s") % {"language": language_name(language)}
    return staff_page(request, "dimensions/translations.html", context, title=title)


def _named(whole: Form, language: str) -> Iterator[tuple[str, Text]]:
    """The parts with something that may be put right in a language."""
    source = language == whole.source_language
    if not source:
        yield "", whole.title
    for dimension in whole.dimensions:
        if not source:
            yield dimension.code, dimension.name
        yield from ((one.code, one.text) for one in dimension.indicators)


def published_or_404(pk: int) -> Questionnaire:
    found = Questionnaire.objects.filter(published=True).select_related("programme")
    return get_object_or_404(found, pk=pk)


def _texts_or_404(whole: Form, holder: str, language: str) -> dict[str, Text]:
    try:
        texts = correctable(whole, holder, language)
    except KeyError as none:
        raise Http404 from none
    if language not in whole.languages or not texts:
        raise Http404
    return {**texts}
