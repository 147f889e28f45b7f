"""Loading: what the rows hold, what is frozen, which corrections are taken over."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from dimensions import queries, schema
from dimensions.faults import ContentError
from dimensions.loading import load, load_all
from dimensions.models import Dimension, Indicator, Questionnaire
from migracidades.ledger.models import AuditEntry
from migracidades.tenancy.scope import Side, enter

FILES = Path(__file__).parent / "files"


@pytest.fixture
def staff(world):
    with world.br.staff():
        yield world.br


@pytest.fixture
def edited(tmp_path):
    """Return a copy of small.yaml with some texts replaced."""

    def edit(*changes: tuple[str, str]) -> Path:
        text = (FILES / "small.yaml").read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "small.yaml"
        path.write_text(text)
        return path

    return edit


@pytest.mark.parametrize("name", ["small.yaml", "survey.yaml"])
def test_what_was_read_is_what_is_kept(staff, name):
    made = load(staff.programme, FILES / name)
    assert made.outcome == "created"
    kept = Questionnaire.objects.get()
    assert queries.form_of(kept) == schema.read(FILES / name)
    assert kept.published
    assert Indicator.objects.filter(published=False).count() == 0


def test_texts_fall_back_to_the_language_of_the_programme_and_then_of_the_source(staff):
    form = queries.form_of(load(staff.programme, FILES / "small.yaml").questionnaire)
    guidance = form.by_code["D1.1"].guidance
    assert guidance.read("en") == "Conta o que se reúne."
    assert guidance.chosen("en") == "pt-br"


def test_loading_twice_changes_nothing(staff):
    first = load(staff.programme, FILES / "small.yaml").questionnaire
    again = load(staff.programme, FILES / "small.yaml")
    assert again.outcome == "unchanged"
    assert again.questionnaire.pk == first.pk
    assert (Dimension.objects.count(), Indicator.objects.count()) == (2, 4)


def test_both_programmes_may_hold_the_same_questionnaire(world):
    for country in (world.br, world.ar):
        with country.staff():
            load(country.programme, FILES / "small.yaml")
            assert Questionnaire.objects.count() == 1


def test_a_draft_is_replaced(staff, edited):
    draft = load(staff.programme, FILES / "small.yaml", publish=False).questionnaire
    changed = load(staff.programme, edited(("weight: 3", "weight: 5")))
    assert changed.outcome == "replaced"
    assert changed.questionnaire.pk == draft.pk
    assert Indicator.objects.get(code="D1.1").weight == 5
    assert Indicator.objects.get(code="D1.1").published


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("weight: 3", "weight: 2", "D1.1 (weight)"),
        ("Publica atas?", "As atas são publicadas?", "D1.2 (source)"),
        ("score: 0, text", "score: 10, text", "D1.1 (options)"),
        ("maximum: 365", "maximum: 366", "D1.3 (maximum)"),
        ("Estrutura", "Governo", "D1 (source)"),
        ("code: T1.1", "code: T1.2", "T1.2 (added)"),
        ("code: T1.1", "code: T1.2", "T1.1 (removed)"),
        ("Pequeno", "Breve", "the head (source)"),
    ],
)
def test_a_published_questionnaire_refuses_what_is_frozen(staff, edited, old, new, named):
    load(staff.programme, FILES / "small.yaml")
    with pytest.raises(ContentError) as caught:
        load(staff.programme, edited((old, new)))
    assert named in str(caught.value)
    assert "give the file a new version" in str(caught.value)


def test_a_new_version_stands_beside_the_old_one(staff, edited):
    load(staff.programme, FILES / "small.yaml")
    path = edited(('"2024"', '"2025"'), ("weight: 3", "weight: 2"))
    load(staff.programme, path)
    assert [one.version for one in queries.published()] == ["2025", "2024"]
    assert queries.current_framework().version == "2025"


def test_a_corrected_translation_is_taken_over_and_recorded(staff, edited):
    first = load(staff.programme, FILES / "small.yaml").questionnaire
    checksum = first.checksum
    assert queries.form_of(first).by_code["D1.2"].text.read("en") == "Are minutes published?"

    path = edited(("Are minutes published?", "Are the minutes public?"), ('"Crisis"', '"Crises"'))
    corrected = load(staff.programme, path)

    assert (corrected.outcome, corrected.corrected) == ("corrected", ("T1", "D1.2"))
    kept = Questionnaire.objects.get()
    assert queries.form_of(kept).by_code["D1.2"].text.read("en") == "Are the minutes public?"
    assert kept.checksum == checksum
    entry = AuditEntry.objects.get(act="correct_translations")
    assert (entry.object_id, entry.fields) == (str(kept.pk), {"translations": ["T1", "D1.2"]})
    assert load(staff.programme, path).outcome == "unchanged"


def test_faults_of_the_file_leave_nothing_behind(staff, edited):
    with pytest.raises(ContentError, match="weight must be a whole"):
        load(staff.programme, edited(("weight: 3", "weight: 0")))
    assert not Questionnaire.objects.exists()


def test_levels_are_those_of_the_programme(staff, edited):
    with pytest.raises(ContentError, match="must be one of municipality, state"):
        load(staff.programme, edited(("[state]", "[province]")))


FROZEN = [
    ("dimensions_questionnaire", "checksum = 'x'"),
    ("dimensions_questionnaire", "published = false"),
    ("dimensions_dimension", "code = 'D9'"),
    ("dimensions_indicator", "weight = 9"),
    ("dimensions_indicator", "source = '{}'"),
]


@pytest.mark.parametrize(("table", "change"), FROZEN)
def test_the_database_refuses_to_change_what_is_published(staff, table, change):
    load(staff.programme, FILES / "small.yaml")
    with pytest.raises(IntegrityError, match="is kept as it is"), transaction.atomic():
        connection.cursor().execute(f"UPDATE {table} SET {change}")


@pytest.mark.parametrize("model", [Questionnaire, Dimension, Indicator])
def test_the_database_refuses_to_delete_what_is_published(staff, model):
    load(staff.programme, FILES / "small.yaml")
    with pytest.raises(IntegrityError, match="is kept as it is"), transaction.atomic():
        connection.cursor().execute(f"DELETE FROM {model._meta.db_table}")


def test_the_database_refuses_to_add_to_what_is_published(staff):
    """Not by a row of its own, nor by moving one of a draft there."""
    kept = load(staff.programme, FILES / "small.yaml").questionnaire
    draft = load(staff.programme, FILES / "survey.yaml", publish=False).questionnaire
    for model, code in ((Dimension, "D9"), (Indicator, "D9.9")):
        for held in (kept, draft):
            row = model.objects.filter(questionnaire=held).first()
            row.pk, row.code, row.published, row.questionnaire = None, code, False, kept
            with pytest.raises(IntegrityError, match="Nothing is added"), transaction.atomic():
                row.save(force_insert=True)
        with pytest.raises(IntegrityError, match="Nothing is added"), transaction.atomic():
            model.objects.filter(questionnaire=draft).update(questionnaire=kept)
    question = Indicator.objects.filter(questionnaire=draft).first()
    question.dimension = kept.dimensions.first()
    with pytest.raises(IntegrityError, match="Nothing is added"), transaction.atomic():
        question.save()


def test_the_database_lets_a_translation_be_corrected(staff):
    load(staff.programme, FILES / "small.yaml")
    assert Indicator.objects.filter(code="D1.2").update(translations={}) == 1


@pytest.mark.parametrize("side", [Side.PUBLIC, Side.GOVERNMENT])
def test_drafts_are_for_the_staff(world, side):
    with world.br.staff():
        load(world.br.programme, FILES / "small.yaml", publish=False)
        load(world.br.programme, FILES / "survey.yaml")
    government = world.br.here if side is Side.GOVERNMENT else None
    with enter(world.br.programme, side=side, government=government):
        assert [one.code for one in Questionnaire.objects.all()] == ["follow-up"]
        assert {one.code[0] for one in Indicator.objects.all()} == {"S"}


class TestFormOf:
    def test_three_queries_the_first_time_then_none(self, staff, django_assert_num_queries):
        load(staff.programme, FILES / "small.yaml")
        queries._forms.clear()
        kept = Questionnaire.objects.select_related("programme").get()
        with django_assert_num_queries(2):
            queries.form_of(kept)
        with django_assert_num_queries(0):
            whole = queries.form_of(kept)
            part = queries.form_of(kept, optional=[], level="municipality")
        assert len(whole.indicators) == 4
        assert [one.code for one in part.indicators] == ["D1.1", "D1.3"]
        assert queries.form_of(kept, optional=(), level="municipality") is part

    def test_a_draft_is_read_each_time(self, staff):
        draft = load(staff.programme, FILES / "small.yaml", publish=False).questionnaire
        Indicator.objects.filter(code="D1.3").update(maximum=Decimal(12))
        assert queries.form_of(draft).by_code["D1.3"].maximum == 12

    def test_indicators_know_their_rows(self, staff):
        form = queries.form_of(load(staff.programme, FILES / "small.yaml").questionnaire)
        row = Indicator.objects.get(code="D1.2")
        assert form.by_code["D1.2"].id == row.pk
        assert form.dimension("D1").id == row.dimension_id


class TestAFolder:
    def test_frameworks_and_surveys(self, staff, tmp_path):
        for name, file in (("frameworks", "small.yaml"), ("surveys", "survey.yaml")):
            (tmp_path / name).mkdir()
            (tmp_path / name / file).write_bytes((FILES / file).read_bytes())
        assert [one.questionnaire.kind for one in load_all(staff.programme, tmp_path)] == [
            "framework",
            "survey",
        ]

    def test_the_faults_of_all_files_come_at_once_and_nothing_is_loaded(self, staff, tmp_path):
        folder = tmp_path / "frameworks"
        folder.mkdir()
        (folder / "a.yaml").write_bytes((FILES / "small.yaml").read_bytes())
        (folder / "b.yaml").write_text("code: [")
        (folder / "c.yaml").write_text("- x")
        with pytest.raises(ContentError) as caught:
            load_all(staff.programme, tmp_path)
        assert [one[:6] for one in caught.value.faults] == ["b.yaml", "c.yaml"]
        assert not Questionnaire.objects.exists()


def test_the_content_of_this_site_loads_and_loads_again(db, capsys):
    call_command("load_content")
    assert "migracidades-br 2024 created" in capsys.readouterr().out
    call_command("load_content")
    assert "migracidades-br 2021 unchanged" in capsys.readouterr().out


class TestFigures:
    """Which figure is offered for a number is no part of what is asked."""

    NUMBER = ("        kind: number\n", "        kind: number\n        figure: population\n")

    def test_it_can_be_named_later_and_moves_no_checksum(self, staff, edited):
        first = load(staff.programme, FILES / "small.yaml").questionnaire
        again = load(staff.programme, edited(self.NUMBER))
        assert (again.outcome, again.corrected) == ("corrected", ("D1.3",))
        assert again.questionnaire.checksum == first.checksum
        assert queries.form_of(again.questionnaire).by_code["D1.3"].figure == "population"
        assert load(staff.programme, edited(self.NUMBER)).outcome == "unchanged"

    def test_it_must_be_one_of_the_programme(self, staff, edited):
        unknown = (self.NUMBER[0], self.NUMBER[1].replace("population", "area"))
        with pytest.raises(ContentError) as caught:
            load(staff.programme, edited(unknown))
        assert "is not one of the programme's figures: population, registered_migrants" in str(
            caught.value
        )
