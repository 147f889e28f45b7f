"""What a person says in reply to one question, and how it is made fit to be kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dimensions import kinds
from dimensions.form import Indicator
from dimensions.kind import Value
from migracidades.kit.errors import Refused
from migracidades.kit.text import plain

from .models import Standing

STANDINGS = frozenset(Standing.values)
LIMITS = {"reason": 2000, "note": 5000, "department": 150}


class BadAnswer(Refused):
    """An answer that cannot be kept as it was typed; ``errors`` says why, part by part."""

    def __init__(self, errors: dict[str, str]):
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True)
class Content:
    """What is kept of a reply. Two saves with the same content are one answer."""

    standing: str
    value: Value | None
    reason: str
    note: str
    department: str


EMPTY = Content(Standing.ANSWERED, None, reason="", note="", department="")


def content_of(reply: Any) -> Content:
    """The content of an ``Answer`` or an ``AnswerRevision``."""
    return Content(reply.standing, reply.value, reply.reason, reply.note, reply.department)


def clean(
    indicator: Indicator,
    *,
    raw: Sequence[str],
    standing: str,
    reason: str = "",
    note: str = "",
    department: str = "",
) -> Content:
    """What is kept of what was typed. Raises ``BadAnswer`` with a sentence for each bad part.

    Beside “does not apply” and “no data” no answer is kept, and beside an answer no reason.
    """
    texts = {"reason": plain(reason), "note": plain(note), "department": plain(department)}
    errors = _too_long(texts)
    answered = standing == Standing.ANSWERED
    if standing not in STANDINGS:
        errors["standing"] = _("Choose whether you answer, it does not apply or there are no data.")
    elif not answered and not texts["reason"]:
        errors["reason"] = _("Write why; then this is saved.")
    value = _value(indicator, raw, errors) if answered else None
    if errors:
        raise BadAnswer(errors)
    return Content(standing, value, **texts | ({"reason": ""} if answered else {}))


def _too_long(texts: dict[str, str]) -> dict[str, str]:
    return {
        part: _("This text is too long: it has %(count)s characters and the limit is %(limit)s.")
        % {"count": len(text), "limit": LIMITS[part]}
        for part, text in texts.items()
        if len(text) > LIMITS[part]
    }


def _value(indicator: Indicator, raw: Sequence[str], errors: dict[str, str]) -> Value | None:
    try:
        return kinds.of(indicator).clean(raw, indicator)
    except kinds.Invalid as error:
        errors["value"] = str(error)
        return None
