"""Letters to departments that answer on paper: those there are, and a new one."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from migracidades.kit.errors import Refused
from migracidades.tenancy.rules import LEADING, needs, roles_of

from ..desk import Desk, desk_of
from ..queries import diagnosis_or_404
from ..sharing_forms import begun
from .asking import ask_for_letter
from .forms import LetterForm
from .models import Letter


@require_safe
@needs(*LEADING)
def letters(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Every letter that was asked for, the newest first, with its files."""
    diagnosis = diagnosis_or_404(request, year)
    found = Letter.objects.filter(diagnosis=diagnosis).select_related("requested_by", "pdf", "word")
    context = {"letters": found, "year": year}
    return render(request, "diagnosis/letters/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*LEADING)
def letter_new(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Write a letter; ``?part=`` begins with what a department has, ``?question=`` with one."""
    desk = desk_of(request, year)
    languages = request.programme.languages
    form = LetterForm(
        request.POST or None, desk=desk, languages=languages, initial=_begun(request, desk)
    )
    if request.method == "POST" and form.is_valid():
        try:
            _ask(request, desk, form)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return redirect("letters", code=code, year=year)
    context = {"desk": desk, "form": form, "chapters": form.chapters(desk)}
    status = 422 if form.errors else 200
    return render(request, "diagnosis/letters/write.html", context, status=status)


def _begun(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    programme, government = request.programme, request.government
    level = programme.level_name(government.level).capitalize()
    return {
        "letterhead": f"{level} {government.of}",
        "language": programme.default_language,
        "send": uuid4(),
        **begun(request.GET, desk),
    }


def _ask(request: HttpRequest, desk: Desk, form: LetterForm) -> Letter:
    chosen = form.cleaned_data["question"]
    return ask_for_letter(
        desk.diagnosis,
        indicators=[one for one in desk.form.indicators if one.code in chosen],
        actor=request.user,
        roles=roles_of(request),
        send_id=form.cleaned_data["send"],
        **form.told,
    )
