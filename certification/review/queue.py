"""The queue of an edition: every diagnosis, whose turn it is, since when, in whose hands.

The staff's most visited list. The ORM spends more on composing its one query, and PostgreSQL on
planning it, than the answer takes: both are done once for a connection.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import connection

from certification.diagnosis.models import Diagnosis
from certification.editions.models import Edition
from migracidades.kit.prepared import Prepared
from migracidades.tenancy.models import title_of

State = Diagnosis.State
WAITING = (State.SUBMITTED, State.IN_REVIEW, State.APPROVED, State.VALIDATED)

OURS = """EXISTS (
    SELECT FROM certification_assignment s
    WHERE s.diagnosis_id = d.id AND s.ended_at IS NULL AND s.analyst_id = ANY(%(seats)s)
)"""
COUNTS = f"""
SELECT d.state, count(*), count(*) FILTER (WHERE {OURS})
FROM certification_diagnosis d
JOIN certification_participation p ON p.id = d.participation_id
WHERE p.edition_id = %(edition)s AND d.programme_id = %(programme)s
GROUP BY d.state
"""  # noqa: S608 - ours
ROWS = f"""
SELECT d.id, g.name, g.state, d.state, r.number, r.submitted_at,
    (SELECT count(*) FROM certification_answer a WHERE a.diagnosis_id = d.id),
    (
        SELECT u.full_name FROM certification_assignment s
        JOIN tenancy_membership m ON m.id = s.analyst_id
        JOIN accounts_user u ON u.id = m.user_id
        WHERE s.diagnosis_id = d.id AND s.ended_at IS NULL
        ORDER BY s.assigned_at LIMIT 1
    )
FROM certification_diagnosis d
JOIN certification_participation p ON p.id = d.participation_id
JOIN tenancy_government g ON g.id = d.government_id
LEFT JOIN LATERAL (
    SELECT number, submitted_at FROM certification_round
    WHERE diagnosis_id = d.id ORDER BY number DESC LIMIT 1
) r ON true
WHERE p.edition_id = %(edition)s AND d.programme_id = %(programme)s
    AND d.state = ANY(%(states)s) AND (NOT %(ours)s OR {OURS})
ORDER BY r.submitted_at, g.sort_name, d.id
LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 - ours
EDITION = {"edition": "bigint", "programme": "bigint", "seats": "bigint[]"}
_COUNTS = Prepared("mc_review_counts", COUNTS, EDITION)
_ROWS = Prepared(
    "mc_review_queue",
    ROWS,
    EDITION | {"states": "text[]", "ours": "boolean", "limit": "integer", "offset": "integer"},
)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """What the queue shows of one diagnosis; ``round_number`` is ``None`` before the first."""

    diagnosis_id: int
    government: str
    state: str
    round_number: int | None
    submitted_at: datetime | None
    answered: int
    analyst: str | None


class Queue:
    """The diagnoses of an edition, in the order they were submitted; sliced by a paginator.

    ``show`` filters. ``mine``: those in the hands of ``seat_ids``; ``waiting``: those somebody of
    the staff must move; a state: those in it; anything else: all.
    """

    def __init__(self, edition: Edition, *, show: str = "", seat_ids: Collection[int] = ()):
        self.show = show
        self._about = {
            "edition": edition.pk,
            "programme": edition.programme_id,
            "seats": list(seat_ids),
        }

    def count(self) -> int:
        return self.shown(self.show)

    def shown(self, show: str) -> int:
        """How many the filter ``show`` leaves."""
        return sum(ours if show == "mine" else n for n, ours in self._held(show))

    def _held(self, show: str) -> Iterator[tuple[int, int]]:
        return (self._counts[state] for state in states_of(show) if state in self._counts)

    @cached_property
    def _counts(self) -> dict[str, tuple[int, int]]:
        rows = _asked(_COUNTS, self._about)
        return {state: (n, ours) for state, n, ours in rows}

    def __getitem__(self, wanted: slice) -> list[QueueRow]:
        page = {"limit": wanted.stop - wanted.start, "offset": wanted.start}
        asked = {"states": states_of(self.show), "ours": self.show == "mine"}
        return [
            QueueRow(pk, title_of(name, place), *rest)
            for pk, name, place, *rest in _asked(_ROWS, self._about | asked | page)
        ]


def states_of(show: str) -> list[str]:
    """The states that a filter leaves."""
    if show == "waiting":
        return list(WAITING)
    return [show] if show in State.values else list(State.values)


def _asked(statement: Prepared, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        statement.execute(cursor, values)
        return cursor.fetchall()
