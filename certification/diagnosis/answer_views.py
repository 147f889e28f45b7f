"""The saving of one answer: a script of the page is answered a few lines, no script a page."""

import json
from collections.abc import Mapping
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from certification.editions.calendar import in_both_zones
from dimensions.form import Indicator
from migracidades.kit.errors import Refused
from migracidades.kit.parts import wants_a_part
from migracidades.kit.pieces import framed, piece
from migracidades.kit.templatetags import look
from migracidades.tenancy.rules import ANSWERING, needs, roles_of

from . import forms, queries
from .content import BadAnswer
from .deadline import late
from .desk import desk_of
from .dimension_views import address_of, dimension_page, indicator_or_404
from .figures import taken_over
from .presence import presence
from .questions import Unsaved, line_of, said, wanted
from .rail import rail
from .reach import Elsewhere, form_here
from .saving import Conflict, Outdated, Saved, save_answer
from .sheet import form_for, wording
from .shown import Shown

REWORDED = gettext_lazy(
    "The wording of the questions was corrected after this page was opened. Your answer is saved:"
    " read the question again."
)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*ANSWERING)
def answer(request: HttpRequest, code: str, year: int, code_: str) -> HttpResponse:
    """Save the answer to one question; a mere visit leads to the question."""
    if request.method != "POST":
        form = form_here(request, queries.diagnosis_or_404(request, year))
        indicator = indicator_or_404(form, code_)
        return redirect(address_of(form, indicator, code, year, Shown.by(request)))
    if not forms.meant_for(request.POST, request.user.device_key):
        return _of_another(request, year, code_)
    try:
        return _saved(request, year, code_, _save(request, year, code_))
    except BadAnswer as bad:
        return _bad(request, year, code_, bad)
    except Elsewhere as refused:
        errors = {"general": refused.message}
        back = reverse("diagnosis", args=[code, year])
        return _not_saved(request, year, code_, errors=errors, back=back)
    except Refused as refused:
        return _not_saved(request, year, code_, errors={"general": refused.message})
    except Conflict as conflict:
        return _not_saved(request, year, code_, conflict=conflict)


def _of_another(request: HttpRequest, year: int, code_: str) -> HttpResponse:
    """Two people share a browser: what one wrote is not saved under the other's name."""
    told = _("Somebody else is signed in in this browser: this was not saved under their name.")
    return _not_saved(request, year, code_, errors={"general": told}, status=401)


def _save(request: HttpRequest, year: int, code_: str) -> Saved:
    try:
        return _attempt(request, year, code_)
    except (Outdated, Http404):
        queries.forget(request.government, year)
        return _attempt(request, year, code_)


def _attempt(request: HttpRequest, year: int, code_: str) -> Saved:
    diagnosis = queries.recent(request, year)
    indicator = indicator_or_404(form_for(diagnosis), code_)
    typed = forms.typed(request.POST, code_)
    if mark := request.POST.get("figure"):
        typed = taken_over(diagnosis, indicator, typed, mark)
    return save_answer(
        diagnosis=diagnosis,
        indicator=indicator,
        author=request.user,
        roles=roles_of(request),
        base_version=forms.version(request.POST),
        save_id=forms.save_id(request.POST),
        since=forms.since(request.POST),
        alone=True,
        **typed,
    )


def _saved(request: HttpRequest, year: int, code_: str, saved: Saved) -> HttpResponse:
    form, code = saved.sheet.form, request.government.code
    indicator = form.by_code[code_]
    reworded = REWORDED if _reworded(request, year) else ""
    if not wants_a_part(request):
        return _back(request, year, indicator, saved, reworded)
    shown = form.dimension(indicator.dimension)
    line = line_of(saved.answer)
    contents = {
        "text": line.text,
        "base": str(line.base),
        "save": str(line.save_id),
        "who": str(saved.answer.author),
        "department": saved.answer.department,
        "late": _late(request, saved),
    }
    others = presence(saved.news, shown)
    if others or reworded:
        page = address_of(form, indicator, code, year).partition("#")[0]
        told = {"others": others, "reworded": reworded, "page": page, "code": code_}
        contents["told"] = render_to_string("diagnosis/told.html", told)
    if saved.counted:
        progress = saved.sheet.progress(shown)
        contents["progress"] = piece("diagnosis/progress.html", progress=progress, oob=True)
        contents["rail"] = look.rail(rail(saved.sheet, code=code, year=year, current=shown.code))
    filled = {name: content for name, content in contents.items() if content}
    drawn = framed("diagnosis/saved.html", filled, code=code_, tone=line.tone)
    return _tell_asked(HttpResponse(drawn), saved, indicator)


def _back(
    request: HttpRequest, year: int, indicator: Indicator, saved: Saved, reworded: str
) -> HttpResponse:
    """To the question, on the page as it was asked for; where it is not any more, that is told."""
    how = Shown.by(request)
    if reworded:
        messages.info(request, reworded)
    if how.missing:
        messages.success(request, f"{indicator.code}: {line_of(saved.answer).text}")
    form, code = saved.sheet.form, request.government.code
    return redirect(address_of(form, indicator, code, year, how))


def _reworded(request: HttpRequest, year: int) -> bool:
    """Whether the questions were put in other words after the page of this form was made."""
    now = wording(queries.recent(request, year))
    return request.POST.get("texts", now) != now


def _late(request: HttpRequest, saved: Saved) -> str:
    """The deadline passed while the page was open: until when what is under way is taken."""
    if saved.late_until is None:
        return ""
    return late(in_both_zones(saved.late_until, request.government, request.programme))


def _tell_asked(response: HttpResponse, saved: Saved, indicator: Indicator) -> HttpResponse:
    """Let the page show or hide the questions that hang on this one."""
    hanging = saved.sheet.form.hanging.get(indicator.code)
    if hanging:
        asked = saved.sheet.asked
        response["X-Asked"] = json.dumps({code: code in asked for code in hanging})
    return response


def _bad(request: HttpRequest, year: int, code_: str, bad: BadAnswer) -> HttpResponse:
    if wants_a_part(request):
        return _not_saved(request, year, code_, errors=bad.errors, status=422)
    desk = desk_of(request, year)
    shown = desk.form.dimension(desk.form.by_code[code_].dimension)
    failed = {code_: {"unsaved": _unsaved(request, code_, bad.errors)}}
    return dimension_page(request, desk, shown, failed=failed, status=422)


def _not_saved(
    request: HttpRequest,
    year: int,
    code_: str,
    *,
    errors: Mapping[str, str] | None = None,
    conflict: Conflict | None = None,
    status: int = 409,
    back: str = "",
) -> HttpResponse:
    """What was typed stays: in the page with scripts, else on a page that shows it.

    ``back`` is where that leads to, the question unless given.
    """
    form = form_for(queries.recent(request, year))
    indicator, how = form.by_code[code_], Shown.by(request)
    context = {
        "indicator": indicator,
        "unsaved": _unsaved(request, code_),
        "errors": errors or {},
        "wanted": wanted(indicator, request.POST.getlist(f"answer-{code_}")),
        "address": back or address_of(form, indicator, request.government.code, year, how),
        "year": year,
        "how": how,
    }
    if conflict:
        sides = {"mine": conflict.mine, "theirs": conflict.theirs}
        context |= sides | {f"{name}_said": said(one, indicator) for name, one in sides.items()}
    template = "diagnosis/problem.html" if wants_a_part(request) else "diagnosis/not_saved.html"
    return render(request, template, context, status=status)


def _unsaved(request: HttpRequest, code_: str, errors: dict[str, str] | None = None) -> Unsaved:
    data = request.POST
    return Unsaved(forms.typed(data, code_), errors or {}, forms.version(data), uuid4())
