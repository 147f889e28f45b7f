"""How much of the register of evidence a person of the government sees."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from certification.evidence.models import PieceVersion
from migracidades.tenancy.http import Request
from migracidades.tenancy.rules import roles_of

from . import rules
from .models import Part
from .reach import Reach


@dataclass(frozen=True)
class Sight:
    """``whole``: every piece. Else what proves answers within ``reaches``, by the key of their
    diagnosis, and the pieces ``own``, to which the person added something.
    """

    whole: bool = False
    reaches: Mapping[int, Reach] = field(default_factory=dict)
    own: Collection[int] = ()

    def has_use(self, diagnosis: int, dimension: str, code: str) -> bool:
        """Whether the person sees a question, given by the codes of its dimension and its own."""
        return self.whole or self.reaches.get(diagnosis, Reach()).has(dimension, code)

    def has_piece(self, piece: int, *, used: bool) -> bool:
        """``used``: it proves an answer that the person sees."""
        return self.whole or used or piece in self.own


EVERYTHING = Sight(whole=True)


def sight_of(request: Request) -> Sight:
    """What the person at the desk sees. Two queries, none for who sees all."""
    if rules.sees_all(roles_of(request)):
        return EVERYTHING
    user = request.user.pk
    mine = Part.objects.filter(ended_at=None, seat__user=user, seat__active=True)
    parts: dict[int, list[tuple[list[str], list[str]]]] = {}
    for diagnosis, *codes in mine.values_list("diagnosis", "dimensions", "indicators"):
        parts.setdefault(diagnosis, []).append((codes[0], codes[1]))
    own = PieceVersion.objects.filter(added_by=user).values_list("piece", flat=True)
    return Sight(reaches={key: Reach.of(held) for key, held in parts.items()}, own=set(own))
