"""Three ways to one answer: what stood when the workbook left, what stands now, what came back.

Nothing is decided that a person should decide: where the file and the site both changed an answer,
both texts are shown and the site's stays until somebody chooses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import models
from django.utils.translation import gettext_lazy as _

from dimensions import kinds
from dimensions.form import Indicator
from migracidades.kit.errors import Refused

from ..content import EMPTY, Content, content_of
from ..desk import Desk
from ..models import Answer, AnswerRevision
from ..saving import Conflict, save_answer
from .identity import Identity
from .reading import Filled, filled_in


class Outcome(models.TextChoices):
    """What becomes of one question of a workbook."""

    TAKEN = "taken", _("taken from the file")
    CONFLICT = "conflict", _("changed in both: choose")
    FAULTY = "faulty", _("cannot be kept")
    CLOSED = "closed", _("cannot be answered now")
    ALREADY = "already", _("already so")
    UNTOUCHED = "untouched", _("nothing new in the file")


@dataclass(frozen=True)
class Line:
    """One question: what the file says, and ``theirs``, the answer that stands here."""

    filled: Filled
    outcome: Outcome
    theirs: Answer | None

    @property
    def indicator(self) -> Indicator:
        return self.filled.indicator

    @property
    def mine(self) -> Content | None:
        return self.filled.content

    @property
    def version(self) -> int:
        return self.theirs.version if self.theirs else 0


@dataclass(frozen=True)
class Done:
    """What applying did: how many answers it saved, and why others were not."""

    saved: int = 0
    refusals: Mapping[str, str] = field(default_factory=dict)


def merged(base: Content, theirs: Content, mine: Content) -> Outcome:
    """The three-way rule for one question that can be answered now."""
    if mine == base:
        return Outcome.UNTOUCHED
    if mine == theirs:
        return Outcome.ALREADY
    return Outcome.TAKEN if theirs == base else Outcome.CONFLICT


def preview(file: BinaryIO, desk: Desk) -> list[Line]:
    """What a workbook would do now: nothing is written. One query beside the desk's.

    Raises ``Refused`` as ``reading.filled_in`` does.
    """
    whose, found = filled_in(file, desk)
    bases = _bases(desk, whose)
    return [_line(desk, one, bases.get(one.indicator.code, EMPTY)) for one in found]


def apply(
    lines: Sequence[Line],
    desk: Desk,
    *,
    file_id: UUID,
    chosen: Mapping[str, int],
    actor: Any,
    roles: Sequence[str],
) -> Done:
    """Save what is taken, and the conflicts in which the file's answer was chosen.

    ``chosen`` gives, by question, the version of the standing answer that a person agreed to
    replace: where it stands no more the answer stays, and is shown again. Twice saves once.
    """
    saved, refusals = 0, {}
    for line in lines:
        over = chosen.get(line.indicator.code)
        wanted = line.outcome is Outcome.CONFLICT and over == line.version
        if line.outcome is not Outcome.TAKEN and not wanted:
            continue
        try:
            saved += _save(line, desk, file_id, actor, roles)
        except Refused as refused:
            refusals[line.indicator.code] = refused.message
        except Conflict:  # in this very moment: the next preview shows it
            continue
    return Done(saved, refusals)


def _save(line: Line, desk: Desk, file_id: UUID, actor: Any, roles: Sequence[str]) -> bool:
    content = line.mine
    assert content is not None  # neither taken nor in conflict without one
    return save_answer(
        diagnosis=desk.diagnosis,
        indicator=line.indicator,
        raw=kinds.of(line.indicator).typed(content.value, line.indicator),
        standing=content.standing,
        reason=content.reason,
        note=content.note,
        department=content.department,
        author=actor,
        roles=roles,
        base_version=line.version,
        save_id=uuid5(NAMESPACE_OID, f"{file_id} {line.indicator.code} {line.version}"),
    ).changed


def _line(desk: Desk, filled: Filled, base: Content) -> Line:
    theirs = desk.answers.get(filled.indicator.id)
    return Line(filled, _outcome(desk, filled, base, theirs), theirs)


def _outcome(desk: Desk, filled: Filled, base: Content, theirs: Answer | None) -> Outcome:
    if filled.content is None:
        return Outcome.FAULTY
    found = merged(base, content_of(theirs) if theirs else EMPTY, filled.content)
    writes = found in (Outcome.TAKEN, Outcome.CONFLICT)
    return Outcome.CLOSED if writes and filled.indicator.code not in desk.answering else found


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
