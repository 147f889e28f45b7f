"""How much room a government's evidence takes, and may take: ``evidence_mb`` of the programme."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from migracidades.tenancy.models import Programme
from migracidades.tenancy.scope import required

from .models import StoredFile

USUAL_MB = 500


@dataclass(frozen=True)
class Room:
    """Bytes that are used, and how many there are."""

    used: int
    most: int

    @property
    def told(self) -> str:
        """“1.2 MB of 500 MB”, as pages write it."""
        used, most = filesizeformat(self.used), filesizeformat(self.most)
        return _("%(used)s of %(most)s") % {"used": used, "most": most}


def room_of(government: int, programme: Programme) -> Room:
    """The room of a government, by its key. One query."""
    kept = StoredFile.objects.filter(
        purpose=StoredFile.Purpose.EVIDENCE, government=government, swept_at=None
    )
    used = kept.aggregate(sum=Sum("size"))["sum"] or 0
    return Room(used, programme.config.get("evidence_mb", USUAL_MB) * 1024 * 1024)


def demand_room(name: str, size: int, *, government: int | None = None) -> None:
    """Raise ``ValidationError`` when so many bytes more are too many.

    ``government`` is a key; without one the government in scope is meant, if there is one.
    """
    scope = required()
    whose = government or scope.government_id
    if whose is None or scope.programme_id is None:
        return
    room = room_of(whose, Programme.objects.get(pk=scope.programme_id))
    if room.used + size > room.most:
        raise ValidationError(
            _(
                "There is no room for “%(name)s”: the evidence of your government takes %(room)s."
                " Send it smaller, give a link to where it is published, or ask the programme’s"
                " team for more room."
            ),
            code="quota",
            params={"name": name, "room": room.told},
        )
