"""An administrator writes a version in the admin: begun, typed, put right, previewed, published."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from dimensions import queries, schema
from dimensions.drafting import begin, judged
from dimensions.exporting import export
from dimensions.faults import ContentError
from dimensions.loading import load
from dimensions.models import Correction, Draft, Indicator, Questionnaire
from migracidades.ledger.models import AuditEntry

FILES = Path(__file__).parent / "files"
HOME = "/br/admin/questionnaires/"
FIELD = re.compile(r'<(?:input|textarea|select)[^>]* name="([^"]+)"')


@pytest.fixture
def small(world):
    with world.br.staff():
        return load(world.br.programme, FILES / "small.yaml").questionnaire


@pytest.fixture
def admin(world, client):
    client.force_login(world.br.people["administrator"])
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def draft(world, small):
    with world.br.staff():
        person = world.br.people["administrator"]
        return begin(small, version="2025", actor=person, roles={"administrator"})


def page(draft, path=""):
    return f"{HOME}drafts/{draft.pk}/{path}"


def shown(client, path, status=200):
    response = client.get(path, {"lang": "en"})
    assert response.status_code == status
    return response.content.decode()


def typed(client, path):
    """What the page's form would send as it stands."""
    form = client.get(path).context["form"]
    seen = client.get(path).context.get("seen", "")
    return {key: form.data.getlist(key) for key in form.data} | {"seen": [seen]}


def save(client, path, status=302, **asked):
    sent = typed(client, path) | {key.replace("__", "."): value for key, value in asked.items()}
    response = client.post(path, sent)
    assert response.status_code == status
    return response


def read(world, draft):
    with world.br.staff():
        return judged(Draft.objects.select_related("programme").get(pk=draft.pk))


def codes(world, draft):
    return [one.code for one in read(world, draft).form.indicators]


def test_a_version_begins_as_a_copy(world, admin, small):
    response = admin.post(f"{HOME}{small.pk}/", {"version": "2025"})
    with world.br.staff():
        made = Draft.objects.get()
        assert response["Location"].endswith(f"/drafts/{made.pk}/")
        assert (made.based_on_id, made.version, made.state) == (small.pk, "2025", "open")
        assert AuditEntry.objects.filter(act="draft.begin").count() == 1
    assert codes(world, made) == ["D1.1", "D1.2", "D1.3", "T1.1"]
    assert read(world, made).faults == []
    assert "Nothing differs." in shown(admin, page(made))


def test_a_version_is_named_once(admin, small):
    response = admin.post(f"{HOME}{small.pk}/?lang=en", {"version": "2024"})
    assert response.status_code == 422
    assert "There is a version 2024 already" in response.content.decode()


def test_a_version_is_written_by_one_draft(world, admin, small, draft):
    """Whoever gives its name to another learns whose it is; set aside, it gives the name free."""
    begun = admin.post(f"{HOME}{small.pk}/?lang=en", {"version": "2025"})
    assert begun.status_code == 422
    assert "Administrator br is writing a version 2025 since" in begun.content.decode()
    written = admin.get(page(draft, "yaml/")).content
    file = SimpleUploadedFile("mine.yaml", written)
    sent = admin.post(f"{HOME}import/?lang=en", {"file": file})
    assert sent.status_code == 422
    assert "is writing a version 2025" in sent.content.decode()
    save(admin, page(draft, "head/"))  # its own name stays its own
    admin.post(page(draft, "turn/"), {"act": "retire"})
    assert admin.post(f"{HOME}{small.pk}/", {"version": "2025"}).status_code == 302
    again = admin.post(page(draft, "turn/"), {"act": "reopen"}, follow=True)
    assert [one.level_tag for one in again.context["messages"]][-1] == "error"
    with world.br.staff():
        assert set(Draft.objects.values_list("state", flat=True)) == {"open", "retired"}
        other = Draft.objects.get(state="open")
    save(admin, page(other, "head/"), version="2026")
    save(admin, page(other, "head/"), version="2025")


def test_a_draft_says_who_began_it(world, admin, draft):
    with world.br.staff():
        Draft.objects.update(changed_by=world.br.people["coordinator"])
    for path in (HOME, page(draft)):
        said = shown(admin, path)
        assert "Administrator br" in said
        assert "Coordinator br" in said


def test_saving_what_stands_there_changes_nothing(world, admin, draft):
    """Every form gives back the tree it was filled from."""
    with world.br.staff():
        before = Draft.objects.get().tree
    for path in ("head/", "parts/D1/", "parts/D1.1/", "parts/D1.2/", "parts/D1.3/", "parts/T1.1/"):
        save(admin, page(draft, path))
    with world.br.staff():
        assert Draft.objects.get().tree == before


def test_what_is_typed_stands_in_the_draft(world, admin, draft):
    save(
        admin, page(draft, "parts/D1.1/"),
        weight="7", text__en="Is there a council?",
        options__2__code="planned", options__2__score="40",
        **{"options.2.text.pt-br": "Previsto"},
    )  # fmt: skip
    asked = read(world, draft).form.by_code["D1.1"]
    assert (asked.weight, asked.text.read("en")) == (7, "Is there a council?")
    assert [(one.code, one.score) for one in asked.options][-1] == ("planned", 40)
    for path in ("", "publish/"):
        report = shown(admin, page(draft, path))
        assert "Questions changed" in report
        assert "Previsto · 40" in report, "what freezes is listed, score and all"
    with world.br.staff():
        assert Indicator.objects.get(code="D1.1").weight == 3, "the published one stays"


def test_what_is_wrong_is_kept_and_said_beside_its_field(world, admin, draft):
    save(admin, page(draft, "parts/D1.1/"), weight="much", options__0__score="", minutes="")
    form = admin.get(page(draft, "parts/D1.1/"), {"lang": "en"}).context["form"]
    assert form.errors["weight"] == ["“Weight, 1 to 100” must be a whole number from 1 to 100"]
    assert form.errors["options.0.score"] == ["“Score, 0 to 100” is missing"]
    assert form["weight"].value() == "much"
    overview = shown(admin, page(draft))
    assert "3 things to put right" in overview
    refused = shown(admin, page(draft, "publish/"))
    assert "I have looked at the preview" not in refused
    answer = admin.post(page(draft, "publish/"), {"sure": "on"})
    assert answer.status_code == 422
    with world.br.staff():
        assert Questionnaire.objects.count() == 1


def test_a_text_that_is_missing_is_called_as_its_own_field(admin, draft):
    save(admin, page(draft, "parts/D1.1/"), **{"text.pt-br": "", "text.en": ""})
    save(admin, page(draft, "parts/D1.1/"), **{"options.0.text.pt-br": "", "options.0.text.en": ""})
    overview = shown(admin, page(draft))
    assert "D1.1 “Question” is missing" in overview
    assert "D1.1 “Answer” is missing" in overview


def test_the_faults_of_numbers_and_conditions_are_the_loaders_own(world, admin, draft):
    save(admin, page(draft, "parts/D1.3/"), bands__0__from="9", minimum="400")
    save(admin, page(draft, "parts/D1.2/"), **{"when.in": []})
    with override("en"):
        said = [str(one) for one in read(world, draft).faults]
    written = admin.get(page(draft, "yaml/")).content
    with pytest.raises(ContentError) as caught:
        schema.read_content("x.yaml", written)
    assert sorted(one.split(": ", 1)[1] for one in caught.value.faults) == sorted(said)
    assert any("bands must rise" in one for one in said)
    assert any("must name at least one answer" in one for one in said)


def test_a_condition_is_chosen_in_two_steps(world, admin, draft):
    save(admin, page(draft, "parts/D1.3/"), **{"when.indicator": "D1.1"})
    assert "It meets" in shown(admin, page(draft, "parts/D1.3/"))
    save(admin, page(draft, "parts/D1.3/"), **{"when.in": ["meets"]})
    asked = read(world, draft).form.by_code["D1.3"]
    assert (asked.condition.indicator, asked.condition.codes) == ("D1.1", {"meets"})
    save(admin, page(draft, "parts/D1.3/"), **{"when.indicator": "D1.2"})
    assert not read(world, draft).form.by_code["D1.3"].condition.codes, "of another question"


def test_two_administrators_at_one_question(world, admin, client, draft):
    path = page(draft, "parts/D1.2/")
    mine = typed(admin, path) | {"text.pt-br": ["Meu texto?"], "weight": ["9"]}
    save(admin, path, **{"text.pt-br": "Texto da colega?"})
    refused = admin.post(f"{path}?lang=en", mine)
    assert refused.status_code == 409
    said = refused.content.decode()
    assert "Meu texto?" in said
    assert "Texto da colega?" in said
    assert read(world, draft).form.by_code["D1.2"].text.read("pt-br") == "Texto da colega?"
    again = mine | {"seen": [refused.context["seen"]]}
    assert admin.post(path, again).status_code == 302
    asked = read(world, draft).form.by_code["D1.2"]
    assert (asked.text.read("pt-br"), asked.weight) == ("Meu texto?", 9)


def test_one_at_the_question_and_one_at_its_dimension_do_not_disturb_each_other(admin, draft):
    question = typed(admin, page(draft, "parts/D1.2/"))
    save(admin, page(draft, "parts/D1/"), **{"about.en": "Other words."})
    assert admin.post(page(draft, "parts/D1.2/"), question).status_code == 302


def test_a_new_question_gets_a_code_no_version_has_used(world, admin, draft):
    add = page(draft, "add/D1/")
    assert typed(admin, add)["code"] == ["D1.4"]
    admin.post(page(draft, "parts/D1.3/remove/"))
    assert typed(admin, add)["code"] == ["D1.4"], "a removed question keeps its code for itself"
    save(admin, add, kind="text", theme="rights", **{"text.pt-br": "Conte."})
    assert codes(world, draft) == ["D1.1", "D1.2", "D1.4", "T1.1"]
    save(admin, add, 422, code="D1.2")
    save(admin, add, 422, code="X")
    overview = shown(admin, page(draft))
    assert "New questions" in overview
    assert "Questions no longer asked" in overview


def test_codes_begin_as_those_of_the_country(world, admin, draft):
    """Argentina letters its dimensions otherwise than Brazil: nothing names a D there."""
    with world.br.staff():
        kept = Draft.objects.get()
        kept.tree["dimensions"] = [
            one | {"code": code, "indicators": [one["indicators"][0] | {"code": f"{code}.1"}]}
            for one, code in zip(kept.tree["dimensions"], ("E1", "E2"), strict=True)
        ]
        kept.save()
    add = page(draft, "add/")
    assert typed(admin, add)["code"] == ["E3"]
    assert "E3" in hinted(save(admin, add, 422, code="E3.1"))
    assert "E2.2" in hinted(save(admin, page(draft, "add/E2/"), 422, code="E3"))
    assert "E2.2" in hinted(save(admin, page(draft, "parts/E2.1/"), 422, code="2"))


def hinted(response):
    """What stands below and beside the code of a page's form; no country's letter but its own."""
    form = response.context["form"]
    said = f"{form.fields['code'].help_text} {form.errors['code']}"
    assert not re.search(r"\bD[0-9]", said)
    return said


def test_a_dimension_is_added_moved_and_removed(world, admin, draft):
    save(admin, page(draft, "add/"), code="D2", name__en="Health", **{"name.pt-br": "Saúde"})
    admin.post(page(draft, "parts/D2/move/"), {"to": "up"})
    assert [one.code for one in read(world, draft).form.dimensions] == ["D1", "D2", "T1"]
    assert "Remove D2" in shown(admin, page(draft, "parts/D2/remove/"))
    admin.post(page(draft, "parts/D2/remove/"))
    assert [one.code for one in read(world, draft).form.dimensions] == ["D1", "T1"]


def test_a_question_taken_out_is_published_once_it_is_said_that_it_ends(world, admin, draft):
    admin.post(page(draft, "parts/D1.3/remove/"), {})
    (fault,) = read(world, draft).faults
    with override("en"):
        assert "D1.3 of version 2024 has no successor" in str(fault)
    assert "has no successor" in shown(admin, page(draft, "head/"))
    offered = admin.get(page(draft, "head/")).context["form"].fields["dropped"].choices
    assert [code for code, _label in offered] == ["D1.3"]
    save(admin, page(draft, "head/"), dropped=["D1.3"])
    assert read(world, draft).faults == []
    assert read(world, draft).form.dropped == ("D1.3",)


def test_another_meaning_wants_another_code(admin, draft):
    path = page(draft, "parts/D1.2/")
    assert "In 2024 this code asks: “Are minutes published?”" in shown(admin, path)
    save(admin, path, **{"text.pt-br": "Há orçamento?"})
    assert "Do these still ask the same?" in shown(admin, page(draft))
    save(admin, path, code="D1.9")
    overview = shown(admin, page(draft))
    assert "Do these still ask the same?" not in overview
    assert "D1.9" in overview


def test_what_is_not_translated_leads_to_its_field(admin, draft):
    overview = shown(admin, page(draft))
    number, total = re.search(r"([0-9]+) of ([0-9]+) texts missing", overview).groups()
    report = shown(admin, page(draft, "missing/en/"))
    assert f"{number} of {total} texts are missing in English" in report
    assert report.count("#id_") == int(number)
    assert "Conta o que se reúne." in report, "the words to translate stand beside"
    assert f"{page(draft, 'parts/D1.1/')}#id_guidance.en" in report
    assert 'id="id_guidance.en"' in admin.get(page(draft, "parts/D1.1/")).content.decode()
    save(admin, page(draft, "parts/D1.1/"), **{"guidance.en": "Only one that meets."})
    left = shown(admin, page(draft, "missing/en/"))
    assert "#id_guidance.en" not in left
    assert f"{int(number) - 1} of {total} text" in left


def test_an_import_is_refused_with_every_fault_and_its_line(world, admin):
    text = (FILES / "small.yaml").read_text().replace("weight: 3", "weight: 300")
    file = SimpleUploadedFile("mine.yaml", text.replace("minutes: 5", "minuts: 5").encode())
    response = admin.post(f"{HOME}import/?lang=en", {"file": file})
    assert response.status_code == 422
    faults = response.context["faults"]
    assert faults[0] == "mine.yaml, line 28: D1.1: weight must be a whole number from 1 to 100"
    assert len(faults) == 3
    with world.br.staff():
        assert not Draft.objects.exists()


def test_in_portuguese_the_faults_are_portuguese(admin):
    file = SimpleUploadedFile("mine.yaml", b"code: x")
    faults = admin.post(f"{HOME}import/?lang=pt-br", {"file": file}).context["faults"]
    assert "mine.yaml, linha 1: falta version" in faults


def test_export_and_import_give_the_same_bytes(world, admin, small, draft):
    exported = admin.get(f"{HOME}{small.pk}/yaml/").content
    assert schema.read_content("x", exported) == schema.read(FILES / "small.yaml")
    other = exported.replace(b"'2024'", b"'2030'")
    admin.post(f"{HOME}import/", {"file": SimpleUploadedFile("x.yaml", other)})
    with world.br.staff():
        imported = Draft.objects.get(version="2030")
        assert imported.based_on_id == small.pk
    assert admin.get(page(imported, "yaml/")).content == other


def test_publishing_freezes(world, admin, draft):
    save(admin, page(draft, "parts/D1.1/"), weight="5")
    assert "What freezes for ever" in shown(admin, page(draft, "publish/"))
    assert admin.post(page(draft, "publish/"), {"sure": ""}).status_code == 422
    answer = admin.post(page(draft, "publish/"), {"sure": "on"})
    with world.br.staff():
        made = Questionnaire.objects.get(version="2025")
        assert answer["Location"].endswith(f"/questionnaires/{made.pk}/")
        assert made.published
        assert not made.indicators.filter(published=False).exists()
        assert made.indicators.get(code="D1.1").weight == 5
        acts = AuditEntry.objects.filter(act="questionnaire.publish")
        assert acts.get().actor == world.br.people["administrator"]
        with pytest.raises(DatabaseError), transaction.atomic():
            made.indicators.filter(code="D1.1").update(weight=1)
        with pytest.raises(DatabaseError), transaction.atomic():
            Draft.objects.filter(pk=draft.pk).update(version="2029")
        assert export(queries.form_of(made)).startswith("code: small\nversion: '2025'")
    save(admin, page(draft, "parts/D1/"), 422)
    assert "can be read and not changed" in shown(admin, page(draft, "parts/D1/"))


def test_a_draft_is_set_aside_and_taken_up_again(world, admin, draft):
    admin.post(page(draft, "turn/"), {"act": "retire"})
    save(admin, page(draft, "parts/D1/"), 422)
    admin.post(page(draft, "turn/"), {"act": "reopen"})
    save(admin, page(draft, "parts/D1/"))
    with world.br.staff():
        acts = AuditEntry.objects.filter(act__startswith="draft.").values_list("act", flat=True)
        assert set(acts) == {"draft.begin", "draft.retire", "draft.reopen"}


def in_english(questionnaire):
    return queries.form_of(questionnaire).by_code["D1.2"].text.read("en")


class TestCorrecting:
    """A published translation is put right; the rest is frozen."""

    def correct(self, admin, small, **asked):
        return admin.post(f"{HOME}{small.pk}/translations/en/D1.2/?lang=en", asked)

    def test_with_a_reason_that_is_kept(self, world, admin, small):
        answer = self.correct(admin, small, text="Are the minutes public?", reason="Clearer.")
        assert answer.status_code == 302
        with world.br.staff():
            kept = Questionnaire.objects.get()
            assert in_english(kept) == "Are the minutes public?"
            assert kept.checksum == small.checksum
            made = Correction.objects.get()
            assert (made.before, made.reason) == ("Are minutes published?", "Clearer.")
            entry = AuditEntry.objects.get(act="correct_translations")
            assert entry.fields["texts"] == ["text"]

    def test_it_stays_when_the_folder_is_loaded_again(self, world, admin, small):
        self.correct(admin, small, text="Are the minutes public?", reason="Clearer.")
        with world.br.staff():
            assert load(world.br.programme, FILES / "small.yaml").outcome == "unchanged"
            kept = Questionnaire.objects.get()
            assert in_english(kept) == "Are the minutes public?"

    @pytest.mark.parametrize(
        ("asked", "sentence"),
        [
            ({"text": "Other?"}, "This field is required"),
            ({"text": "Are minutes published?", "reason": "x"}, "Nothing was changed."),
        ],
    )
    def test_not_without_reason_or_change(self, world, admin, small, asked, sentence):
        answer = self.correct(admin, small, **asked)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()

    def test_never_the_source(self, world, admin, small):
        for part in ("head", "D1"):
            shown(admin, f"{HOME}{small.pk}/translations/pt-br/{part}/", 404)
        asked = {"text": "Outra?", "reason": "x"}
        answer = admin.post(f"{HOME}{small.pk}/translations/pt-br/D1.2/?lang=en", asked)
        assert answer.status_code == 422
        with world.br.staff():
            assert not Correction.objects.exists()


def test_the_preview_shows_the_form_of_a_lead_and_saves_nothing(world, admin, draft):
    said = shown(admin, page(draft, "preview/"))
    assert 'type="radio" name="answer-D1.1"' in said
    assert "Nothing that is typed here is saved" in said
    assert 'method="post"' not in said.split("<main")[1].split("</main>")[0]
    town = admin.get(page(draft, "preview/"), {"level": "municipality"}).content.decode()
    assert 'id="D1.2"' in said
    assert 'id="D1.2"' not in town
    assert admin.post(page(draft, "preview/")).status_code == 405


@pytest.mark.parametrize("path", ["", "parts/D1/", "parts/D1.1/", "preview/", "publish/"])
def test_a_page_asks_as_much_of_a_long_version(world, admin, draft, path):
    def cost():
        admin.get(page(draft, path))
        with CaptureQueriesContext(connection) as captured:
            admin.get(page(draft, path))
        return len(captured)

    few = cost()
    with world.br.staff():
        kept = Draft.objects.get()
        asked = kept.tree["dimensions"][0]["indicators"]
        asked += [asked[0] | {"code": f"D1.{number}"} for number in range(9, 60)]
        kept.save()
    assert cost() == few


def test_the_list_asks_as_much_for_many_drafts(world, admin, draft):
    def cost():
        admin.get(HOME)
        with CaptureQueriesContext(connection) as captured:
            shown = admin.get(HOME).content.decode()
        return len(captured), shown

    few, _shown = cost()
    with world.br.staff():
        person = world.br.people["analyst"]
        more = {"tree": {}, "begun_by": person, "changed_by": person, "based_on": draft.based_on}
        Draft.objects.bulk_create(
            Draft(programme=world.br.programme, code="small", version=f"v{n}", **more)
            for n in range(80)
        )
    many, shown = cost()
    assert many == few
    assert "page=2" in shown


def test_nobody_of_the_other_programme_sees_it(world, client, draft):
    client.force_login(world.ar.people["administrator"])
    assert client.get(f"/ar/admin/questionnaires/drafts/{draft.pk}/").status_code == 404
    assert "2025" not in client.get("/ar/admin/questionnaires/").content.decode()


def test_a_figure_is_chosen_for_a_number_and_kept(world, admin, draft):
    save(admin, page(draft, "parts/D1.3/"), figure="population")
    assert read(world, draft).form.by_code["D1.3"].figure == "population"
    assert "Population" in shown(admin, page(draft, "parts/D1.3/"))
    save(admin, page(draft, "parts/D1.3/"), figure="")
    assert read(world, draft).form.by_code["D1.3"].figure == ""


def test_a_figure_for_what_is_no_number_stands_with_its_sentence(world, admin, draft):
    save(admin, page(draft, "parts/D1.1/"), figure="population")
    with override("en"):
        told = [str(one) for one in read(world, draft).faults]
    assert told == ["D1.1: only a number can have a figure at hand: remove it"]
    page_of_it = shown(admin, page(draft, "parts/D1.1/"))
    assert "only a number can have a figure at hand" in page_of_it
