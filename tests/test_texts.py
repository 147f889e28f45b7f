"""A programme's texts changed in the admin: laid over the folder, kept when it is loaded again."""

import re
import shutil

import pytest
import yaml
from django.utils import translation

from migracidades.ledger.models import AuditEntry
from migracidades.pages import text_names
from migracidades.tenancy import laying
from migracidades.tenancy.loading import load_programme, read
from migracidades.tenancy.models import Programme, ProgrammeText
from tests.test_content import BRAZIL

CONTENT = BRAZIL.parent
HOME = "/br/admin/texts/"
TAGLINE = f"{HOME}tagline/en/"


@pytest.fixture
def admin(world, client):
    client.force_login(world.br.people["administrator"])
    client.cookies["django_language"] = "en"
    return client


def said(key, language="en", slug="br"):
    with translation.override(language):
        return Programme.objects.get(slug=slug).text(key)


def send(client, path, text, **more):
    seen = client.get(path).context["piece"].text
    return client.post(
        f"{path}?lang=en", {"text": text, "seen": seen, "reason": "Clearer.", **more}
    )


def test_other_words_stand_at_once_and_only_here(world, admin):
    before = said("tagline")
    assert send(admin, TAGLINE, "Cities that welcome").status_code == 302
    assert said("tagline") == "Cities that welcome"
    assert said("tagline", slug="ar") == before
    assert said("tagline", "es") != "Cities that welcome"
    assert "Cities that welcome" in admin.get("/br/?lang=en").content.decode()
    with world.br.staff():
        (made,) = ProgrammeText.objects.all()
        assert (made.folder_text, made.reason) == (before, "Clearer.")
        entry = AuditEntry.objects.get(act="programme.text_change")
        assert entry.fields == {"key": "tagline", "language": "en"}
    with world.ar.staff():
        assert not ProgrammeText.objects.exists()
    assert "changed here" in admin.get(HOME, {"lang": "en"}).content.decode()


def test_a_link_inside_a_list(admin):
    links = Programme.objects.get(slug="br").config["links"]
    path = f"{HOME}links.{links[-1]['code']}.url/-/"
    assert send(admin, path, "https://example.org/new").status_code == 302
    assert Programme.objects.get(slug="br").config["links"][-1]["url"] == "https://example.org/new"
    assert send(admin, path, "javascript:alert(1)").status_code == 422


def test_the_folders_words_stand_again(admin):
    before = said("tagline")
    send(admin, TAGLINE, "Cities that welcome")
    assert send(admin, TAGLINE, "", act="revert").status_code == 302
    assert said("tagline") == before
    history = admin.get(TAGLINE, {"lang": "en"}).content.decode()
    assert "The folder’s words stand again." in history
    assert "Cities that welcome" in history


@pytest.mark.parametrize(
    ("path", "text", "sentence"),
    [
        (f"{HOME}seal.certify/en/", "We certify {mayor}", "{mayor} is not filled in here"),
        (f"{HOME}seal.certify/en/", "We certify {of", "The braces are not right"),
        (TAGLINE, "", "This field is required"),
    ],
)
def test_a_text_that_the_folder_could_not_have(admin, path, text, sentence):
    answer = send(admin, path, text)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert not text or text in page, "what was typed is still there"


def test_not_without_a_reason(admin):
    before = said("tagline")
    answer = send(admin, TAGLINE, "Other", reason="")
    assert "Please write the reason" in answer.content.decode()
    assert said("tagline") == before


def test_a_preview_saves_nothing(admin):
    text = "## Term\n\nThe government {government} <script>alert(1)</script>"
    page = send(admin, f"{HOME}commitment/en/", text, act="preview", reason="").content.decode()
    assert "<h2>Term</h2>" in page
    assert "[government]" in page
    assert "<script>alert" not in page
    assert "## Term" not in said("commitment")


def test_the_criteria_are_previewed_as_the_call_shows_them(admin):
    """They too have a file of their own, which is Markdown."""
    programme = Programme.objects.get(slug="br")
    config = programme.config | {"criteria": {"en": "Four."}}
    Programme.objects.filter(pk=programme.pk).update(config=config)
    page = send(admin, f"{HOME}criteria/en/", "**Four** criteria", act="preview", reason="")
    assert "<strong>Four</strong> criteria" in page.content.decode()


def test_every_file_of_texts_is_known_as_markdown():
    names = {path.name.split(".")[0] for path in CONTENT.glob("*/texts/*.md")}
    assert "criteria" in names
    assert names <= set(text_names.MARKDOWN)


@pytest.mark.parametrize("folder", ["br", "ar"])
def test_every_text_has_a_name_that_is_no_key(admin, folder):
    config = read(CONTENT / folder)
    Programme.objects.filter(slug="br").update(config=config, folder=config)
    page = admin.get(HOME, {"lang": "es"}).content.decode()
    words = re.sub(r"<[^>]*>", " ", page.split("<main")[1])
    for key in {one.key for one in laying.pieces(config)}:
        assert text_names.KNOWN.get(text_names.pattern(key)), f"{key} wants a name"
        assert key.isalpha() or not re.search(rf"\b{re.escape(key)}\b", words)


def test_the_texts_of_a_seal_stand_in_its_order():
    """JSON in the database keeps no order: what is read together stands together."""
    keys = [key for _title, held in text_names.grouped(SHUFFLED) for key in held]
    assert keys == ["links.b.name", "links.b.url", "links.a.name", *SEAL, "letter.word", "own"]


SEAL = ["seal.word", "seal.certify", "seal.fulfilled", "seal.declaration"]
SHUFFLED = [
    *("own", "links.b.url", "seal.declaration", "links.b.name", "letter.word", "links.a.name"),
    *("seal.fulfilled", "seal.certify", "seal.word"),
]


def test_what_a_language_lacks_is_counted_and_can_be_written(admin):
    config = read(BRAZIL)
    total = sum(one.language == "en" for one in laying.pieces(config))
    del config["tagline"]["en"]
    config["seal"]["verify"]["en"] = ""
    Programme.objects.filter(slug="br").update(config=config, folder=config)
    page = admin.get(HOME, {"lang": "en"}).content.decode()
    assert f">2 of {total} texts missing<" in page
    assert page.count(f">{total} texts, complete<") == 2, "the other languages lack nothing"
    assert f'href="{TAGLINE}">Line under the name<' in page
    assert send(admin, TAGLINE, "Cities that welcome").status_code == 302
    assert said("tagline") == "Cities that welcome"
    assert f">1 of {total} texts is missing<" in admin.get(HOME, {"lang": "en"}).content.decode()


def test_two_administrators_at_one_text(admin):
    seen = admin.get(TAGLINE).context["piece"].text
    send(admin, TAGLINE, "Hers")
    mine = {"text": "Mine", "seen": seen, "reason": "x"}
    refused = admin.post(f"{TAGLINE}?lang=en", mine)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Hers" in page
    assert "Mine" in page
    again = mine | {"seen": refused.context["form"]["seen"].value()}
    assert admin.post(TAGLINE, again).status_code == 302
    assert said("tagline") == "Mine"


def test_loading_the_folder_again_keeps_them_and_tells_where_it_moved_on(world, admin, tmp_path):
    folder = tmp_path / "br"
    shutil.copytree(BRAZIL, folder, ignore=shutil.ignore_patterns("registry", "frameworks"))
    load_programme(folder)
    send(admin, TAGLINE, "Cities that welcome")
    path = folder / "programme.yaml"
    config = yaml.safe_load(path.read_text())
    config["tagline"]["en"] = "The folder's new words"
    config["intro"]["en"] = "A new introduction"
    path.write_text(yaml.safe_dump(config, allow_unicode=True))
    programme = load_programme(folder)
    assert said("tagline") == "Cities that welcome"
    assert said("intro") == "A new introduction"
    assert programme.folder["tagline"]["en"] == "The folder's new words"
    assert "the folder says something new" in admin.get(HOME, {"lang": "en"}).content.decode()
    assert "The folder&#x27;s new words" in admin.get(TAGLINE).content.decode()


def test_a_text_the_folder_no_longer_has_is_gone():
    class Row:
        text = "x"

    laid = laying.laid_over({"languages": ["en"]}, {("links.old.url", ""): Row})
    assert laid == {"languages": ["en"]}


def test_no_code_is_a_text(world):
    keys = {one.key for one in laying.pieces(world.br.programme.config)}
    assert {"tagline", "commitment", "history", "seal.certify", "contact"} <= keys
    assert not {one for one in keys if one.endswith((".code", "brand.deep", "time_zone"))}


@pytest.mark.parametrize("who", ["coordinator", "observer", "lead"])
def test_who_may_not(world, client, who):
    client.force_login(world.br.people[who])
    assert client.get(HOME).status_code == 403
