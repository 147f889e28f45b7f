"""What holds for the folder of every country, whichever it is: programme, questions, registry."""

import csv
import unicodedata
from collections import Counter
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from django.conf import settings

from certification.governments.registry import COLUMNS as READ
from certification.governments.registry import read_registry
from dimensions import kinds, schema
from dimensions.form import Form
from dimensions.loading import FOLDERS
from dimensions.texts import missing_texts
from migracidades.kit.theme import palette
from migracidades.tenancy.loading import read
from migracidades.tenancy.models import Programme

CONTENT = Path(settings.BASE_DIR) / "migracidades" / "content"
COUNTRIES = sorted(one.parent.name for one in CONTENT.glob("*/programme.yaml"))
COLUMNS = (
    *("code", "level", "name", "name_of", "state", "region", "time_zone"),
    *("seat_name", "lat", "lon", "valid_from"),
)

pytestmark = pytest.mark.parametrize("country", COUNTRIES)


def forms(country: str) -> list[Form]:
    config = read(CONTENT / country)
    levels, figures = (
        [one["code"] for one in config.get(key, ())] for key in ("levels", "figures")
    )
    files = [one for name in FOLDERS for one in sorted((CONTENT / country / name).glob("*.yaml"))]
    return [schema.read(path, levels=levels, figures=figures) for path in files]


def registry(country: str) -> str:
    path = CONTENT / country / "registry" / "governments.csv"
    return path.read_bytes().decode("utf-8")


def governments(country: str) -> list[dict[str, str]]:
    return list(csv.DictReader(registry(country).splitlines()))


def test_the_folder_is_whole(country):
    config = read(CONTENT / country)
    assert palette(**config["brand"])
    assert {one["code"] for one in config["levels"]}
    assert config["history"].keys() == set(config["languages"])


def test_there_is_a_framework_and_every_text_is_in_every_language(country):
    asked = forms(country)
    languages = read(CONTENT / country)["languages"]
    assert [form for form in asked if form.kind == schema.FRAMEWORK]
    for form in asked:
        assert set(form.languages) == set(languages)
        assert {language: missing_texts(form, language) for language in languages} == {
            language: [] for language in languages
        }


def test_every_scored_question_says_what_it_means_and_what_proves_it(country):
    for form in forms(country):
        for one in form.indicators if form.kind == schema.FRAMEWORK else ():
            assert one.guidance
            assert bool(one.evidence) >= kinds.of(one).counts(one)
            assert bool(one.evidence) == bool(one.evidence_kinds)


def test_codes_mean_the_same_in_every_version(country):
    meant: dict[tuple[str, str], str] = {}
    for form in forms(country):
        for one in form.indicators:
            assert meant.setdefault((form.code, one.code), one.kind) == one.kind


def test_the_registry_is_read_without_a_fault(country):
    programme = Programme(slug=country, config=read(CONTENT / country))
    entries = read_registry(registry(country).encode(), programme)
    assert [one for one in entries if one.fault] == []
    assert len(entries) == len(governments(country))


def test_the_registry_is_composed_and_without_stray_blanks(country):
    content = registry(country)
    assert unicodedata.is_normalized("NFC", content)
    assert "\r" not in content
    assert not content.startswith("\ufeff")
    for row in governments(country):
        assert all(value == " ".join(value.split()) for value in row.values())


def test_the_registry_has_its_columns_and_its_codes_in_order(country):
    rows = governments(country)
    assert tuple(rows[0]) == COLUMNS == tuple(READ)
    codes = [row["code"] for row in rows]
    assert codes == sorted(set(codes))
    assert all(code.isdigit() for code in codes)
    assert not [code for code in codes if code.startswith("99")]  # the demonstration's


def test_the_names_of_the_registry_are_told_apart(country):
    names = Counter((row["level"], row["state"], row["name"]) for row in governments(country))
    assert max(names.values()) == 1


def test_the_places_of_the_registry(country):
    zones = available_timezones()
    for row in governments(country):
        assert row["seat_name"]
        assert row["time_zone"] in zones
        assert bool(row["lat"]) == bool(row["lon"])


def test_somebody_wrote_down_where_the_registry_comes_from(country):
    note = (CONTENT / country / "registry" / "PROVENANCE.md").read_text(encoding="utf-8")
    assert "GeoNames" in note
    assert "CC BY 4.0" in note
