"""Three ways to one answer: what stood when the workbook left, what stands now, what came back.

Nothing is decided that a person should decide. Where the file and the site both changed an answer,
both texts are shown and the site's stays until somebody chooses; an emptied cell takes nothing away
until somebody says so; and any change of the file can be left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db import models
from django.utils.translation import gettext_lazy as _

from dimensions.asking import NOTHING
from dimensions.form import Indicator
from migracidades.files.tabling import Cells

from ..content import EMPTY, Content, content_of
from ..desk import Desk
from ..models import Answer, AnswerRevision
from ..sheet import given
from .identity import Identity
from .linking import Proposal, proposals
from .reading import Filled, filled_in


class Outcome(models.TextChoices):
    """What becomes of one question of a workbook."""

    TAKEN = "taken", _("taken from the file")
    CONFLICT = "conflict", _("changed in both: choose")
    EMPTIED = "emptied", _("emptied in the file")
    FAULTY = "faulty", _("cannot be kept")
    CLOSED = "closed", _("cannot be answered now")
    ALREADY = "already", _("already so")
    UNTOUCHED = "untouched", _("nothing new in the file")


WRITING = (Outcome.TAKEN, Outcome.CONFLICT, Outcome.EMPTIED)
ANSWER = "answer"
# The parts of an answer whose cells can be emptied, as the headings of the file call them.
PARTS = {ANSWER: _("Answer"), "note": _("Detail"), "department": _("Answered by (department)")}


@dataclass(frozen=True)
class Line:
    """One question: what the file says, and ``theirs``, the answer that stands here.

    ``emptied`` are the parts that stood in the file when it left and do not any more.
    """

    filled: Filled
    outcome: Outcome
    theirs: Answer | None
    base: Content = EMPTY

    @property
    def indicator(self) -> Indicator:
        return self.filled.indicator

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def mine(self) -> Content | None:
        return self.filled.content

    @property
    def emptied(self) -> list[str]:
        return emptied(self.base, self.mine) if self.mine else []

    @property
    def version(self) -> int:
        return self.theirs.version if self.theirs else 0


@dataclass(frozen=True)
class Preview:
    """What a workbook would do: to the answers, and beside them."""

    lines: list[Line]
    proposals: list[Proposal]


@dataclass(frozen=True)
class Decisions:
    """What a person decided, by question: which changes and links are taken, where the emptied
    cells are taken away, and which version the file's answer is to replace.
    """

    taken: frozenset[str] = frozenset()
    away: frozenset[str] = frozenset()
    over: Mapping[str, int] = field(default_factory=dict)
    links: frozenset[str] = frozenset()


def merged(base: Content, theirs: Content, mine: Content) -> Outcome:
    """The three-way rule for one question that can be answered now."""
    if mine == base:
        return Outcome.UNTOUCHED
    if mine == theirs:
        return Outcome.ALREADY
    if refilled(base, mine) == theirs:
        return Outcome.EMPTIED
    return Outcome.TAKEN if theirs == base else Outcome.CONFLICT


def emptied(base: Content, mine: Content) -> list[str]:
    """The parts that hold something in ``base`` and nothing in ``mine``."""
    gone = [ANSWER] if _answers(base) and not _answers(mine) else []
    return gone + [one for one in PARTS if one != ANSWER and _part(base, one, mine)]


def _part(base: Content, name: str, mine: Content) -> bool:
    return bool(getattr(base, name)) and not getattr(mine, name)


def _answers(content: Content) -> bool:
    return given(content.standing, content.value) != NOTHING


def refilled(base: Content, mine: Content) -> Content:
    """``mine`` with its emptied parts as they stood."""
    gone = emptied(base, mine)
    back = {name: getattr(base, name) for name in gone if name != ANSWER}
    if ANSWER in gone:
        back |= {"standing": base.standing, "value": base.value, "reason": base.reason}
    return replace(mine, **back)


def wanted(line: Line, decisions: Decisions) -> Content | None:
    """What is to be saved of a line; ``None`` where the answer that stands stays."""
    if line.mine is None:
        return None
    if line.outcome is Outcome.CONFLICT:
        chosen = decisions.over.get(line.code) == line.version
        return line.mine if chosen else None
    if line.outcome is Outcome.EMPTIED:
        return line.mine if line.code in decisions.away else None
    if line.outcome is Outcome.TAKEN and line.code in decisions.taken:
        return line.mine if line.code in decisions.away else refilled(line.base, line.mine)
    return None


def preview(sheets: Cells, desk: Desk) -> Preview:
    """What a workbook would do now: nothing is written. One query beside the desk's.

    Raises ``Refused`` as ``reading.filled_in`` does.
    """
    whose, found = filled_in(sheets, desk)
    bases = _bases(desk, whose)
    lines = [line_of(desk, one, bases.get(one.indicator.code, EMPTY)) for one in found]
    return Preview(lines, proposals(found, desk))


def line_of(desk: Desk, filled: Filled, base: Content) -> Line:
    """What becomes of one question whose answer was ``base`` when the workbook left."""
    theirs = desk.answers.get(filled.indicator.id)
    return Line(filled, _outcome(desk, filled, base, theirs), theirs, base)


def _outcome(desk: Desk, filled: Filled, base: Content, theirs: Answer | None) -> Outcome:
    if filled.content is None:
        return Outcome.FAULTY
    found = merged(base, content_of(theirs) if theirs else EMPTY, filled.content)
    shut = filled.indicator.code not in desk.answering
    return Outcome.CLOSED if found in WRITING and shut else found


def _bases(desk: Desk, whose: Identity) -> dict[str, Content]:
    """The answers that stood when the workbook left, by question."""
    codes = {one.id: one.code for one in desk.form.dimension(whose.dimension).indicators}
    found = AnswerRevision.objects.filter(
        diagnosis=desk.diagnosis,
        indicator__in=codes,
        version__in=set(whose.versions.values()),
    )
    return {
        codes[one.indicator_id]: content_of(one)
        for one in found
        if whose.versions.get(codes[one.indicator_id]) == one.version
    }
