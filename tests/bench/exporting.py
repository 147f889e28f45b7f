"""The data of an edition of every government in the registry: ``python -m tests.bench.exporting``.

Prints, for each file, seconds to the first piece, CPU seconds of this process, megabytes sent and
how much the memory of this process grew meanwhile.
"""

import os
import resource
import shutil
import time
from collections.abc import Iterator

from migracidades.kit import embedded

INSTANCE = "bench-data"
FILES = ("answers.csv", "governments.csv", "data.zip", "data.xlsx")

FILL = """
INSERT INTO certification_participation (programme_id, government_id, edition_id, admitted_at)
SELECT programme_id, id, %(edition)s, now() FROM tenancy_government;
INSERT INTO certification_diagnosis (programme_id, government_id, participation_id,
    questionnaire_id, state, state_changed_at)
SELECT programme_id, government_id, id, %(questionnaire)s, 'consented', now()
FROM certification_participation;
INSERT INTO certification_round (programme_id, government_id, diagnosis_id, number, receipt,
    answers_digest, submitted_by_id, submitted_at, return_message)
SELECT programme_id, government_id, id, 1, 'D-' || id, '', %(user)s, now(), ''
FROM certification_diagnosis;
INSERT INTO certification_answer (programme_id, government_id, diagnosis_id, indicator_id, version,
    standing, value, reason, note, department, author_id, saved_at)
SELECT d.programme_id, d.government_id, d.id, i.id, 1, 'answered', CASE i.kind
        WHEN 'number' THEN to_jsonb((d.id %% 500)::text)
        WHEN 'date' THEN '"2024-05-06"'::jsonb
        WHEN 'text' THEN '"Um protocolo."'::jsonb
        WHEN 'single' THEN i.options -> (d.id %% 2)::int -> 'code'
        WHEN 'multiple' THEN jsonb_build_array(i.options -> 0 -> 'code')
        ELSE (ARRAY['"yes"', '"no"'])[1 + (d.id + i.id) %% 2]::jsonb END,
    '', '', 'Gabinete', %(user)s, now()
FROM certification_diagnosis d
JOIN dimensions_indicator i ON i.questionnaire_id = d.questionnaire_id;
INSERT INTO certification_verdict (programme_id, government_id, diagnosis_id, round_id,
    indicator_id, outcome, standing, value, comment, released, decided_by_id, decided_at)
SELECT a.programme_id, a.government_id, a.diagnosis_id, r.id, a.indicator_id, 'confirmed',
    a.standing, a.value, '', true, %(seat)s, now()
FROM certification_answer a JOIN certification_round r ON r.diagnosis_id = a.diagnosis_id
"""


def fill(limit: int = 0) -> int:
    """An edition in which every government of the registry has answered every question."""
    from django.db import connection

    from certification.editions.models import Edition
    from dimensions.queries import current_framework
    from migracidades.tenancy.models import Membership, Programme
    from migracidades.tenancy.scope import Side, enter
    from tests.world import person

    programme = Programme.objects.get(slug="br")
    with enter(programme, side=Side.STAFF):
        user = person("analyst@bench.test", "Bench")
        seat = Membership.objects.create(user=user, role="analyst")
        framework = current_framework()
        levels = ["municipality", "state", "federal_district"]
        made = Edition.objects.create(
            year=2026, published=True, questionnaire=framework, levels=levels
        )
        keys = {
            "edition": made.pk,
            "questionnaire": framework.pk,
            "user": user.pk,
            "seat": seat.pk,
        }
        with connection.cursor() as cursor:
            for statement in FILL.split(";\n"):
                cursor.execute(statement, keys)
    return user.pk


def fetched(user: int, name: str) -> tuple[float, float, float, float]:
    """First piece and CPU in seconds, megabytes sent, megabytes the process grew by."""
    from django.test import Client

    from migracidades.accounts.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(pk=user))
    client.get("/br/admin/data/2026/")
    grown, begun, worked = _peak(), time.perf_counter(), time.process_time()
    pieces: Iterator[bytes] = iter(
        client.get(f"/br/admin/data/2026/{name}").streaming_content  # type: ignore[attr-defined]
    )
    sent = len(next(pieces))
    first = time.perf_counter() - begun
    sent += sum(len(piece) for piece in pieces)
    return first, time.process_time() - worked, sent / 2**20, _peak() - grown


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    os.environ["MC_INSTANCE"] = INSTANCE
    os.environ["DJANGO_SETTINGS_MODULE"] = "migracidades.settings"
    embedded.claim(INSTANCE)
    shutil.rmtree(embedded.folder(INSTANCE) / "postgres", ignore_errors=True)
    embedded.start(INSTANCE, durable=False, broker=False)
    try:
        measure()
    finally:
        embedded.stop(INSTANCE)


def measure() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0)
    user = fill()
    print(f"{'file':<16} first piece    CPU     sent    memory grew")
    for name in FILES:
        first, cpu, sent, grown = fetched(user, name)
        print(f"{name:<16} {first:8.2f} s {cpu:6.1f} s {sent:5.0f} MiB {grown:8.0f} MiB")


if __name__ == "__main__":
    main()
