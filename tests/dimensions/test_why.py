"""Why a question matters: advice that stands beside it, never frozen and no part of an answer."""

from pathlib import Path

import pytest
from django.conf import settings

from dimensions import queries, schema
from dimensions.exporting import export
from dimensions.loading import load
from dimensions.models import Correction, Questionnaire
from dimensions.publishing import correct
from migracidades.kit.errors import Refused
from tests.dimensions.test_draft_pages import HOME, admin, draft, page, read, save, shown, small

__all__ = ["admin", "draft", "small"]
pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "files"
CONTENT = settings.BASE_DIR / "migracidades" / "content"
GUIDANCE = '        guidance: {pt-br: "Conta o que se reúne."}\n'
WHY = '        why: {pt-br: "Uma área sozinha não resolve.", en: "No sector does it alone."}\n'


@pytest.fixture
def with_why(tmp_path) -> Path:
    """The small file, whose question D1.1 says why it matters."""
    text = (FILES / "small.yaml").read_text()
    assert GUIDANCE in text
    path = tmp_path / "small.yaml"
    path.write_text(text.replace(GUIDANCE, GUIDANCE + WHY))
    return path


def kept(br) -> Questionnaire:
    with br.staff():
        return Questionnaire.objects.get()


def why(br, language: str) -> str:
    with br.staff():
        return queries.form_of(Questionnaire.objects.get()).by_code["D1.1"].why.read(language)


def test_what_was_read_is_what_is_kept_and_written(world, with_why):
    form = schema.read(with_why)
    with world.br.staff():
        made = load(world.br.programme, with_why).questionnaire
        assert queries.form_of(made) == form
    again = schema.read_content("again.yaml", export(form).encode())
    assert export(again) == export(form)
    assert again.by_code["D1.1"].why.words == {
        "pt-br": "Uma área sozinha não resolve.",
        "en": "No sector does it alone.",
    }


def test_a_published_version_gains_it_and_stays_what_it_was(world, small, with_why):
    with world.br.staff():
        loaded = load(world.br.programme, with_why)
    assert (loaded.outcome, loaded.corrected) == ("corrected", ("D1.1",))
    assert kept(world.br).checksum == small.checksum
    assert why(world.br, "pt-br") == "Uma área sozinha não resolve."
    with world.br.staff():
        assert load(world.br.programme, with_why).outcome == "unchanged"


def test_it_is_added_to_a_published_version_in_the_language_of_the_source(world, admin, small):
    address = f"{HOME}{small.pk}/translations/pt-br/"
    assert f'href="{address}D1.1/"' in shown(admin, address)
    assert 'name="why"' in shown(admin, f"{address}D1.1/")
    assert 'name="text"' not in shown(admin, f"{address}D1.1/")
    said = {"why": "Ninguém resolve sozinho.", "reason": "Pedido dos municípios."}
    assert admin.post(f"{address}D1.1/", said).status_code == 302
    assert why(world.br, "pt-br") == "Ninguém resolve sozinho."
    assert kept(world.br).checksum == small.checksum
    with world.br.staff():
        assert Correction.objects.get().reason == "Pedido dos municípios."
        assert load(world.br.programme, FILES / "small.yaml").outcome == "unchanged"
    assert why(world.br, "pt-br") == "Ninguém resolve sozinho."


def test_nothing_else_is_put_right_in_the_language_of_the_source(world, small):
    who = {"actor": world.br.people["administrator"], "roles": {"administrator"}}
    with world.br.staff(), pytest.raises(Refused):
        correct(small, "D1.1", "pt-br", {"text": "Outra?"}, reason="Melhor.", **who)


def test_it_is_written_in_a_draft(world, admin, draft):
    save(admin, page(draft, "parts/D1.1/"), **{"why.pt-br": "Porque sim.", "why.en": "It does."})
    said = read(world, draft).form.by_code["D1.1"].why
    assert (said.read("pt-br"), said.read("en")) == ("Porque sim.", "It does.")


def test_the_public_page_tells_everybody(world, client, with_why):
    with world.br.staff():
        load(world.br.programme, with_why)
    for language, said in (("pt-br", "Uma área sozinha"), ("en", "No sector does it alone")):
        assert said in client.get(f"/br/dimensions/D1/?lang={language}").content.decode()


@pytest.mark.parametrize("path", ["br/frameworks/2024.yaml", "ar/frameworks/2023.yaml"])
def test_every_question_of_the_countries_says_it_in_every_language(path):
    form = schema.read(CONTENT / path)
    for one in form.indicators:
        assert set(one.why.words) == set(form.languages), one.code
        for text in one.why.words.values():
            assert len(text) < 180, f"{one.code}: a sentence, not a chapter"
