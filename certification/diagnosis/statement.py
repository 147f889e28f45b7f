"""The one statement that saves an answer: it asks every condition and writes, or says what it saw.

A save is the commonest act of the whole platform, made by ten departments at once on poor lines:
one round trip asks whether the step is open, whether the question is, whether it is in the author's
part, and whether the version that was edited still stands; it writes the answer and its revision,
and brings what the page shows next.
The diagnosis is locked for sharing, so that nothing is saved behind a submission's back.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from certification.editions.models import Step
from dimensions.form import Form, Indicator
from migracidades.kit.prepared import Prepared

from .content import Content
from .models import Answer, AnswerRevision, Diagnosis, Verdict
from .reach import EVERYTHING, Reach
from .workflow import State

SAVE = """
WITH mine AS (
    SELECT t.dimensions, t.indicators FROM certification_part t
    JOIN tenancy_membership m ON m.id = t.seat_id
    WHERE NOT %(everywhere)s AND t.diagnosis_id = %(diagnosis)s AND t.ended_at IS NULL
        AND m.user_id = %(author)s AND m.active
),
here AS (
    SELECT d.id, d.programme_id, d.government_id,
        (d.questionnaire_id, q.texts_checksum, e.optional_dimensions)
            = (%(questionnaire)s, %(texts)s, %(optional)s::varchar[]) AS known,
        p.withdrawn_at IS NULL
            AND clock_timestamp() >= w.opens_at
            AND clock_timestamp() <= t.ends_at AS in_time,
        CASE WHEN clock_timestamp() > t.closes_at THEN t.ends_at END AS late_until,
        d.state = %(open)s OR d.state = %(returned)s AND EXISTS (
            SELECT FROM certification_verdict v
            WHERE v.diagnosis_id = d.id AND v.outcome = %(requested)s AND v.released
                AND v.indicator_id = ANY(%(chain)s)
                AND v.round_id = (
                    SELECT r.id FROM certification_round r
                    WHERE r.diagnosis_id = d.id ORDER BY r.number DESC LIMIT 1
                )
        ) AS to_answer,
        %(everywhere)s OR EXISTS (
            SELECT FROM mine WHERE %(dimension)s = ANY(dimensions) OR %(code)s = ANY(indicators)
        ) AS within
    FROM certification_diagnosis d
    JOIN certification_participation p ON p.id = d.participation_id
    JOIN certification_edition e ON e.id = p.edition_id
    JOIN dimensions_questionnaire q ON q.id = d.questionnaire_id
    LEFT JOIN certification_window w ON w.edition_id = e.id AND w.step = %(step)s
    CROSS JOIN LATERAL (
        SELECT closes_at, closes_at + make_interval(mins => e.grace_minutes) AS ends_at
        FROM (SELECT GREATEST(w.closes_at, max(x.closes_at)) AS closes_at
            FROM certification_extension x
            WHERE x.edition_id = e.id AND x.step = w.step
                AND (x.beneficiary_id IS NULL OR x.beneficiary_id = d.government_id)) c
    ) t
    WHERE d.id = %(diagnosis)s AND d.government_id = %(government)s
    FOR SHARE OF d
),
said AS (
    SELECT * FROM certification_answerrevision
    WHERE diagnosis_id = %(diagnosis)s AND save_id = %(save_id)s
),
stood AS (
    SELECT * FROM certification_answer
    WHERE diagnosis_id = %(diagnosis)s AND indicator_id = %(indicator)s
),
kept AS (
    INSERT INTO certification_answer AS answer (
        programme_id, government_id, diagnosis_id, indicator_id, version,
        standing, value, reason, note, department, author_id, saved_at
    )
    SELECT programme_id, government_id, id, %(indicator)s, 1, %(standing)s, %(value)s::jsonb,
        %(reason)s, %(note)s, %(department)s, %(author)s, clock_timestamp()
    FROM here
    WHERE known AND in_time AND to_answer AND within
        AND NOT EXISTS (SELECT FROM said)
        AND (%(base)s = 0 OR EXISTS (SELECT FROM stood))
    ON CONFLICT (programme_id, diagnosis_id, indicator_id) DO UPDATE
    SET version = answer.version + 1, standing = EXCLUDED.standing, value = EXCLUDED.value,
        reason = EXCLUDED.reason, note = EXCLUDED.note, department = EXCLUDED.department,
        author_id = EXCLUDED.author_id, saved_at = EXCLUDED.saved_at
    WHERE answer.version = %(base)s
        AND (answer.standing, answer.value, answer.reason, answer.note, answer.department)
            IS DISTINCT FROM (EXCLUDED.standing, EXCLUDED.value, EXCLUDED.reason,
                EXCLUDED.note, EXCLUDED.department)
    RETURNING answer.*
),
logged AS (
    INSERT INTO certification_answerrevision (
        programme_id, government_id, diagnosis_id, indicator_id, version,
        standing, value, reason, note, department, author_id, saved_at, save_id
    )
    SELECT programme_id, government_id, diagnosis_id, indicator_id, version,
        standing, value, reason, note, department, author_id, saved_at, %(save_id)s
    FROM kept
)
SELECT known, in_time, to_answer, late_until, within,
    (SELECT jsonb_agg(jsonb_build_array(dimensions, indicators)) FROM mine),
    (SELECT to_jsonb(kept) FROM kept),
    (SELECT to_jsonb(said) FROM said),
    (SELECT to_jsonb(stood) FROM stood),
    (SELECT jsonb_agg(jsonb_build_array(indicator_id, standing, CASE
            WHEN indicator_id = ANY(%(deciding)s) THEN value
            WHEN value IS NOT NULL THEN '""'
        END))
     FROM certification_answer WHERE diagnosis_id = %(diagnosis)s),
    (SELECT jsonb_agg(jsonb_build_array(a.indicator_id,
            coalesce(nullif(a.department, ''), nullif(u.full_name, ''), u.email), a.saved_at))
     FROM certification_answer a JOIN accounts_user u ON u.id = a.author_id
     WHERE a.diagnosis_id = %(diagnosis)s AND a.author_id <> %(author)s AND a.saved_at > %(since)s)
FROM here
"""

TYPES = {
    "questionnaire": "bigint",
    "texts": "text",
    "optional": "varchar[]",
    "open": "text",
    "returned": "text",
    "requested": "text",
    "chain": "bigint[]",
    "step": "text",
    "everywhere": "boolean",
    "dimension": "text",
    "code": "text",
    "diagnosis": "bigint",
    "government": "bigint",
    "save_id": "uuid",
    "indicator": "bigint",
    "standing": "text",
    "value": "jsonb",
    "reason": "text",
    "note": "text",
    "department": "text",
    "author": "bigint",
    "base": "integer",
    "deciding": "bigint[]",
    "since": "timestamptz",
}
_SAVE = Prepared("mc_save_answer", SAVE, TYPES)


@dataclass(frozen=True)
class Save:
    """One save: what is written, and on top of which version.

    ``everywhere``: its author answers every question; else those of their parts.
    """

    diagnosis: Diagnosis
    form: Form
    indicator: Indicator
    content: Content
    author_id: int
    base_version: int
    save_id: UUID
    everywhere: bool
    since: datetime | None = None


@dataclass(frozen=True)
class News:
    """Somebody else's answer, given since the page of a save was opened."""

    indicator_id: int
    who: str
    saved_at: datetime


@dataclass(frozen=True)
class Outcome:
    """What the statement did and saw.

    ``known``: the diagnosis still has the questionnaire it was called with. ``late_until``: once
    the closing has passed, until when what was under way is taken. ``kept`` is the answer just
    written; ``said`` what this save's id was given to before; ``stood`` the answer that
    stood before. ``others`` holds [indicator id, standing, value] of every answer that stood,
    with the value only where other questions hang on it. ``news`` is what others answered since
    ``Save.since``. ``reach`` is the author's, and ``within`` says that the question is in it.
    """

    known: bool
    in_time: bool
    to_answer: bool
    late_until: datetime | None
    within: bool
    reach: Reach
    kept: Answer | None
    said: AnswerRevision | None
    stood: Answer | None
    others: list[list[Any]]
    news: list[News]


def write(save: Save) -> Outcome | None:
    """Run the statement; ``None`` when the diagnosis is not to be seen from here."""
    with connection.cursor() as cursor:
        _SAVE.execute(cursor, _conditions(save) | _row(save))
        row = cursor.fetchone()
    return row and _outcome(row, save)


def _conditions(save: Save) -> dict[str, Any]:
    diagnosis = save.diagnosis
    return {
        "diagnosis": diagnosis.pk,
        "government": diagnosis.government_id,
        "questionnaire": diagnosis.questionnaire_id,
        "texts": diagnosis.questionnaire.texts_checksum,
        "optional": diagnosis.participation.edition.optional_dimensions,
        "step": Step.DIAGNOSIS,
        "open": State.OPEN,
        "returned": State.RETURNED,
        "requested": Verdict.Outcome.REQUESTED,
        "everywhere": save.everywhere,
        "dimension": save.indicator.dimension,
        "code": save.indicator.code,
        "chain": [one.id for one in save.form.chain(save.indicator)],
        "deciding": [save.form.by_code[code].id for code in save.form.hanging],
        "base": save.base_version,
        "save_id": str(save.save_id),
        "since": save.since or "infinity",
    }


def _row(save: Save) -> dict[str, Any]:
    content = save.content
    return {
        "indicator": save.indicator.id,
        "standing": content.standing,
        "value": None if content.value is None else json.dumps(content.value),
        "reason": content.reason,
        "note": content.note,
        "department": content.department,
        "author": save.author_id,
    }


def _outcome(row: tuple[Any, ...], save: Save) -> Outcome:
    known, in_time, to_answer, late_until, within = row[:5]
    # Django leaves jsonb as text, for its own fields to read.
    parts, kept, said, stood, others, news = (held and json.loads(held) for held in row[5:])
    return Outcome(
        known=known,
        in_time=bool(in_time),
        to_answer=to_answer,
        late_until=late_until,
        within=within,
        reach=EVERYTHING if save.everywhere else Reach.of(parts or ()),
        kept=kept and _reply(Answer, kept),
        said=said and _reply(AnswerRevision, said),
        stood=stood and _reply(Answer, stood),
        others=others or [],
        news=[News(pk, who, datetime.fromisoformat(at)) for pk, who, at in news or []],
    )


def _reply(model: type[Answer] | type[AnswerRevision], columns: dict[str, Any]) -> Any:
    """The row as this version knows it: while a newer one is laid over it, a row may hold more."""
    columns["saved_at"] = datetime.fromisoformat(columns["saved_at"])
    known = {one.attname for one in model._meta.concrete_fields}
    return model(**{name: held for name, held in columns.items() if name in known})
