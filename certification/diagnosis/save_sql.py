"""The one statement that saves an answer: it asks every condition and writes, or says what it saw.

A save is the commonest act of the whole platform, made by ten departments at once on poor lines:
one round trip asks whether the step is open, whether the question is, whether it is in the author's
part, and whether the version that was edited still stands; it writes the answer and its revision,
and brings what the page shows next.
The diagnosis is locked for sharing, so that nothing is saved behind a submission's back.
"""

from functools import cache

from certification.editions.models import Step
from migracidades.kit.prepared import Prepared

from .models import Standing, Verdict
from .workflow import State

# What the answer to a question of a part must meet; who answers everywhere is asked nothing.
MINE = """
mine AS (
    SELECT t.dimensions, t.indicators FROM certification_part t
    JOIN tenancy_membership m ON m.id = t.seat_id
    WHERE t.diagnosis_id = %(diagnosis)s AND t.ended_at IS NULL
        AND m.user_id = %(author)s AND m.active
),"""
PARTS = "(SELECT jsonb_agg(jsonb_build_array(dimensions, indicators)) FROM mine)"
WITHIN = """EXISTS (
            SELECT FROM mine WHERE %(dimension)s = ANY(dimensions) OR %(code)s = ANY(indicators)
        )"""
REQUESTED = """EXISTS (
            SELECT FROM certification_verdict v
            WHERE v.diagnosis_id = d.id AND v.released
                AND v.outcome = '{asked_for}'
                AND v.indicator_id = ANY(%(chain)s)
                AND v.round_id = (
                    SELECT r.id FROM certification_round r
                    WHERE r.diagnosis_id = d.id ORDER BY r.number DESC LIMIT 1
                )
        )"""

SAVE = """
WITH {mine}
here AS (
    SELECT d.id, d.programme_id, d.government_id,
        (d.questionnaire_id, q.texts_checksum, e.optional_dimensions)
            = (%(questionnaire)s, %(texts)s, %(optional)s::varchar[]) AS known,
        p.withdrawn_at IS NULL
            AND clock_timestamp() >= w.opens_at
            AND clock_timestamp() <= t.ends_at AS in_time,
        CASE WHEN clock_timestamp() > t.closes_at THEN t.ends_at END AS late_until,
        d.state = '{open}'
            OR d.state = '{returned}' AND {requested} AS to_answer,
        {within} AS within
    FROM certification_diagnosis d
    JOIN certification_participation p ON p.id = d.participation_id
    JOIN certification_edition e ON e.id = p.edition_id
    JOIN dimensions_questionnaire q ON q.id = d.questionnaire_id
    LEFT JOIN certification_window w
        ON w.edition_id = e.id AND w.step = '{step}'
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
answers AS (
    SELECT
        (array_agg(a) FILTER (WHERE indicator_id = %(indicator)s))[1] AS stood,
        array_agg(indicator_id) FILTER (
            WHERE standing <> '{answered}' OR value IS NOT NULL) AS given,
        jsonb_agg(jsonb_build_array(indicator_id, standing, value)) FILTER (
            WHERE indicator_id = ANY(%(deciding)s)) AS deciding,
        jsonb_agg(jsonb_build_array(indicator_id, coalesce(nullif(department, ''), (
            SELECT coalesce(nullif(u.full_name, ''), u.email)
            FROM accounts_user u WHERE u.id = author_id
        )), saved_at)) FILTER (
            WHERE author_id <> %(author)s AND saved_at > %(since)s) AS news
    FROM certification_answer a WHERE diagnosis_id = %(diagnosis)s
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
        AND (%(base)s = 0 OR (SELECT (stood).id IS NOT NULL FROM answers))
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
SELECT known, in_time, to_answer, late_until, within, {parts},
    kept.id, kept.version, kept.saved_at,
    CASE WHEN kept.id IS NULL THEN (SELECT to_jsonb(said) FROM said) END,
    CASE WHEN kept.id IS NULL AND (stood).id IS NOT NULL THEN to_jsonb(stood) END,
    given, deciding, news
FROM here CROSS JOIN answers LEFT JOIN kept ON true
"""

TYPES = {
    "questionnaire": "bigint",
    "texts": "text",
    "optional": "varchar[]",
    "chain": "bigint[]",
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


WORDS = {
    "open": State.OPEN,
    "returned": State.RETURNED,
    "asked_for": Verdict.Outcome.REQUESTED,
    "answered": Standing.ANSWERED,
    "step": Step.DIAGNOSIS,
}


@cache
def save_statement(*, everywhere: bool, returned: bool) -> Prepared:
    """The statement without what a case needs not ask: every table it names costs, read or not.

    Without ``returned`` it does not know which questions of a returned diagnosis may be answered.
    """
    sql = SAVE.format(
        mine="" if everywhere else MINE,
        parts="NULL" if everywhere else PARTS,
        within="true" if everywhere else WITHIN,
        requested=REQUESTED.format(**WORDS) if returned else "NULL",
        **WORDS,
    )
    name = f"mc_save_answer_{everywhere:d}{returned:d}"
    return Prepared(name, sql, {one: TYPES[one] for one in TYPES if f"%({one})s" in sql})
