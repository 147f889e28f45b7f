"""One question on a page of its own: what was answered before, and what was said about it."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dimensions.form import Indicator
from migracidades.kit.errors import Refused
from migracidades.tenancy.rules import ANSWERING, needs, roles_of

from . import forms, history, remarks
from .desk import Desk, desk_of
from .dimension_views import address_of, indicator_or_404
from .models import AnswerRevision
from .questions import question as question_of
from .questions import with_suggestions
from .saving import Conflict


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, code: str, year: int, code_: str) -> HttpResponse:
    """The history of a question and the conversation about it; POST adds a line to that."""
    desk = desk_of(request, year)
    indicator = indicator_or_404(desk.form, code_)
    if request.method != "POST":
        return _page(request, desk, indicator)
    text, send_id = request.POST.get("text", ""), forms.uuid_in(request.POST, "send")
    try:
        remarks.remark(desk.diagnosis, indicator, text, author=request.user, send_id=send_id)
    except Refused as refused:
        return _page(request, desk, indicator, text=text, error=refused.message)
    return redirect("question", code=code, year=year, code_=code_)


def _page(
    request: HttpRequest, desk: Desk, indicator: Indicator, *, text: str = "", error: str = ""
) -> HttpResponse:
    context = {
        "desk": desk,
        "question": with_suggestions(desk, question_of(desk, indicator)),
        "versions": history.versions(desk.diagnosis, indicator),
        "remarks": remarks.conversation(desk.diagnosis, indicator),
        "send_id": uuid4(),
        "text": text,
        "error": error,
        "back": address_of(desk.form, indicator, request.government.code, desk.year),
    }
    return render(request, "diagnosis/history.html", context, status=422 if error else 200)


def _overtaken(request: HttpRequest, conflict: Conflict) -> str:
    if conflict.theirs.author_id == request.user.pk:
        return _("Meanwhile you saved another answer in another page: look at it first.")
    who = {"who": conflict.theirs.author}
    return _("Meanwhile %(who)s saved another answer: look at it first.") % who


@require_POST
@needs(*ANSWERING)
def bring_back(request: HttpRequest, code: str, year: int, code_: str) -> HttpResponse:
    """Let an earlier answer stand again, unless somebody has answered meanwhile."""
    desk = desk_of(request, year)
    indicator = indicator_or_404(desk.form, code_)
    try:
        history.bring_back(
            desk.diagnosis,
            indicator,
            forms.number_in(request.POST, "version"),
            author=request.user,
            roles=roles_of(request),
            base_version=forms.version(request.POST),
            save_id=forms.save_id(request.POST),
        )
    except AnswerRevision.DoesNotExist:
        raise Http404 from None
    except Conflict as conflict:
        messages.error(request, _overtaken(request, conflict))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The earlier answer stands again."))
    return redirect("question", code=code, year=year, code_=code_)
