"""The registry of Brazil, as data, beside what holds for every country's (test_countries)."""

import csv
import hashlib
from collections import Counter
from pathlib import Path

import pytest
import yaml

REGISTRY = Path(__file__).parent.parent / "migracidades" / "content" / "br" / "registry"
WITHOUT_SEAT = 13


@pytest.fixture(scope="module")
def content():
    return (REGISTRY / "governments.csv").read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def governments(content):
    return list(csv.DictReader(content.splitlines()))


@pytest.fixture(scope="module")
def by_code(governments):
    return {row["code"]: row for row in governments}


def test_counts_per_level(governments):
    levels = Counter(row["level"] for row in governments)
    assert levels == {"municipality": 5570, "state": 26, "federal_district": 1}


def test_codes_are_of_the_right_length(governments):
    assert all(len(row["code"]) == (2 if row["level"] == "state" else 7) for row in governments)


def test_a_municipality_lies_in_the_state_its_code_begins_with(governments, by_code):
    for row in governments:
        if row["level"] == "municipality":
            state = by_code[row["code"][:2]]
            assert (row["state"], row["region"]) == (state["state"], state["region"])


def test_brasilia_is_the_seat_of_the_federal_district_and_nothing_else(governments, by_code):
    assert [row["code"] for row in governments if row["state"] == "DF"] == ["5300108"]
    assert by_code["5300108"]["level"] == "federal_district"
    assert by_code["5300108"]["seat_name"] == "Brasília"
    assert not [row for row in governments if row["name"] == "Brasília"]
    assert "53" not in by_code


def test_regions(governments):
    states = {row["state"]: row["region"] for row in governments}
    assert Counter(states.values()) == {"N": 7, "NE": 9, "SE": 4, "S": 3, "CO": 4}


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("5003207", "America/Campo_Grande"),
        ("1302603", "America/Manaus"),
        ("1301407", "America/Eirunepe"),
        ("1200401", "America/Rio_Branco"),
        ("2605459", "America/Noronha"),
        ("2611606", "America/Recife"),
        ("1506807", "America/Santarem"),
        ("5300108", "America/Sao_Paulo"),
    ],
)
def test_time_zone_of(by_code, code, zone):
    assert by_code[code]["time_zone"] == zone


@pytest.mark.parametrize(
    ("code", "name_of"),
    [
        ("2611606", "do Recife"),
        ("2602902", "do Cabo de Santo Agostinho"),
        ("2304202", "do Crato"),
        ("3205002", "da Serra"),
        ("3304557", "do Rio de Janeiro"),
        ("4314902", "de Porto Alegre"),
        ("5003207", "de Corumbá"),
        ("3550308", "de São Paulo"),
        ("35", "de São Paulo"),
        ("29", "da Bahia"),
        ("31", "de Minas Gerais"),
        ("33", "do Rio de Janeiro"),
        ("26", "de Pernambuco"),
        ("51", "de Mato Grosso"),
        ("5300108", "do Distrito Federal"),
    ],
)
def test_preposition_of(by_code, code, name_of):
    assert by_code[code]["name_of"] == name_of


def test_every_name_has_its_preposition(governments):
    for row in governments:
        assert row["name_of"] in {f"{word} {row['name']}" for word in ("de", "do", "da")}


def test_nearly_every_seat_is_placed(governments):
    assert sum(not row["lat"] for row in governments) == WITHOUT_SEAT


def test_seats_lie_in_brazil(governments):
    for row in governments:
        if row["lat"]:
            assert -34 < float(row["lat"]) < 5.3
            assert -74 < float(row["lon"]) < -32


def test_patches_are_applied_in_order_of_date(by_code):
    patches = yaml.safe_load((REGISTRY / "patches.yaml").read_text(encoding="utf-8"))["patches"]
    years = [str(patch["date"])[:4] for patch in patches]
    assert years == sorted(years)
    for patch in patches:
        row = by_code[patch["code"]]
        created = patch["change"] == "created"
        assert row["name"] == patch["name"]
        assert row["valid_from"] == (str(patch["date"]) if created else "")


def test_the_note_names_the_very_file(content):
    checksum = hashlib.sha256(content.encode("utf-8")).hexdigest()
    assert checksum in (REGISTRY / "PROVENANCE.md").read_text(encoding="utf-8")
