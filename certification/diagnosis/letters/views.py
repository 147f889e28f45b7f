"""Letters to departments that answer on paper: those there are, and a new one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from migracidades.kit.errors import Refused
from migracidades.tenancy.rules import LEADING, needs, roles_of

from ..desk import Desk, desk_of
from ..queries import diagnosis_or_404
from .asking import ask_again, ask_for_letter
from .forms import LetterForm
from .models import Letter
from .prefilling import begun_letter


@require_safe
@needs(*LEADING)
def letters(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Every letter that was asked for, the newest first, with its files."""
    desk = desk_of(request, year)
    found = Letter.objects.filter(diagnosis=desk.diagnosis)
    context = {"desk": desk, "letters": found.select_related("requested_by", "pdf", "word")}
    return render(request, "diagnosis/letters/list.html", context)


@require_POST
@needs(*LEADING)
def letter_again(request: HttpRequest, code: str, year: int, pk: int) -> HttpResponse:
    """Try a letter once more that could not be made."""
    letter = get_object_or_404(Letter, pk=pk, diagnosis=diagnosis_or_404(request, year))
    ask_again(letter, roles=roles_of(request))
    return redirect("letters", code=code, year=year)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*LEADING)
def letter_new(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Write a letter; ``?part=`` begins with what a department has, ``?question=`` with one."""
    desk = desk_of(request, year)
    languages = request.programme.languages
    initial = begun_letter(desk, request.GET, request.user, request.seats)
    form = LetterForm(request.POST or None, desk=desk, languages=languages, initial=initial)
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
