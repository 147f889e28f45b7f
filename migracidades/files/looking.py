"""Whether a file may hold personal data, looked for by the workshop before anybody keeps it.

It helps who sends a file, and stops nobody. What is found is kept as counts, never as values
(``StoredFile.personal``); where it stands is looked up anew for whoever sent it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from migracidades.tenancy.models import Programme, in_language
from migracidades.tenancy.scope import required

from . import scratch
from .accept import Accepted
from .models import StoredFile
from .personal.finding import EMAIL, TELEPHONE
from .storing import path_of
from .working import work

READ = ("pdf", "docx", "odt", "xlsx", "ods", "csv", "txt")
UNREAD: dict[str, Any] = {"read": "no", "found": {}}
LOOKED = {
    "no": gettext_lazy("not looked through for personal data"),
    "part": gettext_lazy("looked through for personal data in part"),
    "whole": "",
}


@dataclass(frozen=True)
class Found:
    """A kind of personal data in a file: “3 CPF”, and where the first ones stand."""

    told: str
    shown: list[tuple[str, str]]


def looked_into(accepted: Accepted) -> Accepted:
    """The same file with what it may hold, as the programme in scope knows personal data."""
    if accepted.extension not in READ:
        return replace(accepted, personal=UNREAD)
    with scratch.said_when_full(accepted.name), scratch.desk() as desk:
        answer = _look(scratch.laid_out(accepted.file, desk / "in"), accepted)
    return replace(accepted, personal={key: answer[key] for key in UNREAD})


def found_in(stored: StoredFile) -> list[Found]:
    """What a kept file may hold and where, for the person who sent it. Looks anew."""
    shown, programme = _look(path_of(stored), stored).get("shown", {}), _programme()
    return [
        Found(_counted(kind, count, programme), _placed(shown.get(kind, [])))
        for kind, count in _counts(stored).items()
    ]


def holds(stored: StoredFile) -> bool:
    """Whether a file may hold personal data."""
    return bool(_counts(stored))


def told(stored: StoredFile, programme: Programme) -> str:
    """“3 CPF, 2 e-mails”; empty when nothing was found."""
    return ", ".join(_counted(kind, count, programme) for kind, count in _counts(stored).items())


def looked(stored: StoredFile) -> str:
    """That a file was not looked through, or not whole; empty when it was."""
    return str(LOOKED[(stored.personal or UNREAD)["read"]])


def _counts(stored: StoredFile) -> Mapping[str, int]:
    return dict(sorted((stored.personal or UNREAD)["found"].items()))


def _look(path: Path, file: Accepted | StoredFile) -> dict[str, Any]:
    """What the workshop answers; that it could not read is no reason to refuse a file."""
    config = _programme().config
    wanted = {
        "documents": [
            {key: one[key] for key in ("code", "shapes", "words", "check") if key in one}
            for one in config.get("personal_documents", [])
        ],
        "mobiles": config.get("mobile_phones", {}),
    }
    order = {"source": str(path), "extension": file.extension, **wanted}
    try:
        return work("look", [file.name], **order)
    except ValidationError:
        return UNREAD


def _programme() -> Programme:
    return Programme.objects.get(pk=required().programme_id or 0)


def _counted(kind: str, count: int, programme: Programme) -> str:
    if kind == EMAIL:
        return ngettext("%(n)s e-mail of a person", "%(n)s e-mails of people", count) % {"n": count}
    if kind == TELEPHONE:
        return ngettext("%(n)s mobile number", "%(n)s mobile numbers", count) % {"n": count}
    documents = {one["code"]: one["name"] for one in programme.config.get("personal_documents", [])}
    name = in_language(documents.get(kind), programme.default_language) or kind.upper()
    return f"{count} {name}"


def _placed(shown: list[Any]) -> list[tuple[str, str]]:
    return [(value, _place(at)) for value, at in shown]


def _place(at: Mapping[str, Any]) -> str:
    if "page" in at:
        return _("page %(number)s") % {"number": at["page"]}
    if "sheet" in at:
        return _("sheet “%(name)s”, row %(row)s") % {"name": at["sheet"], "row": at["row"]}
    return _("line %(number)s") % {"number": at["line"]} if "line" in at else ""
