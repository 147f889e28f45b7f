"""A country's folder: checked key by key, loaded whole."""

import shutil
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from certification.governments.registering import register
from certification.governments.registry import read_registry
from dimensions.models import Questionnaire
from migracidades.tenancy.loading import ProgrammeError, load_programme, read
from migracidades.tenancy.models import Government, Programme
from migracidades.tenancy.scope import Side, enter
from training.models import Course

BRAZIL = Path(__file__).parents[1] / "migracidades" / "content" / "br"


@pytest.fixture
def folder(tmp_path):
    """Brazil's folder without its registry and frameworks, to be spoilt."""
    made = tmp_path / "br"
    shutil.copytree(BRAZIL, made, ignore=shutil.ignore_patterns("registry", "frameworks"))
    return made


def spoil(folder, change):
    path = folder / "programme.yaml"
    config = yaml.safe_load(path.read_text())
    change(config)
    path.write_text(yaml.safe_dump(config, allow_unicode=True))


def workshop(step):
    names = {"pt-br": "Oficina", "es": "Taller", "en": "Workshop"}
    return {"code": "workshop", "name": names, "step": step}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda c: c.pop("name"), "name is missing"),
        (lambda c: c["name"].pop("es"), "name has no text in es"),
        (lambda c: c["name"].update(fr="x"), "name has a text in fr, which is none"),
        (lambda c: c.update(name="x"), "name needs one text per language"),
        (lambda c: c.update(levls=[]), "levls is not known here: levels?"),
        (lambda c: c.update(levels=[]), "levels must be a list of at least 1"),
        (lambda c: c["levels"][1].pop("signatory"), "levels[2].signatory is missing"),
        (lambda c: c["levels"][1].update(code="municipality"), "levels has the code municipality"),
        (lambda c: c["figures"][0].pop("unit"), "figures[1].unit is missing"),
        (lambda c: c["figures"][1].update(code="population"), "figures has the code population"),
        (lambda c: c["levels"][1].update(code="Big"), "levels[2].code “Big” must look like"),
        (lambda c: c.update(languages=["pt-br", "xx"]), "languages[2] “xx” must be one of"),
        (lambda c: c.pop("languages"), "languages must be a list"),
        (lambda c: c.update(default_language="fr"), "default_language “fr” must be one of"),
        (
            lambda c: c.update(time_zone="Mars/Base"),
            "time_zone “Mars/Base” must be one of the IANA",
        ),
        (lambda c: c["brand"].update(deep="blue"), "brand.deep “blue” must look like #0b3c4a"),
        (lambda c: c["brand"].update(deep="#eeeeee"), "brand: The colour"),
        (lambda c: c["links"][0].update(url="http://x"), "links[1].url “http://x” must look like"),
        (lambda c: c["courses"][0].update(hours="30"), "courses[1].hours must be a whole number"),
        (lambda c: c["seal"].pop("certify"), "seal.certify is missing"),
        (lambda c: c["seal"]["certify"].update(en="{off}"), "seal.certify in en: {off} is not"),
        (lambda c: c["seal"]["certify"].update(en="{of"), "seal.certify in en: "),
        (lambda c: c.update(states={1: "x"}), "states: put the code 1 in quotes"),
        (lambda c: c.update(contact="nobody"), "contact “nobody” must look like an e-mail"),
        (lambda c: c.update(steps=[{"code": "trainig"}]), "steps[1].code “trainig” must be one of"),
        (lambda c: c.update(steps=[{"code": "diagnosis"}]), "steps lacks application, prior"),
        (
            lambda c: c.update(steps=[{"code": "training"}, {"code": "training"}]),
            "steps has the code training twice",
        ),
        (lambda c: c.update(events=[workshop("training")]), "events: workshop belongs to training"),
        (
            lambda c: c.update(events=[workshop("diagnosis"), workshop("diagnosis")]),
            "events has the code workshop twice",
        ),
        (
            lambda c: c.update(events=[workshop("diagnosis") | {"required": "yes"}]),
            "events[1].required must be true or false",
        ),
    ],
)
def test_a_wrong_key_is_named(folder, change, sentence):
    spoil(folder, change)
    with pytest.raises(ProgrammeError) as raised:
        read(folder)
    assert f"br/programme.yaml: {sentence}" in str(raised.value)


def test_all_faults_come_at_once(folder):
    spoil(folder, lambda c: (c.pop("name"), c.pop("tagline"), c["brand"].pop("deep")))
    with pytest.raises(ProgrammeError) as raised:
        read(folder)
    assert len(raised.value.faults) >= 3


def test_a_text_in_one_language_less(folder):
    (folder / "texts" / "commitment.es.md").unlink()
    with pytest.raises(ProgrammeError, match="texts/commitment has no text in es"):
        read(folder)


def test_a_text_that_takes_the_name_of_a_key(folder):
    (folder / "texts" / "levels.en.md").write_text("x")
    with pytest.raises(ProgrammeError, match="texts/levels has the name of a key"):
        read(folder)


def test_a_placeholder_nobody_fills(folder):
    path = folder / "texts" / "commitment.en.md"
    path.write_text(path.read_text() + "{mayor}")
    with pytest.raises(ProgrammeError, match=r"commitment in en: \{mayor\} is not known here"):
        read(folder)


@pytest.mark.parametrize("content", [b"name: [", b"name: \xff\xfe", b"a: *b", b"- 1"])
def test_what_is_no_yaml(folder, content):
    (folder / "programme.yaml").write_bytes(content)
    with pytest.raises(ProgrammeError):
        read(folder)


def test_the_name_of_the_folder_is_the_address(folder):
    with pytest.raises(ProgrammeError, match="the folder's name is the address"):
        read(folder.rename(folder.with_name("static")))


def test_loading_twice_changes_nothing(db, folder):
    first = load_programme(folder)
    assert load_programme(folder) == first
    spoil(folder, lambda c: c["tagline"].update(en="Other words"))
    load_programme(folder)
    with translation.override("en"):
        assert Programme.objects.get(slug="br").text("tagline") == "Other words"


@pytest.mark.parametrize(
    ("code", "language", "called"),
    [
        ("2611606", "pt-br", "do município do Recife"),
        ("2611606", "en", "of the municipality of Recife"),
        ("2611606", "es", "del municipio de Recife"),
        ("29", "pt-br", "do estado da Bahia"),
        ("29", "es", "del estado de Bahia"),
        ("5300108", "pt-br", "do Distrito Federal"),
        ("5300108", "en", "of the Distrito Federal"),
    ],
)
def test_a_government_is_called_by_its_name(db, code, language, called):
    programme = load_programme(BRAZIL)
    names = {
        "2611606": ("municipality", "Recife", "do Recife"),
        "29": ("state", "Bahia", "da Bahia"),
        "5300108": ("federal_district", "Distrito Federal", "do Distrito Federal"),
    }
    level, name, name_of = names[code]
    government = Government(code=code, level=level, name=name, name_of=name_of)
    with translation.override(language):
        assert programme.called(government) == called


class TestCommand:
    def test_brazil_is_loaded_and_left_alone_the_second_time(self, db, capsys):
        call_command("load_content")
        programme = Programme.objects.get(slug="br")
        with enter(programme, side=Side.STAFF):
            assert Government.objects.count() == 5597
            recife = Government.objects.get(code="2611606")
            assert (recife.name_of, recife.sort_name) == ("do Recife", "recife")
            assert Questionnaire.objects.filter(published=True).count() == 2
            assert Course.objects.get().hours == 30
        capsys.readouterr()
        with CaptureQueriesContext(connection) as captured:
            call_command("load_content")
        assert "0 governments added, 0 changed, 5597 unchanged" in capsys.readouterr().out
        assert len(captured) < 40 * Programme.objects.count()

    def test_argentina_stands_beside_it_and_others_come_by_table(self, db):
        call_command("load_content")
        programme = Programme.objects.get(slug="ar")
        table = (
            "código;nivel;nombre;provincia\n"
            "820210;municipio;Rosario;Santa Fe\n"
            "140077;municipio;Córdoba;Córdoba\n"
            "660056;municipio;Salta;Salto\n"
        )
        with enter(programme, side=Side.STAFF):
            assert Government.objects.count() == 12
            asked = Questionnaire.objects.values_list("kind", "code")
            assert set(asked) == {("framework", "migraciudades-ar"), ("survey", "inscripcion")}
            *good, wrong = read_registry(table.encode(), programme)
            register((one.values for one in good), source="municipios.csv")
            made = Government.objects.get(code="140077")
            assert Government.objects.count() == 13
        assert "Salto" in wrong.fault
        with translation.override("es"):
            assert programme.called(made) == "del municipio de Córdoba"
            assert str(made) == "Córdoba (Córdoba)"
        assert made.time_zone == "America/Argentina/Buenos_Aires"

    def test_a_faulty_country_leaves_nothing_behind(self, db, folder):
        (folder / "registry").mkdir()
        (folder / "registry" / "governments.csv").write_text("code,level,name\n1,village,A\n")
        with pytest.raises(CommandError, match=r"governments.csv, line 2: .*village"):
            call_command("load_content", content=[folder.parent])
        assert not Programme.objects.filter(slug="br").exists()
