"""The page behind a guest's link: public, for whoever holds it, and nowhere to be found.

It asks for no cookie and no token: its address is the secret, which a foreign site does not know.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dimensions.form import Indicator

from . import forms
from .dimension_views import offered
from .guests import Access, Guest, visit
from .models import Suggestion
from .questions import KEPT, Line, Question, at, bare, kept, said, wanted
from .suggesting import Gone, Told, suggest

View = Callable[..., HttpResponse]


def unlisted(view: View) -> View:
    """Let no cache keep the page, no search engine list it, and no other site learn its address."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = never_cache(view)(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


# The address is the secret: who can send to it could as well open it, signed in or not.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@unlisted
def guest(request: HttpRequest, token: str) -> HttpResponse:
    """The questions of a link, with what its guest has suggested; a POST suggests."""
    try:
        if request.method == "POST":
            return _sent(request, token)
        with visit(token) as found:
            return _page(request, found)
    except LookupError:
        return _gone(request, None)
    except Gone as gone:
        return _gone(request, gone.guest)


def _sent(request: HttpRequest, token: str) -> HttpResponse:
    if not ratelimit.consume(request, action="suggestion", key=token):
        return _too_often(request)
    data = request.POST
    typed = {code: forms.typed(data, code, f"-{code}") for code in data.getlist("asked")}
    told = suggest(
        token,
        typed,
        name=data.get("name", ""),
        department=data.get("department", ""),
        send_id=forms.uuid_in(data, "send"),
    )
    if told.whole:
        return redirect(f"{request.path}#sent")
    with visit(token) as found:
        return _page(request, found, typed=typed, told=told)


def _page(
    request: HttpRequest,
    found: Guest,
    *,
    typed: Mapping[str, Mapping[str, Any]] | None = None,
    told: Told | None = None,
) -> HttpResponse:
    if found.access is not Access.OPEN:
        return _gone(request, found)
    with timezone.override(ZoneInfo(found.diagnosis.government.time_zone)):
        questions = [
            _question(found, one, (typed or {}).get(one.code), told) for one in found.questions
        ]
        context = {
            **_about(found),
            "questions": questions,
            "single": len(questions) == 1,
            "who": _who(request, found),
            "wrong": told.who if told else {},
            "failed": [one for one in questions if one.errors],
            "sent": sum(one.indicator.code in found.suggested for one in questions),
            "send_id": uuid4(),
            **offered(),
        }
        status = 422 if told else 200
        return render(request, "diagnosis/guest.html", context, status=status)


def _about(found: Guest) -> dict[str, Any]:
    """Who asks, for what, until when."""
    return {
        "shown": found.diagnosis.government,
        "asked_by": found.link.made_by,
        "year": found.diagnosis.participation.edition.year,
        "until": found.until,
    }


def _who(request: HttpRequest, found: Guest) -> dict[str, str]:
    """Who answers: as it was typed, else as it was sent last."""
    if request.method == "POST":
        return {name: request.POST.get(name, "") for name in ("name", "department")}
    last = max(found.suggested.values(), key=lambda one: one.pk, default=None)
    if last is None:
        return {"name": "", "department": found.link.department}
    return {"name": last.name, "department": last.department}


def _question(
    found: Guest, indicator: Indicator, typed: Mapping[str, Any] | None, told: Told | None
) -> Question:
    """A question with what its guest typed just now or sent last."""
    stood = found.suggested.get(indicator.code)
    question = bare(
        found.form,
        indicator,
        typed=typed or kept(stood, indicator),
        errors=told.errors.get(indicator.code, {}) if told else {},
        line=_line(stood),
    )
    # What was typed stays in its field, whatever became of the question meanwhile.
    opened = typed is not None or indicator.code in found.opened - found.taken
    return replace(question, open=opened, said=said(stood, indicator))


def _line(stood: Suggestion | None) -> Line:
    if stood is None:
        return Line("", KEPT, 0, uuid4())
    sent = at(stood.given_at, _("Sent at %(time)s"), _("Sent on %(day)s, %(time)s"))
    return Line(sent, KEPT, 0, uuid4())


def _gone(request: HttpRequest, found: Guest | None) -> HttpResponse:
    """The page of a link that opens nothing: what to do, and the text that was sent, if any."""
    context = {
        "access": found.access.value if found else "",
        "typed": _typed(request, found),
        **(_about(found) if found else {}),
    }
    return render(request, "diagnosis/guest_gone.html", context, status=410 if found else 404)


def _too_often(request: HttpRequest) -> HttpResponse:
    context = {"access": "often", "typed": _typed(request, None)}
    response = render(request, "diagnosis/guest_gone.html", context, status=429)
    response["Retry-After"] = "600"
    return response


def _typed(request: HttpRequest, found: Guest | None) -> list[str]:
    """What was sent and not kept, each text with the code of its question."""
    data, asked = request.POST, found.form.by_code if found else {}
    texts = []
    for code in data.getlist("asked"):
        typed, one = forms.typed(data, code, f"-{code}"), asked.get(code)
        answer = wanted(one, typed["raw"]) if one else "; ".join(typed["raw"])
        texts += [f"{code}: {part}" for part in (answer, typed["reason"], typed["note"]) if part]
    return texts
