"""The pages on which a draft is written, part by part. What was typed is kept, faults or not."""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dimensions import drafting, parts
from dimensions.choices import Choices
from dimensions.coding import next_code, next_dimension
from dimensions.draft_forms import (
    IndicatorForm,
    NewDimensionForm,
    PartForm,
    languages_of,
    sheet_of,
    typed,
)
from dimensions.draft_views import draft_or_404
from dimensions.drafting import Closed, Judged, Stale, judged
from dimensions.exporting import Tree
from dimensions.form import Form, Indicator
from dimensions.models import Draft, Questionnaire
from dimensions.queries import form_of
from dimensions.schema import DIMENSION
from migracidades.kit.errors import Refused
from migracidades.kit.staff import staff_page
from migracidades.tenancy.rules import RULING, needs

SEEN = "seen"
NEW_INDICATOR: Tree = {"kind": "yes_partial_no", "minutes": 5}


@dataclass(frozen=True)
class Difference:
    """A field that two people left otherwise."""

    label: str
    mine: str
    theirs: str


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*RULING)
def edit(request: HttpRequest, pk: int, code: str = parts.HEAD) -> HttpResponse:
    """One part of a draft. A POST keeps what was typed, and shows what the loader says of it."""
    draft = draft_or_404(pk)
    held = _part_or_404(draft, code)
    read = judged(draft)
    form_class = sheet_of(code)
    shared = _shared(request, draft, read, code)
    if request.method == "POST":
        return _save(request, draft, code, form_class(request.POST, held=held, **shared))
    data = typed(form_class.sheet, held, shared["languages"])
    form = form_class(data, held=held, faults=read.of(draft.tree, code), **shared)
    return _page(request, draft, read, code, form, seen=parts.fingerprint(held))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*RULING)
def add(request: HttpRequest, pk: int, dimension: str = "") -> HttpResponse:
    """A new dimension, or a new question of a dimension."""
    draft = draft_or_404(pk)
    read = judged(draft)
    form_class = IndicatorForm if dimension else NewDimensionForm
    if dimension:
        _part_or_404(draft, dimension)
    shared = _shared(request, draft, read, "")
    free = _free_code(draft, read, dimension)
    begun = {"code": free} | (NEW_INDICATOR if dimension else {})
    data = request.POST or typed(form_class.sheet, begun, shared["languages"])
    form = form_class(data, **shared)
    if request.method == "POST" and form.is_valid() and _fits(form, dimension, free):
        try:
            drafting.add(draft, form.part(), actor=request.user, dimension=dimension)
        except Closed as closed:
            form.add_error(None, closed.message)
        except Refused as refusal:
            form.add_error("code", refusal.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("admin:draft_part", pk, form.cleaned_data["code"])
    return _page(request, draft, read, "", form, under=dimension)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*RULING)
def remove(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Ask whether it is meant, then take a part out."""
    draft = draft_or_404(pk)
    held = _part_or_404(draft, code)
    if request.method == "POST":
        try:
            drafting.remove(draft, code, actor=request.user)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("%(code)s is no longer in the draft.") % {"code": code})
        return redirect(*_above(draft, code))
    context = {"draft": draft, "code": code, "part": held, "back": _above(draft, code)[2:]}
    title = _("Remove %(code)s") % {"code": code}
    return staff_page(request, "dimensions/remove.html", context, title=title)


@require_POST
@needs(*RULING)
def move(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One place up or down."""
    draft = draft_or_404(pk)
    _part_or_404(draft, code)
    try:
        drafting.move(
            draft, code, 1 if request.POST.get("to") == "down" else -1, actor=request.user
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(*_above(draft, code))


def _save(request: HttpRequest, draft: Draft, code: str, form: PartForm) -> HttpResponse:
    read, seen = judged(draft), request.POST.get(SEEN, "")
    dimension = code.split(".")[0] if "." in code else ""
    if not form.is_valid() or not _fits(form, dimension, _free_code(draft, read, dimension)):
        return _page(request, draft, read, code, form, seen=seen)
    part = form.part()
    try:
        saved = drafting.change(draft, code, part, seen=seen, actor=request.user)
    except Stale as stale:
        return _conflict(request, stale, code, form)
    except Closed as closed:
        form.add_error(None, closed.message)
        return _page(request, draft, read, code, form, seen=seen)
    except Refused as refusal:
        form.add_error("version" if code == parts.HEAD else "code", refusal.message)
        return _page(request, draft, read, code, form, seen=seen)
    code = part["code"] if code else code
    if judged(saved).of(saved.tree, code):
        messages.warning(request, _("Saved. Something is still to be put right."))
    else:
        messages.success(request, _("Saved."))
    return (
        redirect("admin:draft_part", draft.pk, code)
        if code
        else redirect("admin:draft_head", draft.pk)
    )


def _conflict(request: HttpRequest, stale: Stale, code: str, form: PartForm) -> HttpResponse:
    """Both texts, field by field; saving once more keeps one's own."""
    theirs = typed(form.sheet, stale.theirs, form.languages)
    names = [name for name in form.fields if _said(form.data, name) != _said(theirs, name)]
    differences = [
        Difference(form.labelled(name), _said(form.data, name), _said(theirs, name))
        for name in names
    ]
    draft = draft_or_404(stale.draft.pk)
    more = {"differences": differences, "who": draft.changed_by, "when": draft.changed_at}
    seen = parts.fingerprint(stale.theirs)
    return _page(request, draft, judged(draft), code, form, seen=seen, status=409, **more)


def _page(
    request: HttpRequest,
    draft: Draft,
    read: Judged,
    code: str,
    form: PartForm,
    *,
    status: int = 0,
    **more: Any,
) -> HttpResponse:
    context = {
        "draft": draft,
        "code": code,
        "form": form,
        "sections": list(form.drawn()),
        "questions": _below(draft, read, code),
        "elsewhere": _elsewhere(draft, code),
        "dimension": code.split(".")[0] if "." in code else more.get("under", ""),
        **more,
    }
    wrong = request.method == "POST" and form.errors
    shown = _title(code, form)
    answer = status or (422 if wrong else 200)
    return staff_page(request, "dimensions/part.html", context, title=shown, status=answer)


def _title(code: str, form: PartForm) -> str:
    if isinstance(form, NewDimensionForm):
        return _("Add a dimension")
    if isinstance(form, IndicatorForm) and not code:
        return _("Add a question")
    return code or _("Title, themes and groups")


def _shared(request: HttpRequest, draft: Draft, read: Judged, code: str) -> dict[str, Any]:
    choices = Choices(request.programme, read.form, code)
    return {"choices": choices, "languages": languages_of(draft.tree)}


def _part_or_404(draft: Draft, code: str) -> Tree:
    try:
        return parts.part(draft.tree, code)
    except parts.NoPart as none:
        raise Http404(_("The draft has no part %s (any more).") % code) from none


def _fits(form: PartForm, dimension: str, such: str) -> bool:
    """Whether the code typed, if there is one to type, looks like a code of its kind."""
    if "code" not in form.fields:
        return True
    code = form.cleaned_data.get("code") or ""
    shape = rf"{re.escape(dimension)}\.[0-9]{{1,3}}" if dimension else DIMENSION
    if re.fullmatch(shape, code):
        return True
    form.add_error("code", _("A code here looks like %(such)s.") % {"such": such})
    return False


def _above(draft: Draft, code: str) -> tuple:
    """Where one comes from: the page of the dimension, or of the draft."""
    if "." in code:
        return "admin:draft_part", draft.pk, code.split(".")[0]
    return "admin:draft", draft.pk


def _below(draft: Draft, read: Judged, code: str) -> list[Indicator]:
    """The questions of a dimension as they are read."""
    found = [one for one in read.form.dimensions if one.code == code and code]
    return list(found[0].indicators) if found else []


def _elsewhere(draft: Draft, code: str) -> Indicator | None:
    """The question that the published version asks under this code."""
    if draft.based_on is None or "." not in code:
        return None
    return form_of(draft.based_on).by_code.get(code)


def _free_code(draft: Draft, read: Judged, dimension: str) -> str:
    """The code of a new question of ``dimension``, or of a new dimension."""
    if dimension:
        return next_code(dimension, [read.form, *_versions(draft)])
    return next_dimension(read.form, _versions(draft))


def _versions(draft: Draft) -> list[Form]:
    published = Questionnaire.objects.filter(code=draft.code, published=True)
    return [form_of(one) for one in published.select_related("programme")]


def _said(data: QueryDict, name: str) -> str:
    return ", ".join(one.strip().replace("\r\n", "\n") for one in data.getlist(name))
