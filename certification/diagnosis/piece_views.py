"""One piece of evidence: its versions and uses, and what is done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from certification.evidence import keeping, links
from migracidades.kit.errors import Refused
from migracidades.tenancy.rules import roles_of

from . import proving
from .evidence_forms import UseForm, UsesForm, VersionForm, WordsForm
from .piece import PieceDesk, piece_desk_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def piece(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One piece; POST does one of ``ACTS``. What cannot be done comes back as it was typed."""
    desk = piece_desk_or_404(request, pk)
    if request.method != "POST":
        return _page(request, desk)
    if not desk.keeps:
        raise PermissionDenied
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise Http404
    form, act = _forms(desk, name, request)[name], ACTS[name]
    if form.is_valid() and _done(request, desk, form, act):
        return redirect("piece", code=code, pk=pk)
    return _page(request, desk, failed={name: form})


def _done(request: HttpRequest, desk: PieceDesk, form: Form, act: Callable[..., str]) -> bool:
    """Do all of an act and say so, or nothing and say why beside the field."""
    who = {"actor": request.user, "roles": roles_of(request)}
    try:
        with transaction.atomic():
            messages.success(request, act(desk, form.cleaned_data, form, who))
    except Refused as refused:
        form.add_error(None, refused.message)
    except ValidationError as error:
        form.add_error("file", error)
    return form.is_valid()


def _renew(desk: PieceDesk, told: dict[str, Any], form: VersionForm, who: dict[str, Any]) -> str:
    said = form.told_of(desk.newest, desk.lives)
    made = keeping.renew(desk.piece, said, **form.content, base=told["base"], **who)
    proving.bring_up(made, desk.chosen(told["uses"]), **who)
    return _("Version %(number)s is in the register.") % {"number": made.number}


def _correct(desk: PieceDesk, told: dict[str, Any], form: WordsForm, who: dict[str, Any]) -> str:
    made = keeping.correct(desk.piece, form.told, base=told["base"], **who)
    stood = [one.evidence for one in desk.open_uses if one.evidence.version == desk.newest]
    proving.bring_up(made, stood, **who)
    return _("Corrected. What was handed in keeps what it said then.")


def _use(desk: PieceDesk, told: dict[str, Any], _form: Form, who: dict[str, Any]) -> str:
    year, _slash, code = told["question"].partition("/")
    here = desk.desk_at(int(year))
    asked = {"diagnosis": here.diagnosis, "indicators": [here.form.by_code[code]]}
    proving.attach(desk.newest, **asked, where=told["where"], **who)
    return _("It proves the answer to %(code)s now.") % {"code": code}


def _bring_up(desk: PieceDesk, told: dict[str, Any], _form: Form, who: dict[str, Any]) -> str:
    proving.bring_up(desk.newest, desk.chosen(told["uses"]), **who)
    return _("The newest version is used there now.")


def _remove(desk: PieceDesk, told: dict[str, Any], _form: Form, who: dict[str, Any]) -> str:
    proving.remove(desk.chosen(told["uses"]), **who)
    return _("It is not used there any more. The piece stays in the register.")


def _settle(desk: PieceDesk, _told: dict[str, Any], _form: Form, who: dict[str, Any]) -> str:
    links.settle(desk.newest, **who)
    return _("Noted: this is the right page. From now on it is known again as it is today.")


def _withdraw(desk: PieceDesk, _told: dict[str, Any], _form: Form, who: dict[str, Any]) -> str:
    keeping.withdraw(desk.piece, **who)
    proving.remove([one.evidence for one in desk.open_uses], **who)
    return _("Withdrawn. What was handed in with it keeps it.")


ACTS = {
    "renew": _renew,
    "correct": _correct,
    "use": _use,
    "bring_up": _bring_up,
    "remove": _remove,
    "settle": _settle,
    "withdraw": _withdraw,
}


SAYS = {
    "use": (
        gettext_lazy("Use it for another question"),
        gettext_lazy(
            "Its newest version proves the answer as well, each with its own place to look."
        ),
        gettext_lazy("Use it there"),
    ),
    "renew": (
        gettext_lazy("Add a newer version"),
        gettext_lazy(
            "A newer text of the law, this year’s report, another address. What was handed in keeps"
            " the version it was handed in with."
        ),
        gettext_lazy("Add the version"),
    ),
    "correct": (
        gettext_lazy("Correct what is said of it"),
        gettext_lazy("The file or link stays. Who corrected what is written down."),
        gettext_lazy("Correct"),
    ),
    "settle": (
        gettext_lazy("It is the right page"),
        gettext_lazy(
            "Open the link first. If it shows what it is to prove, say so: the warning goes."
            " If not, add a newer version with the new address, or with the document itself."
        ),
        gettext_lazy("It is the right page"),
    ),
    "withdraw": (
        gettext_lazy("Withdraw it"),
        gettext_lazy(
            "It is taken from the answers that can be changed now and offered no more. What was"
            " handed in with it keeps it."
        ),
        gettext_lazy("Withdraw"),
    ),
}


def _forms(desk: PieceDesk, sent: str = "", request: HttpRequest | None = None) -> dict[str, Form]:
    """The forms of the page by their act; the one that was sent holds what was typed."""

    def given(act: str) -> dict[str, Any]:
        typed = (request.POST, request.FILES) if request and sent == act else (None, None)
        return {"data": typed[0], "files": typed[1], "auto_id": f"{act}-%s"}

    uses = desk.open_uses
    return {
        "renew": VersionForm.about(desk.newest, uses=uses, **given("renew")),
        "correct": WordsForm.about(desk.newest, **given("correct")),
        "use": UseForm(questions=desk.questions, **given("use")),
        "bring_up": UsesForm(uses=uses, **given("bring_up")),
        "remove": UsesForm(uses=uses, **given("remove")),
        "settle": Form(**given("settle")),
        "withdraw": Form(**given("withdraw")),
    }


def _page(
    request: HttpRequest, desk: PieceDesk, *, failed: dict[str, Form] | None = None
) -> HttpResponse:
    wrong = failed or {}
    context = {
        "desk": desk,
        "forms": _forms(desk) | wrong,
        "form": next(iter(wrong.values()), None),
        "failed": next(iter(wrong), ""),
        "says": SAYS,
        "open": [one.evidence.pk for one in desk.open_uses],
    }
    return render(request, "evidence/piece.html", context, status=422 if failed else 200)
