"""What anybody may ask about seals: verify one, fetch its document, read the register."""

import hashlib

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from certification.editions.counting import Counted
from certification.editions.models import Edition
from migracidades.files.serving import respond
from migracidades.kit.shelf import public_page
from migracidades.tenancy.models import Programme, in_language
from migracidades.tenancy.steps import Step, name_of, steps_of

from . import queries
from .models import Seal

PAGE = 50
FULFILLED = (Step.APPLICATION, Step.DIAGNOSIS, Step.PRIORITIZATION)


class VerifyForm(forms.Form):
    """A code as printed, or the PDF itself: one of the two."""

    code = forms.CharField(
        label=_("Code on the document"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Eight letters and digits, such as 7K3F-9MWD."),
    )
    document = forms.FileField(
        label=_("Or the PDF file"),
        required=False,
        help_text=_("The file is compared with the one issued and is not kept."),
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        if not cleaned.get("code") and not cleaned.get("document") and not self.errors:
            raise forms.ValidationError(_("Type the code, or choose the PDF file."))
        return cleaned

    def found(self) -> Seal | None:
        """The document meant; says beside the field when there is none."""
        document = self.cleaned_data.get("document")
        seal = (
            queries.seal_with_hash(_sha256(document))
            if document
            else queries.seal_with_code(self.cleaned_data["code"])
        )
        if seal is None:
            self.add_error("document" if document else "code", _not_found(bool(document)))
        return seal


def _not_found(document: bool):
    if document:
        return _(
            "This file is not one that was issued here, or it was changed afterwards. "
            "Check it by the code printed on it."
        )
    return _("No document has this code. Check each letter and digit with the document.")


def _sha256(document: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in document.chunks():
        digest.update(chunk)
    return digest.hexdigest()


@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask by code or by file."""
    posted = request.method == "POST"
    asked = request.POST if posted else request.GET if "code" in request.GET else None
    form = VerifyForm(asked, request.FILES or None)
    if form.is_bound and form.is_valid() and (seal := form.found()):
        matched = "?file=same" if form.cleaned_data.get("document") else ""
        return redirect(f"{request.META['SCRIPT_NAME']}/v/{seal.code}{matched}")
    return render(request, "seal/verify.html", {"form": form})


@never_cache
@require_GET
def verification(request: HttpRequest, code: str) -> HttpResponse:
    """What a document says and whether it stands, from its frozen facts. Never cached."""
    seal = queries.seal_with_code(code)
    if seal is None:
        form = VerifyForm({"code": code})
        form.add_error("code", _not_found(document=False))
        return render(request, "seal/verify.html", {"form": form}, status=404)
    if seal.code != code:
        return redirect("verification", code=seal.code)
    context = {"seal": seal, "facts": seal.facts, "same_file": request.GET.get("file") == "same"}
    words = _in_words(seal, request.programme)
    return render(request, "seal/verification.html", context | words)


def _in_words(seal: Seal, programme: Programme) -> dict[str, str]:
    facts = seal.facts
    done = [step for step in steps_of(programme) if step in FULFILLED]
    return {
        "fulfilled": ", ".join(name_of(programme, step) for step in done),
        "programme_name": in_language(facts["programme"]["name"], facts["language"]),
        "course": in_language(facts["course"], facts["language"]),
    }


@never_cache
@require_GET
def seal_file(request: HttpRequest, code: str) -> HttpResponse:
    """The document itself, as stored. 404 while the worker has not drawn it."""
    seal = queries.seal_with_code(code)
    if seal is None or seal.file is None:
        raise Http404
    return respond(seal.file)


@require_GET
@public_page
def register(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The certified governments of one year, and what the three counts mean."""
    editions = list(Edition.objects.filter(published=True).order_by("-year"))
    counts = queries.certified_counts(editions)
    edition = _chosen(editions, counts, year)
    rows = queries.certified(edition) if edition else []
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    years = [(one, counts[one.pk]) for one in editions]
    context = {"edition": edition, "page_obj": page, "years": years, "named": len(rows)}
    context["counted"] = Counted
    return render(request, "seal/register.html", context)


def _chosen(editions: list[Edition], counts: dict[int, int], year: int | None) -> Edition | None:
    if year is not None:
        found = next((one for one in editions if one.year == year), None)
        if found is None:
            raise Http404
        return found
    return next((one for one in editions if counts[one.pk]), None)
