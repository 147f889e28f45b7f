"""What was shown of a workbook and decided upon becomes answers and evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from dimensions import kinds
from migracidades.kit.errors import Refused

from ..content import Content
from ..desk import Desk
from ..saving import Conflict, save_answer
from .linking import attach
from .merging import Decisions, Line, Preview, wanted


@dataclass
class Done:
    """How many answers were saved and links attached, and why others were not, by question."""

    saved: int = 0
    attached: int = 0
    refusals: dict[str, str] = field(default_factory=dict)


def apply(
    shown: Preview,
    decisions: Decisions,
    desk: Desk,
    *,
    file_id: UUID,
    actor: Any,
    roles: Sequence[str],
) -> Done:
    """Save what was decided upon: see ``merging.wanted``. Twice saves once.

    An answer that somebody changed in this very moment stays; the next preview shows both.
    """
    done = Done()
    for line in shown.lines:
        if content := wanted(line, decisions):
            try:
                done.saved += _save(line, content, desk, file_id, actor, roles)
            except Refused as refused:
                done.refusals[line.code] = refused.message
            except Conflict:
                continue
    done.attached, closed = attach(shown.proposals, decisions.links, desk, actor=actor, roles=roles)
    done.refusals |= closed
    return done


def _save(
    line: Line, content: Content, desk: Desk, file_id: UUID, actor: Any, roles: Sequence[str]
) -> bool:
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
        save_id=uuid5(NAMESPACE_OID, f"{file_id} {line.code} {line.version}"),
    ).changed
