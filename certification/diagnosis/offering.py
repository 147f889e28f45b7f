"""Which pieces of the register are offered for an answer: what fits first, never what is there."""

from dimensions.form import Indicator

from .desk import Desk
from .register import Line, State, Wanted, lines
from .sight import Sight


def offers(desk: Desk, indicator: Indicator, sight: Sight, text: str = "") -> list[Line]:
    """The pieces that could prove an answer and do not yet. Three queries.

    First the kinds that the question asks for, what still counts before what has expired, and of
    these what was added last.
    """
    here = {one.version.piece_id for one in desk.evidence.get(indicator.id, [])}
    wanted = Wanted(text=text)
    fitting = [one for one in lines(sight) if one.matches(wanted)]
    found = [one for one in fitting if one.version.piece_id not in here]
    newest_first = sorted(found, key=lambda one: one.version.added_at, reverse=True)
    return sorted(newest_first, key=lambda one: _rank(one, indicator))


def _rank(line: Line, indicator: Indicator) -> tuple[bool, bool]:
    return (State.EXPIRED in line.states, line.version.kind not in indicator.evidence_kinds)
