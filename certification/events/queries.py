"""What pages ask about events: those that are declared, with what was planned of each."""

from collections.abc import Iterable
from dataclasses import dataclass

from certification.editions.calendar import clock, in_both_zones
from certification.editions.models import Edition, Participation
from migracidades.tenancy.models import Programme

from .declared import Declared, declared
from .models import Event


@dataclass(frozen=True)
class Foreseen:
    """A declared event of one participation; ``event`` is ``None`` until a day was set."""

    declared: Declared
    participation: Participation
    event: Event | None

    @property
    def held(self) -> bool:
        return self.event is not None and self.event.state == Event.State.HELD

    @property
    def begun(self) -> bool:
        """Whether its day and hour have come."""
        return self.event is not None and self.event.starts_at <= clock()

    @property
    def when(self) -> str:
        """The day and hour in words, where the government is."""
        if self.event is None:
            return ""
        programme = self.participation.edition.programme
        return in_both_zones(self.event.starts_at, self.participation.government, programme)


def foreseen(participations: Iterable[Participation], programme: Programme) -> list[Foreseen]:
    """Every declared event of every participation. One query, none where nothing is declared."""
    kinds, asked = declared(programme), list(participations)
    if not kinds or not asked:
        return []
    found = Event.objects.filter(participation__in=[one.pk for one in asked])
    planned = {(one.participation_id, one.code): one for one in found}
    return [
        Foreseen(kind, one, planned.get((one.pk, kind.code))) for one in asked for kind in kinds
    ]


def waiting(edition: Edition | None, programme: Programme) -> int:
    """How many events of an edition are not held yet, planned or not. At most two queries."""
    kinds = [one.code for one in declared(programme)]
    if edition is None or not kinds:
        return 0
    inside = Participation.objects.filter(edition=edition, withdrawn_at=None)
    held = Event.objects.filter(participation__in=inside, code__in=kinds, state=Event.State.HELD)
    return inside.count() * len(kinds) - held.count()
