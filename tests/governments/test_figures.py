"""The figures of a programme's folder: read table by table, loaded as a whole."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certification.governments.figure_tables import Counted, FigureError, load
from certification.governments.models import Figure
from migracidades.tenancy.models import Government
from migracidades.tenancy.scope import Side, enter

HEAD = """
figure: population
year: 2022
source: {pt-br: "IBGE, Censo 2022", es: "IBGE, Censo 2022", en: "IBGE, Census 2022"}
provenance: "Tabela 4709, 28/06/2023; uso livre com citação da fonte."
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path


@pytest.fixture
def table(folder):
    """Write a table and what it is."""

    def write(*lines: str, name: str = "population-2022", head: str = HEAD) -> None:
        (folder / f"{name}.yaml").write_text(head)
        (folder / f"{name}.csv").write_text("\n".join(["code,value", *lines, ""]))

    return write


def loaded(country, folder) -> Counted:
    with country.staff():
        return load(country.programme, folder)


def standing(country) -> list[tuple[str, str, int, int]]:
    with country.staff():
        found = Figure.objects.order_by("year", "subject__code")
        return list(found.values_list("subject__code", "key", "year", "value"))


def faults(country, folder) -> list[str]:
    with pytest.raises(FigureError) as caught:
        loaded(country, folder)
    assert standing(country) == []
    return caught.value.faults


def test_a_table_is_loaded_once(world, folder, table):
    table("9900011,112058", "9900029,26199")
    assert loaded(world.br, folder) == Counted(2, 0, 0)
    assert loaded(world.br, folder) == Counted(0, 0, 2)
    assert standing(world.br) == [
        ("9900011", "population", 2022, 112058),
        ("9900029", "population", 2022, 26199),
    ]


def test_what_differs_is_changed_and_what_is_gone_stays(world, folder, table):
    table("9900011,112058", "9900029,26199")
    loaded(world.br, folder)
    table("9900011,112060")
    assert loaded(world.br, folder) == Counted(0, 1, 0)
    assert [value for *_rest, value in standing(world.br)] == [112060, 26199]
    table("9900011,112060", head=HEAD.replace("IBGE, Censo 2022", "Censo Demográfico 2022"))
    assert loaded(world.br, folder) == Counted(0, 1, 0)


def test_several_years_and_sources_of_one_figure_stand(world, folder, table):
    table("9900011,112058")
    table("9900029,26199", name="population-2022-other", head=HEAD.replace("IBGE", "Prefeitura"))
    table("9900011,103703", name="population-2010", head=HEAD.replace("2022", "2010"))
    assert loaded(world.br, folder) == Counted(3, 0, 0)
    assert [year for _code, _key, year, _value in standing(world.br)] == [2010, 2022, 2022]


def test_a_folder_without_tables_is_none(world, folder):
    assert loaded(world.br, folder / "figures") == Counted(0, 0, 0)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("9900011,112.058", "line 2: “112.058” is not a whole number. Write digits alone"),
        ('9900011,"112,058"', "line 2: “112,058” is not a whole number"),
        ("9900011,-1", "is not a whole number"),
        ("9900011,1e3", "is not a whole number"),
        ("9900011,", "line 2: There is no number. Leave out the line"),
        ("9900011,1,2", "line 2: The line has more cells than the headings"),
        ("1234567,12", "line 2: no government has the code 1234567."),
        ("9900011,1\n9900011,2", "line 3: the figure stands at population-2022.csv, line 2"),
    ],
)
def test_what_is_wrong_with_a_line(world, folder, table, line, sentence):
    table(*line.split("\n"))
    (fault,) = faults(world.br, folder)
    assert fault.startswith("population-2022.csv, ")
    assert sentence in fault


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("figure: population", "figure: populaton", "figure “populaton” must be one of population"),
        ("year: 2022", "year: twenty", "year must be a whole number from 1900 to 2200"),
        ('es: "IBGE, Censo 2022", ', "", "source has no text in es"),
        ("provenance:", "licence:", "provenance is missing"),
        ("figure: population", "figure: [", "population-2022.yaml: "),
    ],
)
def test_what_is_wrong_with_its_head(world, folder, table, old, new, sentence):
    table("9900011,1", head=HEAD.replace(old, new))
    assert sentence in " ".join(faults(world.br, folder))


def test_every_fault_of_every_table_is_told_and_nothing_is_loaded(world, folder, table):
    table("9900011,1", "9900029,x")
    table("9900011,y", name="population-2010", head=HEAD.replace("2022", "2010"))
    (folder / "lost.csv").write_text("code,value\n9900011,1\n")
    (folder / "empty.yaml").write_text(HEAD.replace("2022", "2021"))
    found = "\n".join(faults(world.br, folder))
    for sentence in (
        "population-2022.csv, line 3",
        "population-2010.csv, line 2",
        "lost.csv: nothing says what it is. Write lost.yaml beside it.",
        "empty.csv is missing",
    ):
        assert sentence in found


def test_a_country_costs_as_many_statements_as_a_town(world, folder, table):
    with world.br.staff():
        Government.objects.bulk_create(
            Government(
                code=f"{number}",
                level="municipality",
                name=f"Cidade {number}",
                name_of=f"de Cidade {number}",
                sort_name=f"cidade {number}",
                time_zone="America/Sao_Paulo",
            )
            for number in range(1, 901)
        )
    counts = []
    for lines in (["9900011,7"], [f"{number},{number}" for number in range(1, 901)]):
        table(*lines)
        with CaptureQueriesContext(connection) as queries:
            loaded(world.br, folder)
        counts.append(len(queries))
    assert counts[0] == counts[1]


class TestWalls:
    def test_everybody_of_the_programme_reads_and_staff_alone_writes(self, world, folder, table):
        table("9900011,112058")
        loaded(world.br, folder)
        programme = world.br.programme
        for scope in (enter(programme, side=Side.PUBLIC), world.br.desk(), world.br.staff()):
            with scope:
                assert Figure.objects.get().value == 112058
        with world.br.desk():
            assert Figure.objects.update(value=1) == 0
        assert [value for *_rest, value in standing(world.br)] == [112058]

    def test_another_programme_knows_nothing_of_it(self, world, folder, table):
        table("9900011,112058")
        loaded(world.br, folder)
        with world.ar.staff():
            assert not Figure.objects.exists()
