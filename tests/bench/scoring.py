"""Scores: one diagnosis, and the whole registry beside the least PostgreSQL can do.

Run as a process of its own, for its memory: ``python -m tests.bench.scoring YEAR POSTGRES_PID``.
"""

import json
import os
import resource
import sys

import django

AGGREGATE = """
INSERT INTO bench_score
SELECT r.diagnosis_id, i.dimension_id,
    sum(i.weight * coalesce(w.score, 0))::float8 / sum(i.weight * 100)
FROM {replies} r
JOIN dimensions_indicator i ON i.id = r.indicator_id
JOIN certification_diagnosis d ON d.id = r.diagnosis_id
JOIN certification_participation p ON p.id = d.participation_id
LEFT JOIN bench_worth w ON w.indicator_id = r.indicator_id AND w.value = r.value
WHERE p.edition_id = %s AND i.weight IS NOT NULL
GROUP BY r.diagnosis_id, i.dimension_id
"""
TABLES = """
CREATE TABLE IF NOT EXISTS bench_score (diagnosis_id bigint, dimension_id bigint, value float8);
CREATE TABLE IF NOT EXISTS bench_worth (indicator_id bigint, value jsonb, score int);
"""
WORTH = """
INSERT INTO bench_worth
SELECT i.id, v.value, v.score FROM dimensions_indicator i, LATERAL (
    SELECT to_jsonb(a.code) AS value, a.score FROM
        (VALUES ('yes', 100), ('partial', 50), ('no', 0)) AS a (code, score)
    WHERE i.kind IN ('yes_no', 'yes_partial_no')
    UNION ALL
    SELECT one -> 'code', (one ->> 'score')::int FROM jsonb_array_elements(i.options) AS one
) AS v
"""


def main(year: int, postgres: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "migracidades.settings"
    django.setup()
    from django.db import connection, transaction

    from certification.editions.models import Edition
    from certification.review.rescore import rescore
    from migracidades.tenancy.models import Programme
    from migracidades.tenancy.scope import Side, enter
    from tests.bench.clock import cpu_of, paired

    programme = Programme.objects.get(slug="br")
    with enter(programme, side=Side.STAFF):
        edition = Edition.objects.select_related("questionnaire__programme").get(year=year)
    made = []

    def product() -> None:
        with enter(programme, side=Side.STAFF):
            made.append(rescore(edition))
            transaction.set_rollback(True)

    def floor() -> None:
        """The declared and the verified values, as the product keeps both."""
        with enter(programme, side=Side.STAFF), connection.cursor() as cursor:
            for replies in ("certification_answer", "certification_verdict"):
                cursor.execute(AGGREGATE.format(replies=replies), [edition.pk])
            transaction.set_rollback(True)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row = paired(
        f"score an edition of {_count(edition)} governments",
        product,
        floor,
        cost=lambda: cpu_of(os.getpid(), postgres),
        per_round=1,
        rounds=5,
        unit="s",
        limit="≤ 3 ×",
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row = row.data() | {"note": f"{made[0]} scorecards"}
    memory = {"name": "memory of that worker, peak", "figure": peak, "unit": "MiB"}
    memory |= {"limit": "≤ 300 MiB", "note": f"{before:.0f} MiB before"}
    print(json.dumps([_one(programme, edition), row, memory]))


def _count(edition) -> int:
    from migracidades.tenancy.scope import Side, enter

    with enter(edition.programme_id, side=Side.STAFF):
        return edition.participations.count()


def _one(programme, edition) -> dict:
    """The arithmetic that a worker does when one diagnosis is validated."""
    import time

    from certification.diagnosis.models import Answer, Diagnosis
    from certification.diagnosis.queries import with_context
    from certification.diagnosis.sheet import form_for, given_by
    from dimensions.asking import scores
    from migracidades.tenancy.scope import Side, enter
    from tests.bench.clock import paired

    with enter(programme, side=Side.STAFF):
        diagnosis = with_context().filter(participation__edition=edition).first()
        assert isinstance(diagnosis, Diagnosis)
        form = form_for(diagnosis)
        given = given_by(Answer.objects.filter(diagnosis=diagnosis), form)
    row = paired(
        f"score one diagnosis ({len(form.indicators)} questions)",
        lambda: scores(form, given) and None,
        None,
        cost=time.process_time,
        per_round=50,
        limit="≤ 1 ms",
    )
    return row.data()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
