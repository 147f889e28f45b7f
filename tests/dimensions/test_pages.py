"""The public pages of the dimensions."""

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.utils.translation import override

from dimensions import kinds, schema
from dimensions.loading import load
from tests.dimensions.test_loading import FILES
from tests.dimensions.test_schema import FRAMEWORKS


@pytest.fixture
def brazil(world):
    with world.br.staff():
        world.br.programme.config["levels"].append(
            {"code": "federal_district", "name": {"pt-br": "Distrito Federal"}}
        )
        world.br.programme.save()
        for version in ("2021", "2024"):
            load(world.br.programme, FRAMEWORKS / f"{version}.yaml")
    return world.br


def read(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_the_list_shows_the_newest_version(client, brazil):
    page = read(client, "/br/dimensions/")
    assert page.count('<li class="mc-card">') == 11
    assert "Parcerias institucionais" in page
    assert "/br/dimensions/D10/" in page
    assert "opcional" in page


def test_an_older_version_keeps_its_names_and_stays_chosen(client, brazil):
    page = read(client, "/br/dimensions/?version=2021")
    assert "Parcerias interinstitucionais" in page
    assert "/br/dimensions/D5/?version=2021" in page
    page = read(client, "/br/dimensions/D5/?version=2021")
    assert "D5.8" in page
    assert "D5.9" not in page


@pytest.mark.parametrize("language", ["pt-br", "en", "es"])
def test_each_dimension_in_each_language(client, brazil, language):
    for code in [*(f"D{number}" for number in range(1, 11)), "T1"]:
        page = read(client, f"/br/dimensions/{code}/?lang={language}")
        assert f'id="{code}.1"' in page
        assert "mc-ring" in page
        assert "%" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_question_says_what_it_hangs_on_and_whom_it_is_asked(client, brazil):
    page = read(client, "/br/dimensions/D2/?lang=en")
    assert "Asked when the answer to D2.1 is: Yes; Partly." in page
    assert "Asked only of:" in page


@pytest.mark.parametrize(
    "address",
    ["/br/dimensions/D11/", "/br/dimensions/?version=1999", "/br/dimensions/D1/?version="],
)
def test_unknown_dimensions_and_versions_are_not_found(client, brazil, address):
    read(client, address, 404)


def test_a_programme_without_questionnaire_says_so(client, world):
    assert "mc-empty" in read(client, "/ar/dimensions/")
    read(client, "/ar/dimensions/D1/", 404)


def test_the_other_programme_shows_its_own(client, brazil, world):
    with world.ar.staff():
        load(world.ar.programme, FILES / "small.yaml")
    assert "Parcerias" not in read(client, "/ar/dimensions/")


def test_queries_do_not_grow(client, brazil, django_assert_max_num_queries):
    read(client, "/br/dimensions/D1/")
    with django_assert_max_num_queries(8):
        read(client, "/br/dimensions/")
    with django_assert_max_num_queries(8):
        read(client, "/br/dimensions/D1/")


def test_the_completeness_report(brazil, world, capsys):
    with world.ar.staff():
        load(world.ar.programme, FILES / "small.yaml")
    call_command("completeness")
    printed = capsys.readouterr().out
    assert "br migracidades-br 2024 es: 0 missing" in printed
    assert "ar small 2024 en: 2 missing\n  note\n  D1.1 guidance" in printed


@pytest.mark.parametrize(
    ("code", "value", "drawn"),
    [
        ("D1.2", "yes", 'value="yes" checked'),
        ("D1.1", "partial", 'value="partial" checked'),
        ("D1.3", "meets", 'value="meets" checked'),
        ("D1.7", ["health", "work"], 'value="work" checked'),
        ("D1.10", "1.5", 'value="1,5"'),
        ("D1.9", "2024-02-01", 'value="01/02/2024"'),
        ("D2.9", "<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
    ],
)
def test_each_kind_draws_its_input_with_what_was_answered(code, value, drawn):
    indicator = schema.read(FRAMEWORKS / "2024.yaml").by_code[code]
    kind = kinds.of(indicator)
    with override("pt-br"):
        raw = kind.typed(value, indicator)
        field = kind.field(indicator, name=code, raw=raw, error="Confira.")
        html = render_to_string("dimensions/kinds/field.html", {"field": field})
    assert drawn in html
    assert f'name="{code}"' in html
    assert f'id="{code}-error"' in html
