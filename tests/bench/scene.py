"""What the bench measures on: a lead at a desk, a queue of 130, a country that was validated."""

from dataclasses import dataclass

import psycopg2
from django.utils import timezone

from certification.diagnosis.models import Diagnosis
from certification.editions.models import Edition
from dimensions.models import Questionnaire
from migracidades.accounts.models import User
from migracidades.kit import embedded
from migracidades.tenancy.models import Government, Membership, Programme
from migracidades.tenancy.scope import Side, enter
from tests import cycle
from tests.world import Country, person

QUEUE = 130

PARTICIPATIONS = """
INSERT INTO certification_participation (programme_id, government_id, edition_id, admitted_at)
SELECT programme_id, id, %(edition)s, now() FROM tenancy_government
WHERE programme_id = %(programme)s ORDER BY id LIMIT %(limit)s
"""
DIAGNOSES = """
INSERT INTO certification_diagnosis (
    programme_id, government_id, participation_id, questionnaire_id, state, state_changed_at
)
SELECT programme_id, government_id, id, %(questionnaire)s, %(state)s, now()
FROM certification_participation WHERE edition_id = %(edition)s
"""
ROUNDS = """
INSERT INTO certification_round (
    programme_id, government_id, diagnosis_id, number, receipt, answers_digest, submitted_by_id,
    submitted_at, return_message
)
SELECT d.programme_id, d.government_id, d.id, 1, 'bench', '', %(person)s, now(), ''
FROM certification_diagnosis d JOIN certification_participation p ON p.id = d.participation_id
WHERE p.edition_id = %(edition)s
"""
# Every question of every government: what is chosen is spread by a number made of the two keys.
VALUES = """
    CASE i.kind
        WHEN 'yes_no' THEN to_jsonb((ARRAY['yes', 'no'])[n %% 2 + 1])
        WHEN 'yes_partial_no' THEN to_jsonb((ARRAY['yes', 'partial', 'no'])[n %% 3 + 1])
        WHEN 'single' THEN i.options -> (n %% jsonb_array_length(i.options)) -> 'code'
        WHEN 'multiple' THEN jsonb_build_array(
            i.options -> (n %% jsonb_array_length(i.options)) -> 'code')
        WHEN 'number' THEN to_jsonb((n %% 200)::text)
        WHEN 'date' THEN '"2024-05-01"'
        ELSE to_jsonb('Resposta ' || n || ' de um governo, em uma frase de tamanho usual.')
    END
"""
ASKED = """
FROM certification_diagnosis d
JOIN certification_participation p ON p.id = d.participation_id
JOIN dimensions_indicator i ON i.questionnaire_id = d.questionnaire_id
CROSS JOIN LATERAL (SELECT ((d.id * 7919 + i.id * 104729) %% 9973)::int AS n) AS chance
"""
ANSWERS = f"""
INSERT INTO certification_answer (
    programme_id, government_id, diagnosis_id, indicator_id, version, standing, value, reason,
    note, department, author_id, saved_at
)
SELECT d.programme_id, d.government_id, d.id, i.id, 1,
    CASE WHEN n %% 40 = 0 THEN 'no_data' ELSE 'answered' END,
    CASE WHEN n %% 40 <> 0 THEN {VALUES} END, '', '', '', %(person)s, now()
{ASKED}
WHERE p.edition_id = %(edition)s
"""
# What every answer leaves behind; of the whole country's it would be the bench's longest wait.
REVISIONS = """
INSERT INTO certification_answerrevision (
    programme_id, government_id, diagnosis_id, indicator_id, version, standing, value, reason,
    note, department, author_id, saved_at, save_id
)
SELECT a.programme_id, a.government_id, a.diagnosis_id, a.indicator_id, a.version, a.standing,
    a.value, a.reason, a.note, a.department, a.author_id, a.saved_at, gen_random_uuid()
FROM certification_answer a
JOIN certification_diagnosis d ON d.id = a.diagnosis_id
JOIN certification_participation p ON p.id = d.participation_id
WHERE p.edition_id = %(edition)s AND %(limit)s::int IS NOT NULL
"""
# One in fifty was verified with another answer.
VERDICTS = f"""
INSERT INTO certification_verdict (
    programme_id, government_id, diagnosis_id, round_id, indicator_id, outcome, standing, value,
    comment, released, decided_by_id, decided_at
)
SELECT d.programme_id, d.government_id, d.id, r.id, i.id,
    CASE WHEN n %% 50 = 1 THEN 'adjusted' ELSE 'confirmed' END,
    CASE WHEN n %% 50 = 1 THEN 'no_data' WHEN n %% 40 = 0 THEN 'no_data' ELSE 'answered' END,
    CASE WHEN n %% 50 <> 1 AND n %% 40 <> 0 THEN {VALUES} END, '', true, %(seat)s, now()
{ASKED}
JOIN certification_round r ON r.diagnosis_id = d.id
WHERE p.edition_id = %(edition)s
"""


@dataclass
class Scene:
    """Where to go and as whom."""

    country: Country
    lead: User
    analyst: User
    code: str
    year: int
    queue_year: int
    country_year: int
    diagnosis: Diagnosis


def build() -> Scene:
    """Made once on an empty database with the content loaded."""
    programme, year = Programme.objects.get(slug="br"), timezone.now().year
    lead, analyst = person("lead@bench.test", "Lia"), person("analyst@bench.test", "Ana")
    with enter(programme, side=Side.STAFF):
        here, sibling = Government.objects.filter(level="municipality")[:2]
        Membership.objects.create(user=lead, role="lead", government=here)
        seat = Membership.objects.create(user=analyst, role="analyst")
        framework = Questionnaire.objects.filter(kind="framework").order_by("-version").first()
        edition = _edition(framework, year)
        cycle.open_steps(edition)
        others = [_edition(framework, year + 1), _edition(framework, year + 2)]
    asked = {"programme": programme.pk, "questionnaire": framework.pk, "person": lead.pk}
    for made, state, limit in zip(others, ("in_review", "consented"), (QUEUE, None), strict=True):
        _fill(asked | {"seat": seat.pk, "edition": made.pk, "state": state, "limit": limit})
    country = Country(programme, here, sibling, {"lead": lead})
    diagnosis = cycle.diagnosis(country, of=edition)
    return Scene(country, lead, analyst, here.code, year, year + 1, year + 2, diagnosis)


def _edition(framework: Questionnaire, year: int) -> Edition:
    return Edition.objects.create(
        year=year,
        published=True,
        questionnaire=framework,
        levels=["municipality"],
    )


def _fill(asked: dict[str, object]) -> None:
    """As the superuser and without the triggers that check each of a million rows."""
    with psycopg2.connect(embedded.database_url("bench", user="postgres")) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for statement in (PARTICIPATIONS, DIAGNOSES, ROUNDS, ANSWERS, REVISIONS, VERDICTS):
                cursor.execute(statement, asked)
    connection.close()
