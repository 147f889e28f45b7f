"""What is counted of an edition: each step by its own rows, and nobody is ranked."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certification.prioritization.models import Priority
from certification.seal.models import PublishedCertification
from monitoring.figures import STAGES, figures_of
from monitoring.tables import percent, tables_of
from tests import cycle
from tests.monitoring.conftest import FORMULA, government, planned


def test_the_steps_are_counted_each_by_its_own_rows(world, of):
    with world.br.staff():
        figures = figures_of(of)
    assert figures["stages"] == {
        "enrolled": 1,
        "admitted": 2,
        "submitted": 0,
        "concluded": 2,
        "planned": 2,
        "certified": 2,
        "reported": 0,
    }
    assert figures["levels"]["state"]["certified"] == 1
    assert figures["levels"]["municipality"] == figures["regions"]["CO"]
    assert figures["regions"]["S"]["enrolled"] == 0
    assert [one["name"] for one in figures["governments"]] == [
        FORMULA,
        "Porto Modelo BR",
        "Vila Exemplo BR",
    ]
    assert json.loads(json.dumps(figures)) == figures


def test_priorities_are_counted_by_dimension_and_nobody_chose_is_said(world, of):
    with world.br.staff():
        figures = figures_of(of)
    assert [
        (one["code"], one["priorities"], one["governments"]) for one in figures["dimensions"]
    ] == [
        ("D1", 2, 2),
        ("D2", 2, 2),
        ("D3", 0, 0),
    ]


def test_nothing_of_a_score_or_an_order_is_told(world, of):
    with world.br.staff():
        text = json.dumps(figures_of(of))
    assert not {"score", "rank", "value", "weight"} & set(text.replace('"', " ").split())


def test_a_whole_road_counts_once_at_every_step(world):
    report = cycle.reported(world.br)
    with world.br.staff():
        figures = figures_of(report.participation.edition)
    assert set(figures["stages"].values()) == {0, 1}
    assert [stage for stage, n in figures["stages"].items() if not n] == ["enrolled"]


def test_an_edition_before_this_platform_counts_what_is_published(world):
    past = cycle.edition(world.br, year=2020, questionnaire=None)
    with world.br.staff():
        PublishedCertification.objects.create(
            edition=past, beneficiary=world.br.here, source="https://exemplo.org"
        )
        figures = figures_of(past)
    assert figures["stages"]["certified"] == 1
    assert figures["dimensions"] == []


def test_other_programmes_and_editions_are_not_counted(world, of):
    cycle.applied(world.ar, of=cycle.edition(world.ar))
    other = cycle.edition(world.br, year=2027, questionnaire=of.questionnaire)
    with world.br.staff():
        planned(world.br, of=other)
        assert figures_of(of)["stages"]["admitted"] == 2


@pytest.mark.parametrize(
    ("n", "of", "share"), [(1, 3, 33), (2, 3, 67), (1, 200, 1), (0, 5, 0), (5, 5, 100)]
)
def test_shares_are_rounded_half_up(n, of, share):
    assert percent(n, of) == share


@pytest.mark.parametrize(("n", "of"), [(0, 0), (2, 1)])
def test_where_a_share_says_nothing_there_is_none(n, of):
    assert percent(n, of) == ""


def test_every_share_stands_beside_its_numbers(world, of):
    with world.br.staff():
        tables = tables_of(figures_of(of), world.br.programme)
    for table in tables:
        for at, column in enumerate(table.columns):
            if column == "Share (%)":
                assert table.columns[at - 1] == "Of"
        assert all(len(row) == len(table.columns) for row in table.rows)


def test_counting_costs_the_same_for_many(world, of):
    def count() -> int:
        with world.br.staff(), CaptureQueriesContext(connection) as found:
            figures_of(of)
        return len(found)

    count()
    few = count()
    with world.br.staff():
        for number in range(2, 100):
            planned(world.br, of=of, government=government(world.br, number), priorities=1)
        assert Priority.objects.count() == 102
    assert count() == few


def test_every_stage_has_a_definition():
    assert all(name and definition for name, definition in STAGES.values())
