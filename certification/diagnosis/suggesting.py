"""How a guest suggests answers: each kept once, again when they think again, until it is taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from dimensions.form import Indicator
from migracidades.kit.errors import Refused
from migracidades.kit.text import plain
from migracidades.ledger import outbox

from .content import LIMITS, BadAnswer, Content, clean
from .guests import Access, Guest, visit
from .models import Suggestion
from .suggestions import NOTHING, content_of

# An answer that is taken over says of both who gave it.
NAME = 60
DEPARTMENT = LIMITS["department"] - NAME - len(", ")
OFTEN = 50
KEPT = ("standing", "value", "reason", "note")


class Gone(Exception):
    """The link opens nothing any more; ``guest`` is what is known of it."""

    def __init__(self, guest: Guest):
        super().__init__()
        self.guest = guest


@dataclass
class Told:
    """What became of what a guest sent: by question what could not be kept and why.

    ``errors`` of the guest's own name and department stand under ``who``; then nothing was kept.
    """

    kept: int = 0
    who: dict[str, str] = field(default_factory=dict)
    errors: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        return not self.who and not self.errors


def suggest(
    token: str,
    typed: Mapping[str, Mapping[str, Any]],
    *,
    name: str,
    department: str,
    send_id: UUID,
) -> Told:
    """Keep what a guest typed, by the code of its question, as ``clean`` takes it.

    What stands already is not kept twice, nor is the same ``send_id`` with the same content.
    Raises ``LookupError`` for a link that is none, ``Gone`` for one that is over.
    """
    with visit(token, lock=True) as guest:
        if guest.access is not Access.OPEN:
            raise Gone(guest)
        sender = _Sender(guest, plain(name), plain(department), send_id)
        told = Told(who=sender.faults())
        if not told.who:
            for one in guest.questions:
                if one.code in typed:
                    _try(sender, one, typed[one.code], told)
        if told.kept:
            ids = {"link_id": guest.link.pk, "government_id": guest.link.government_id}
            outbox.emit("suggestions.given", **ids)
        return told


def _try(sender: "_Sender", indicator: Indicator, typed: Mapping[str, Any], told: Told) -> None:
    try:
        told.kept += sender.suggest(indicator, typed)
    except BadAnswer as bad:
        told.errors[indicator.code] = bad.errors
    except Refused as refused:
        told.errors[indicator.code] = {"general": refused.message}


@dataclass(frozen=True)
class _Sender:
    """Who sends, by which link."""

    guest: Guest
    name: str
    department: str
    send_id: UUID

    def faults(self) -> dict[str, str]:
        found = {} if self.name else {"name": _("Write your name.")}
        for part, text, limit in (
            ("name", self.name, NAME),
            ("department", self.department, DEPARTMENT),
        ):
            if len(text) > limit:
                found[part] = _("Shorten it: at most %(limit)s characters.") % {"limit": limit}
        return found

    def suggest(self, indicator: Indicator, typed: Mapping[str, Any]) -> bool:
        """Whether something was written that did not stand yet."""
        content = clean(indicator, **typed)
        stood = self.guest.suggested.get(indicator.code)
        if content == (content_of(stood) if stood else NOTHING):
            return False
        if indicator.code in self.guest.taken:
            raise Refused(_("What you sent before has been taken over: this was not sent."))
        if indicator.code not in self.guest.opened:
            raise Refused(_("This question is closed now: this was not sent."))
        if stood and self._sent(indicator) >= OFTEN:
            raise Refused(_("You have changed this too often. Write to who asked you."))
        return self._keep(indicator, content)

    def _sent(self, indicator: Indicator) -> int:
        return self.guest.link.suggestions.filter(indicator_id=indicator.id).count()

    def _keep(self, indicator: Indicator, content: Content) -> bool:
        link = self.guest.link
        _made, new = Suggestion.objects.get_or_create(
            diagnosis=self.guest.diagnosis,
            send_id=uuid5(self.send_id, f"{link.pk} {indicator.code} {content!r}"),
            defaults={
                "link": link,
                "government_id": link.government_id,
                "indicator_id": indicator.id,
                "name": self.name,
                "department": self.department,
                "given_at": Now(),
                **{part: getattr(content, part) for part in KEPT},
            },
        )
        return new
