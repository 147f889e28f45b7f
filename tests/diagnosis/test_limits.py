"""What a save and a page may cost, counted as production counts: with its own transaction."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certification.diagnosis.models import Answer, Evidence
from certification.evidence.models import Piece, PieceVersion
from tests.diagnosis import building
from tests.diagnosis.building import FORM

pytestmark = pytest.mark.django_db(transaction=True)
DESK = "/br/desk/9900011/2026"
SAVE, PAGE = 6, 12
# What a page of the whole diagnosis asks beside: the round, and whose parts are not ready.
BESIDE = {"diagnosis/": 1, "diagnosis/check/": 2, "diagnosis/print/": 1}


def long_form(tmp_path, count: int):
    """The small form with ``count`` yes/no questions more in its first dimension, and a number that
    names a figure.
    """
    questions = "".join(
        f"""
      - code: D1.{number}
        kind: yes_no
        text: {{pt-br: "Pergunta {number}?"}}
        weight: 1
        theme: rights
        minutes: 1
"""
        for number in range(5, 5 + count)
    )
    text = FORM.read_text().replace("kind: number\n", "kind: number\n        figure: population\n")
    head, rest = text.split("  - code: D2\n")
    path = tmp_path / "long.yaml"
    path.write_text(f"{head.rstrip()}{questions.rstrip()}\n  - code: D2\n{rest}")
    return path


@pytest.fixture
def made(world, tmp_path, client):
    """Build a diagnosis with so many questions more; the lead is signed in."""

    def build(count: int):
        client.force_login(world.br.people["lead"])
        return building.diagnosis(world.br, path=long_form(tmp_path, count))

    return build


def fill(br, diagnosis) -> None:
    """An answer and a piece of evidence for every question, put there at once."""
    with br.staff():
        form = building.form_for(building.loaded(diagnosis))
        here = {"government": br.here, "diagnosis": diagnosis}
        lead = br.people["lead"]
        Answer.objects.bulk_create(
            Answer(**here, indicator_id=one.id, value="yes", author=lead)
            for one in form.indicators
            if one.kind == "yes_no"
        )
        piece = Piece.objects.create(government=br.here)
        versions = PieceVersion.objects.bulk_create(
            PieceVersion(
                government=br.here,
                piece=piece,
                number=number,
                kind="law",
                title=f"Lei de {one.code}",
                link="https://example.org/",
                added_by=lead,
            )
            for number, one in enumerate(form.indicators, start=1)
        )
        Evidence.objects.bulk_create(
            Evidence(**here, indicator_id=one.id, version=version, added_by=lead)
            for one, version in zip(form.indicators, versions, strict=True)
        )


def save(client, code: str, value: str, base: int, **headers):
    data = {"base": base, "save": uuid4(), f"answer-{code}": value}
    return client.post(f"{DESK}/answers/{code}/", data, headers=headers)


@pytest.mark.parametrize("count", [2, 200])
def test_a_save(world, made, client, count):
    fill(world.br, made(count))
    for headers in ({}, {"X-Part": "yes"}):
        save(client, "D1.3", "1", 0)  # this process has seen the questionnaire
        version = Answer_version(world.br)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = save(client, "D1.3", str(version + 5), version, **headers)
        assert response.status_code == (200 if headers else 302)
        assert Answer_version(world.br) == version + 1
        assert len(queries) <= SAVE, "\n".join(one["sql"][:150] for one in queries)


def Answer_version(br) -> int:
    with br.desk():
        return Answer.objects.filter(indicator__code="D1.3").values_list("version", flat=True).get()


@pytest.mark.parametrize("count", [4, 76])
@pytest.mark.parametrize(
    "page", ["dimensions/1/", "diagnosis/", "diagnosis/check/", "diagnosis/print/"]
)
def test_a_page(world, made, client, count, page):
    diagnosis = made(count)
    fill(world.br, diagnosis)
    client.get(f"{DESK}/{page}")
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"{DESK}/{page}")
    assert response.status_code == 200
    assert len(queries) <= PAGE + BESIDE.get(page, 0), "\n".join(
        one["sql"][:150] for one in queries
    )
