"""What a save and a page may cost, counted as production counts: with its own transaction."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certification.diagnosis.models import Answer, AnswerRevision, Diagnosis, Evidence
from certification.evidence.models import Piece, PieceVersion
from tests import cycle
from tests.diagnosis import building, guesting
from tests.diagnosis.building import FORM
from tests.diagnosis.test_pages import returned

pytestmark = pytest.mark.django_db(transaction=True)
DESK = "/br/desk/9900011/2026"
SAVE, PAGE = 6, 12
# What a page of the whole diagnosis asks beside: the round, and whose parts are not ready.
BESIDE = {"diagnosis/": 1, "diagnosis/check/": 2, "diagnosis/print/": 1}


def questions(dimension: str, first: int, count: int) -> str:
    """So many yes/no questions as a form's file has them, from a number on."""
    return "".join(
        f"""
      - code: {dimension}.{number}
        kind: yes_no
        text: {{pt-br: "Pergunta {number}?"}}
        weight: 1
        theme: rights
        minutes: 1"""
        for number in range(first, first + count)
    )


def long_form(tmp_path: Path, count: int, further: int = 0) -> Path:
    """The small form, of four and two questions, with ``count`` more in its first dimension and
    ``further`` more in its second; one asks for a number that names a figure.
    """
    text = FORM.read_text().replace("kind: number\n", "kind: number\n        figure: population\n")
    first, rest = text.split("  - code: D2\n")
    second, last = rest.split("  - code: T1\n")
    path = tmp_path / "long.yaml"
    more, beside = questions("D1", 5, count), questions("D2", 4, further)
    path.write_text(
        f"{first.rstrip()}{more}\n  - code: D2\n{second.rstrip()}{beside}\n  - code: T1\n{last}"
    )
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


# ------------------------------------------------------------------ whoever asks, and whatever was
def as_lead(br, made: Diagnosis, client) -> None:
    client.force_login(br.people["lead"])


def as_contributor(br, made: Diagnosis, client) -> None:
    client.force_login(br.people["contributor"])


def in_a_returned_round(br, made: Diagnosis, client) -> None:
    as_lead(br, made, client)
    returned(br, made, "D1.3", "D2.2")


def with_suggestions(br, made: Diagnosis, client) -> None:
    as_lead(br, made, client)
    token = guesting.link(br, made, "D1.3", "D2.2").token
    guesting.send(token, D1_3="7", D2_2="Todos")


def after_another_edition(br, made: Diagnosis, client) -> None:
    """Every question answered and proved the year before, and offered now."""
    before = cycle.diagnosis(br, year=2025, questionnaire=made.questionnaire)
    fill(br, before)
    with br.staff():
        Diagnosis.objects.filter(pk=before.pk).update(state=Diagnosis.State.CONSENTED)
    as_lead(br, made, client)


SITUATIONS = (
    *(as_lead, as_contributor, in_a_returned_round, with_suggestions),
    after_another_edition,
)


def remember(br, made: Diagnosis, count: int) -> None:
    """So many answers that were given before, over the four questions of a dimension."""
    with br.desk():
        form = building.form_for(building.loaded(made))
        asked = form.dimensions[0].indicators
        first = 10_000 + AnswerRevision.objects.count()
        AnswerRevision.objects.bulk_create(
            AnswerRevision(
                government=br.here,
                diagnosis=made,
                indicator_id=asked[number % len(asked)].id,
                version=first + number,
                save_id=uuid4(),
                value="1",
                author=br.people["alternate"],
            )
            for number in range(count)
        )


def cost_of_a_save(br, client, answer: str) -> int:
    """How many statements a script's save of another answer asks."""
    with br.desk():
        versions = Answer.objects.filter(indicator__code="D1.3").values_list("version", flat=True)
        base = versions.first() or 0
    with CaptureQueriesContext(connection) as queries:
        response = save(client, "D1.3", answer, base, **{"X-Part": "yes"})
    assert response.status_code == 200
    assert answer in {one.value for one in answers_to(br, "D1.3")}
    return len(queries)


def answers_to(br, code: str) -> list[Answer]:
    with br.desk():
        return list(Answer.objects.filter(indicator__code=code))


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_save_after_2_and_after_2000_answers(world, client, situation):
    br, made = world.br, building.diagnosis(world.br)
    situation(br, made, client)
    remember(br, made, 2)
    cost_of_a_save(br, client, "51")  # this process has seen the questionnaire
    few = cost_of_a_save(br, client, "52")
    remember(br, made, 2_000)
    assert cost_of_a_save(br, client, "53") == few <= SAVE


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_dimension_of_8_questions_and_one_of_80(world, client, tmp_path, situation):
    br, made = world.br, building.diagnosis(world.br, path=long_form(tmp_path, 4, 78))
    situation(br, made, client)
    remember(br, made, 2_000)
    costs, lengths = [], []
    for position in (1, 2):
        client.get(f"{DESK}/dimensions/{position}/")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"{DESK}/dimensions/{position}/").content
        costs.append(len(queries))
        lengths.append(page.count(b'<section class="mc-answer"'))
    assert lengths == [8, 80]
    assert costs[0] == costs[1] <= PAGE, "\n".join(one["sql"][:330] for one in queries)
