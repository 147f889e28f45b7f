"""How a script of the page sends a large file in parts (``static/js/uploading.js``).

Three acts: ``begin`` says where to go on, ``part`` takes one part, ``done`` keeps the whole and
answers with what the form then holds in its place. Without scripts a form carries its file as ever.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from migracidades.tenancy.rules import ANSWERING, needs

from . import arriving
from .receiving import MOST_PHOTOS

DIGEST = r"^([0-9a-f]{64})?$"


class _Begun(forms.Form):
    name = forms.CharField(max_length=1000)
    size = forms.IntegerField(min_value=0)
    mark = forms.CharField(max_length=100, required=False)
    sha256 = forms.RegexField(DIGEST, required=False)


class _Part(forms.Form):
    key = forms.CharField(max_length=64)
    offset = forms.IntegerField(min_value=0)


def _answering(view: Callable[..., dict[str, Any]]) -> Callable[..., HttpResponse]:
    """Say in JSON what a view returns, and what kept it from returning.

    409: go on at ``offset``, or begin anew where there is none; 422: ``error`` is the sentence.
    """

    @require_POST
    @needs(*ANSWERING)
    @wraps(view)
    def answered(request: HttpRequest, code: str) -> HttpResponse:
        try:
            return JsonResponse(view(request))
        except arriving.Gap as gap:
            return JsonResponse({"offset": gap.offset}, status=409)
        except arriving.Lost:
            return JsonResponse({}, status=409)
        except ValidationError as error:
            return JsonResponse({"error": " ".join(error.messages)}, status=422)

    return answered


@_answering
def begin(request: HttpRequest) -> dict[str, Any]:
    """A file is to come: under which key, and from which byte on."""
    told = _cleaned(_Begun(request.POST))
    mark, sha256 = told["mark"], told["sha256"]
    one = arriving.begin(told["name"], told["size"], mark=mark, sha256=sha256)
    return {"key": one.key, "offset": one.offset}


@_answering
def part(request: HttpRequest) -> dict[str, Any]:
    """One part, as the body; the address says of which file and where it begins."""
    told = _cleaned(_Part(request.GET))
    one = arriving.find(told["key"])
    return {"offset": arriving.take(one, told["offset"], _body(request))}


@_answering
def done(request: HttpRequest) -> dict[str, Any]:
    """All is there: what a form holds instead of the file, to be put before the control ``at``."""
    keys = request.POST.getlist("key")[: MOST_PHOTOS + 1]
    if not keys:
        raise arriving.Lost
    kept = arriving.finish([arriving.find(one) for one in keys])
    told = {"kept": kept, "at": request.POST.get("at", "")}
    return {"held": render_to_string("files/held.html", told)}


def _cleaned(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    return form.cleaned_data


def _body(request: HttpRequest) -> bytes:
    """What has come of the body: a line that is cut has brought that much, and it is kept."""
    come = b""
    with suppress(UnreadablePostError):
        while piece := request.read(arriving.PART - len(come)):
            come += piece
    return come
