"""The staff's pages on which the programme's texts are changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from migracidades.kit.errors import Refused
from migracidades.kit.fields import LinesField
from migracidades.kit.markdown import to_html
from migracidades.kit.staff import staff_page
from migracidades.tenancy import laying
from migracidades.tenancy.laying import Piece
from migracidades.tenancy.loading import PLACEHOLDERS, unknown_places
from migracidades.tenancy.models import Programme, ProgrammeText
from migracidades.tenancy.rules import RULING, needs, roles_of

from . import text_names, texts

NO_LANGUAGE = "-"


@dataclass(frozen=True)
class Tongue:
    """A text in one language: whether it was changed, whether the folder has moved on since."""

    piece: Piece
    changed: bool
    moved: bool

    @property
    def place(self) -> str:
        """The language as the address has it."""
        return self.piece.language or NO_LANGUAGE

    @property
    def name(self) -> str:
        return _language(self.piece.language) or _("Change")


@dataclass(frozen=True)
class Line:
    """A text in the list, with its languages; ``shown`` is the one the reader understands."""

    key: str
    label: str
    tongues: list[Tongue]

    @property
    def use(self) -> Promise | str:
        return text_names.use_of(self.key)

    @property
    def shown(self) -> Piece:
        spoken = get_language()
        pieces = [one.piece for one in self.tongues]
        return next((one for one in pieces if one.language == spoken), pieces[0])

    @property
    def changed(self) -> bool:
        return any(one.changed for one in self.tongues)

    @property
    def moved(self) -> bool:
        return any(one.moved for one in self.tongues)


class TextForm(forms.Form):
    """Other words, and why. ``seen`` is the text as it was opened."""

    all_optional = True

    text = LinesField(label=gettext_lazy("Text"), rows=10, max_length=20_000)
    reason = LinesField(
        label=gettext_lazy("Reason"),
        rows=2,
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Kept with the change, with your name. Not needed for a preview."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)


@require_safe
@needs(*RULING)
def text_list(request: HttpRequest) -> HttpResponse:
    """Every text of the programme, by what it belongs to."""
    programme = request.programme
    changed, folder = laying.changed_here(), _by_place(texts.folder_of(programme))
    pieces = laying.pieces(programme.config)
    lines = {
        key: Line(
            key,
            text_names.label_of(programme, key),
            [_tongue(one, changed, folder) for one in spoken],
        )
        for key, spoken in groupby(pieces, lambda one: one.key)
    }
    context = {
        "groups": [
            (title, [lines[key] for key in keys]) for title, keys in text_names.grouped(lines)
        ],
        "tongues": _completeness(programme, pieces),
    }
    return staff_page(request, "pages/texts.html", context, title=_("Texts of the programme"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*RULING)
def text_page(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """One text in one language: shown as it would look, changed, or given back to the folder."""
    piece = _piece_or_404(request, key, language)
    held = {"text": piece.text, "seen": piece.text}
    form = TextForm(request.POST if request.method == "POST" else None, initial=held)
    act, shown, theirs = request.POST.get("act", ""), None, None
    if request.method == "POST" and act != "revert" and form.is_valid():
        if act == "preview":
            shown = _preview(piece, form.cleaned_data["text"])
        elif (theirs := _act(request, form, piece, revert=False)) is None:
            return redirect("admin:texts")
    elif act == "revert" and (theirs := _act(request, form, piece, revert=True)) is None:
        return redirect("admin:texts")
    context = _context(request, piece, form) | {"shown": shown, "theirs": theirs or None}
    status = 409 if theirs else 422 if form.errors else 200
    label = text_names.label_of(request.programme, piece.key)
    title = f"{label[:1].upper()}{label[1:]} · {_language(piece.language)}".strip(" ·")
    return staff_page(request, "pages/text.html", context, title=title, status=status)


def _act(request: HttpRequest, form: TextForm, piece: Piece, *, revert: bool) -> str | None:
    """Do what was asked. ``None`` when done; else the other person's text, or nothing."""
    data = form.data if revert else form.cleaned_data
    seen = Piece(piece.key, piece.language, form.data.get("seen", "").replace("\r\n", "\n"))
    decided = {
        "reason": data.get("reason", ""),
        "actor": request.user,
        "roles": roles_of(request),
    }
    try:
        if revert:
            texts.revert(request.programme, seen, **decided)
        else:
            texts.change(request.programme, seen, form.cleaned_data["text"], **decided)
    except texts.StaleText as stale:
        # What is typed stays; sent once more, it stands in the place of theirs.
        form.data = form.data.copy()
        form.data["seen"] = stale.theirs
        return stale.theirs
    except Refused as refusal:
        form.full_clean()
        form.add_error("text" if data.get("reason") else "reason", refusal.message)
        return ""
    messages.success(request, _("The folder’s words stand again.") if revert else _("Saved."))
    return None


def _context(request: HttpRequest, piece: Piece, form: TextForm) -> dict:
    place = (piece.key, piece.language)
    past = ProgrammeText.objects.filter(key=piece.key, language=piece.language)
    behind = _by_place(texts.folder_of(request.programme)).get(place, "")
    changed = laying.changed_here().get(place)
    return {
        "piece": piece,
        "use": text_names.use_of(piece.key),
        "form": form,
        "folder_text": behind,
        "changed": changed,
        "moved": changed is not None and changed.folder_text != behind,
        "places": sorted(PLACEHOLDERS.get(piece.key, ())),
        "past": past.select_related("made_by").order_by("-made_at")[:50],
        "markdown": _is_markdown(piece),
    }


def _piece_or_404(request: HttpRequest, key: str, language: str) -> Piece:
    spoken = "" if language == NO_LANGUAGE else language
    found = texts.piece_of(request.programme.config, key, spoken)
    if found is None:
        raise Http404
    return found


def _tongue(piece: Piece, changed: dict, folder: dict) -> Tongue:
    one = changed.get((piece.key, piece.language))
    moved = one is not None and folder.get((piece.key, piece.language)) != one.folder_text
    return Tongue(piece, one is not None, moved)


def _by_place(config: laying.Config) -> dict[tuple[str, str], str]:
    return {(one.key, one.language): one.text for one in laying.pieces(config)}


def _completeness(
    programme: Programme, pieces: Iterable[Piece]
) -> Iterator[tuple[str, str, int, list[tuple[Piece, str]]]]:
    """Each language: its name, how many texts it should have, those it lacks with their labels."""
    for language in programme.languages:
        spoken = [one for one in pieces if one.language == language]
        lacking = [one for one in spoken if laying.lacks(one)]
        named = [(one, text_names.label_of(programme, one.key)) for one in lacking]
        yield _language(language), language, len(spoken), named


def _language(code: str) -> str:
    return dict(settings.LANGUAGES).get(code, code)


def _is_markdown(piece: Piece) -> bool:
    return piece.key in text_names.MARKDOWN


def _preview(piece: Piece, text: str) -> SafeString | str:
    """The text as it would look, its places filled with their names."""
    try:
        fits = piece.key in PLACEHOLDERS and not unknown_places(piece.key, text)
    except ValueError:
        fits = False
    filled = text.format(**{one: f"[{one}]" for one in PLACEHOLDERS[piece.key]}) if fits else text
    return to_html(filled) if _is_markdown(piece) else filled
