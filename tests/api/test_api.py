"""What the API gives, to whom and how often."""

import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from rest_framework.throttling import SimpleRateThrottle

from certification.editions.counting import DEFINITIONS, Counted
from certification.seal.issuing import change
from certification.seal.models import Seal
from migracidades.pages.api.addresses import ADDRESSES
from migracidades.tenancy.models import Government
from tests import cycle
from tests.api.conftest import SOURCE, government, seal_of

API = "/br/api/v1/"


def get(client, path, status=200, **params):
    response = client.get(f"{API}{path}", params)
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    return response.json()


def defined() -> list[str]:
    # A request leaves no language behind, not even that of the test.
    with translation.override("en"):
        return [str(DEFINITIONS[one]) for one in Counted]


def counts(edition: dict) -> dict:
    return {one["code"]: one["number"] for one in edition["counts"]}


# ------------------------------------------------------------------ what is there
def test_the_root_lists_the_addresses(client, world):
    found = get(client, "")
    assert set(found) == {"programme", "editions", "dimensions", "certified", "schema"}
    assert found["certified"] == "http://testserver/br/api/v1/certified-governments/"
    for address in found.values():
        assert client.get(address).status_code in (200, 404)


def test_the_programme(client, world):
    found = get(client, "programme/", lang="es")
    assert (found["slug"], found["name"]) == ("br", "MigraCidades")
    assert found["tagline"] == "Ciudades y estados que acogen, con política y con método."
    assert (found["levels"][0]["code"], found["levels"][0]["name"]) == (
        "municipality",
        "municipio",
    )
    assert set(found["levels"][0]) == {"code", "name", "plural"}
    assert "Universidad Federal" in found["partners"][1]["name"]


def test_three_counts_each_with_its_definition(client, world, edition):
    (found,) = get(client, "editions/", lang="en")["results"]
    assert counts(found) == {"enrolled": 1, "admitted": 1, "certified": 1}
    assert [one["definition"] for one in found["counts"]] == defined()
    assert found["questionnaire"] == "2026"


def test_an_edition_before_this_platform_tells_what_its_source_tells(client, world, past):
    (found,) = get(client, "editions/")["results"]
    assert counts(found) == {"enrolled": 29, "admitted": None, "certified": 27}
    assert {one["source"] for one in found["counts"]} == {SOURCE}
    assert found["questionnaire"] is None
    assert get(client, "certified-governments/")["count"] == 1


def test_one_edition_with_its_calendar(client, world, edition):
    found = get(client, "editions/2026/")
    assert [one["step"] for one in found["steps"]] == [
        "application",
        "diagnosis",
        "prioritization",
        "certification",
        "monitoring",
    ]
    assert (found["minimum_priorities"], found["maximum_priorities"]) == (1, 3)
    assert "1999" in get(client, "editions/1999/", 404)["detail"]


def test_an_edition_in_preparation_is_nobodys_business(client, world, edition):
    asked = edition.questionnaire
    hidden = cycle.edition(world.br, year=2027, published=False, questionnaire=asked)
    with world.br.staff():
        seal_of(world.br, hidden, world.br.here)
    assert [one["year"] for one in get(client, "editions/")["results"]] == [2026]
    get(client, "editions/2027/", 404)
    assert get(client, "certified-governments/")["count"] == 1


def test_dimensions_of_a_version(client, world, edition):
    found = get(client, "dimensions/", lang="en")
    assert (found["version"], found["versions"]) == ("2026", ["2026"])
    assert [one["code"] for one in found["dimensions"]] == ["D1", "D2", "D3"]
    assert found["dimensions"][0]["name"] == "Institutional structure"
    assert found["dimensions"][0]["indicators"][0]["text"] == "Is a body responsible?"
    assert get(client, "dimensions/", version="2026") == get(client, "dimensions/")
    assert get(client, "dimensions/", 404, version="1999")["detail"]


def test_a_programme_without_questionnaire_has_no_dimensions(client, world):
    assert client.get("/ar/api/v1/dimensions/").status_code == 404


def test_certified_governments_with_seal_or_source(client, world, edition, past):
    ours, published = get(client, "certified-governments/")["results"]
    assert ours["year"] == 2026
    assert ours["government"]["code"] == "9900029"
    assert ours["seal"] == "7K3F-9MWD"
    assert ours["verification"].endswith("/br/v/7K3F-9MWD")
    assert (published["year"], published["seal"], published["source"]) == (2020, None, SOURCE)
    assert published["verification"] is None


@pytest.mark.parametrize(
    ("params", "number"),
    [
        ({"year": 2026}, 1),
        ({"year": 2020}, 1),
        ({"year": 1999}, 0),
        ({"level": "municipality"}, 2),
        ({"level": "state"}, 0),
        ({"state": "MS"}, 2),
        ({"state": "XX", "year": 2026}, 0),
    ],
)
def test_filters(client, world, edition, past, params, number):
    assert get(client, "certified-governments/", **params)["count"] == number


@pytest.mark.parametrize(
    "params",
    [{"year": "soon"}, {"year": "9" * 30}, {"level": "galaxy"}, {"state": "\x00"}, {"year": "-1"}],
)
def test_bad_filters_are_answered_in_a_sentence(client, world, edition, params):
    (said,) = get(client, "certified-governments/", 400, **params).values()
    assert said[0].endswith(".")


@pytest.mark.parametrize("page", ["0", "2", "x", "9" * 30])
def test_a_page_that_is_not_there(client, world, edition, page):
    assert get(client, "certified-governments/", 404, page=page)["detail"]


# ------------------------------------------------------------------ seals
def test_a_seal_states_its_frozen_facts(client, world, edition):
    found = get(client, "seals/7k3f9mwd/")
    assert (found["code"], found["kind"], found["state"]) == ("7K3F-9MWD", "seal", "issued")
    assert found["facts"] == {"year": 2026}
    assert found["sha256"] == "ab" * 32
    assert found["document"] is None
    assert found["verification"].endswith("/br/v/7K3F-9MWD")


def test_a_revoked_seal_says_why_and_certifies_nobody(client, world, edition):
    with world.br.staff():
        issuer = {"actor": world.br.people["issuer"], "roles": {"issuer"}}
        change(Seal.objects.get(), "revoke", reason="Documento falso.", **issuer)
    found = get(client, "seals/7K3F-9MWD/")
    assert (found["state"], found["reason"]) == ("revoked", "Documento falso.")
    assert get(client, "certified-governments/")["count"] == 0
    assert counts(get(client, "editions/")["results"][0])["certified"] == 0


def test_the_document_of_a_real_seal_can_be_fetched(client, world):
    code = cycle.sealed(world.br).code
    found = get(client, f"seals/{code}/")
    assert found["facts"]["government"]["name"] == "Vila Exemplo BR"
    if found["document"]:  # where the libraries that draw are installed
        assert client.get(f"/br/v/{code}/document.pdf").status_code == 200


def test_an_unknown_code_is_said_so(client, world, edition):
    assert "Check each letter" in get(client, "seals/AAAA-AAAA/", 404, lang="en")["detail"]


# ------------------------------------------------------------------ walls
def test_nothing_of_another_programme(client, world, edition):
    assert client.get("/ar/api/v1/seals/7K3F-9MWD/").status_code == 404
    for path in ("editions/", "certified-governments/"):
        assert client.get(f"/ar/api/v1/{path}").json()["count"] == 0
    assert client.get("/zz/api/v1/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_only_reads(client, world, edition, method):
    for address in ("programme/", "editions/", "seals/7K3F-9MWD/"):
        assert getattr(client, method)(f"{API}{address}").status_code == 405


def test_it_tells_everybody_the_same(client, world, edition):
    anonymous = [get(client, one.path) for one in ADDRESSES if one.listed]
    client.force_login(world.br.people["coordinator"])
    assert [get(client, one.path, lang="pt-br") for one in ADDRESSES if one.listed] == anonymous


def test_no_personal_value_leaves(client, world, edition):
    text = json.dumps([get(client, one.path) for one in ADDRESSES if one.listed])
    assert "@br.test" not in text
    assert "Lead br" not in text


# ------------------------------------------------------------------ limits
def test_lists_cost_the_same_for_many(client, world, edition, past):
    def cost(path: str) -> int:
        get(client, path)
        with CaptureQueriesContext(connection) as found:
            get(client, path)
        return len(found)

    def grow(start: int, to: int) -> None:
        with world.br.staff():
            for number in range(start, to):
                seal_of(world.br, edition, government(world.br, number))

    paths = ("certified-governments/", "editions/", "dimensions/")
    grow(0, 2)
    few = [cost(path) for path in paths]
    grow(2, 99)
    for year in range(2030, 2050):
        cycle.edition(world.br, year=year, questionnaire=edition.questionnaire)
    assert [cost(path) for path in paths] == few
    page = get(client, "certified-governments/")
    assert (page["count"], len(page["results"])) == (101, 50)
    assert page["next"].startswith("http://testserver/br/api/v1/certified-governments/?page=2")


def test_who_calls_too_often_waits_and_guessing_counts(client, world, monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anon": "3/min"})
    for number in range(3):
        get(client, f"seals/AAAA-AAA{number + 2}/", 404)
    response = client.get(f"{API}programme/", headers={"X-Forwarded-For": "203.0.113.9"})
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0


def test_languages(client, world):
    assert client.get(f"{API}programme/?lang=es")["Content-Language"] == "es"
    assert client.get(f"{API}programme/?lang=xx")["Content-Language"] == "pt-br"


# ------------------------------------------------------------------ schema and page
def test_the_schema_is_valid_and_without_warning(tmp_path):
    path = tmp_path / "schema.yaml"
    call_command("spectacular", "--fail-on-warn", "--validate", "--file", str(path))
    assert path.read_text().startswith("openapi: 3")


def test_the_schema_names_the_programmes_address_and_every_path(client, world):
    found = get(client, "schema/", lang="en")
    assert found["servers"] == [{"url": "/br"}]
    described = {path.removeprefix("/api/v1/") for path in found["paths"]}
    assert described == {one.path for one in ADDRESSES if one.name != "schema"}
    assert found["paths"]["/api/v1/programme/"]["get"]["summary"] == "The programme"


@pytest.mark.parametrize("language", ["pt-br", "es", "en"])
def test_the_page_explains_every_address(client, world, language):
    page = client.get(f"/br/api/?lang={language}").content.decode()
    for one in ADDRESSES:
        assert f"/br/api/v1/{one.path}" in page
    assert f'lang="{language}"' in page


def test_the_register_defines_the_same_counts(client, world, edition):
    page = client.get("/br/register/?lang=en").content.decode()
    assert all(definition in page for definition in defined())


def test_governments_are_counted_once(client, world, edition):
    cycle.applied(world.br, of=edition, applicant=world.br.people["alternate"])
    with world.br.staff():
        assert Government.objects.count() == 2
    assert counts(get(client, "editions/")["results"][0])["enrolled"] == 1
