"""The registry as a table: read line by line, loaded as a whole."""

from pathlib import Path

import pytest

from certification.governments.registering import Registered
from certification.governments.registry import RegistryError, load, read_registry
from migracidades.kit.tables import Unreadable
from migracidades.tenancy.models import Government

BRAZIL = Path(__file__).parents[2] / "migracidades" / "content" / "br" / "registry"
HEAD = "code,level,name,state,time_zone,lat,lon,valid_from\n"


def faults(world, lines):
    return [one.fault for one in read_registry((HEAD + lines).encode(), world.br.programme)]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("1,village,A,,,,,", "The level “village” is not one of: municipality, state"),
        ("1 2,state,A,,,,,", "must be 1 to 20 letters, digits or hyphens"),
        (",state,A,,,,,", "must be 1 to 20 letters, digits or hyphens"),
        ("../x,state,A,,,,,", "must be 1 to 20 letters, digits or hyphens"),
        ("1,state,,,,,,", "The name is missing."),
        ("1,state,A,,America/Atlantis,,,", "The time zone “America/Atlantis” is unknown."),
        ("1,state,A,,,91,0,", "is not a latitude or longitude"),
        ("1,state,A,,,nan,0,", "is not a latitude or longitude"),
        ("1,state,A,,,,,31/12/2025", "Write it as 2025-12-31"),
        (f"1,state,{'A' * 200},,,,,", "is too long"),
        ("1,state,A,,,,,,,x", "more cells than the headings"),
    ],
)
def test_what_is_wrong_with_a_line(world, line, sentence):
    assert sentence in faults(world, line)[0]


def test_a_code_stands_once(world):
    assert faults(world, "1,state,A,,,,,\n1,state,B,,,,,") == [
        "",
        "The code 1 stands on line 2 already.",
    ]


def test_a_state_the_programme_does_not_know(world):
    world.br.programme.config = world.br.programme.config | {"states": {"MS": "x"}}
    assert "“XX” is not known here" in faults(world, "1,state,A,XX,,,,")[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_headings_and_levels_are_understood_in_three_languages(world, encoding, separator):
    text = "Código IBGE,Nível,Nome,UF\n7,MUNICÍPIO,Águas Belas,PE\n"
    content = text.replace(",", separator).encode(encoding)
    (entry,) = read_registry(content, world.br.programme)
    assert entry.fault == ""
    assert entry.values == {
        "code": "7",
        "level": "municipality",
        "name": "Águas Belas",
        "state": "PE",
    }


def test_a_missing_column_and_another_kind_of_file(world):
    with pytest.raises(Unreadable, match="Columns missing in the first line: level"):
        read_registry(b"code,name\n1,A\n", world.br.programme)
    with pytest.raises(Unreadable, match="spreadsheet"):
        read_registry(b"PK\x03\x04....", world.br.programme)


class TestLoading:
    @pytest.fixture
    def loading(self, world, tmp_path):
        path = tmp_path / "governments.csv"

        def run(lines):
            path.write_text(HEAD + lines)
            with world.br.staff():
                return load(world.br.programme, path)

        return run

    def test_twice_changes_nothing(self, loading):
        lines = "1,state,Águas,,,,,\n2,municipality,Belas,MS,America/Recife,-8.5,-37,2025-01-01\n"
        assert loading(lines) == Registered(2, 0, 0)
        assert loading(lines) == Registered(0, 0, 2)

    def test_defaults_and_what_is_left_out(self, loading, world):
        loading("1,state,Águas d’Oeste,MS,America/Recife,,,\n2,state,B,,,,,")
        loading("1,state,Águas d’Oeste,,,-3,,\n")
        with world.br.staff():
            one, other = Government.objects.filter(code__in=["1", "2"]).order_by("code")
        assert (one.state, one.time_zone, one.lat) == ("MS", "America/Recife", -3.0)
        assert (one.sort_name, one.name_of) == ("aguas d oeste", "de Águas d’Oeste")
        assert other.time_zone == "America/Sao_Paulo"

    def test_all_of_it_or_nothing(self, loading, world):
        with pytest.raises(RegistryError) as raised:
            loading("1,state,A,,,,,\n2,village,B,,,,,\n3,state,,,,,,\n")
        assert [one.split(": ")[0] for one in raised.value.faults] == [
            "governments.csv, line 3",
            "governments.csv, line 4",
        ]
        with world.br.staff():
            assert not Government.objects.filter(code="1").exists()

    def test_other_programmes_keep_theirs(self, loading, world):
        loading("9900011,municipality,Renamed,,,,,\n")
        with world.ar.staff():
            assert Government.objects.get(code="9900011").name == world.ar.here.name
