"""A version that is still running survives the migrations of the next one."""

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from migracidades.tenancy.management.commands import migrate
from tests.upgrades import GROWING, dangers, ours

LOADER = MigrationLoader(None)
ADDED = [key for key in sorted(LOADER.disk_migrations) if ours(key[0]) and key[1][:4] != "0001"]


@pytest.mark.parametrize("key", ADDED, ids=".".join)
def test_the_version_before_survives(key):
    migration = LOADER.disk_migrations[key]
    before = LOADER.project_state(key, at_end=False)
    assert dangers(migration, before) == []
    assert len(getattr(migration, "survives", "a sentence of some length")) > 20


def test_the_tables_that_grow_are_there():
    state = LOADER.project_state()
    assert {tuple(name.split(".")) for name in GROWING} <= set(state.models)


# ------------------------------------------------------------------ the reader itself
NAME = models.CharField(max_length=20, null=True)


@pytest.fixture
def before() -> ProjectState:
    """Two tables of the version before: one that grows with use, and one that stays small."""
    state = ProjectState()
    for name in ("answer", "window"):
        fields = [("id", models.BigAutoField(primary_key=True)), ("name", NAME)]
        state.add_model(ModelState("certification", name, fields))
    return state


def read(before: ProjectState, *operations: object, **more: object) -> list[str]:
    migration = migrations.Migration("0002_x", "certification")
    migration.operations = list(operations)
    vars(migration).update(more)
    return dangers(migration, before)


INDEX = models.Index(fields=["name"], name="by_name")
UNIQUE = models.UniqueConstraint(fields=["name"], name="once")
TO_WINDOW = models.ForeignKey("certification.window", models.PROTECT, null=True)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("window", "name"),
        migrations.RenameField("window", "name", "title"),
        migrations.DeleteModel("window"),
        migrations.RenameModel("window", "period"),
        migrations.AlterModelTable("window", "period"),
        migrations.AddField("window", "note", models.TextField(default="")),
        migrations.AddField("answer", "note", models.TextField(null=True, unique=True)),
        migrations.AddField("answer", "window", TO_WINDOW),
        migrations.AlterField("window", "name", models.CharField(max_length=20)),
        migrations.AlterField("window", "name", models.CharField(max_length=10, null=True)),
        migrations.AlterField("window", "name", models.IntegerField(null=True)),
        migrations.AlterField(
            "window", "name", models.CharField(max_length=20, null=True, db_column="title")
        ),
        migrations.AlterField(
            "window", "name", models.CharField(max_length=20, null=True, unique=True)
        ),
        migrations.AddIndex("answer", INDEX),
        migrations.AddConstraint("window", UNIQUE),
        migrations.RunPython(migrations.RunPython.noop),
        migrations.RunSQL("DROP TABLE window"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RemoveField("window", "name")]
        ),
    ],
    ids=lambda one: one.describe(),
)
def test_what_it_would_not_survive_is_refused(before, operation):
    assert len(read(before.clone(), operation)) == 1


@pytest.mark.parametrize(
    "operation",
    [
        migrations.CreateModel("note", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("window", "note", models.TextField(null=True)),
        migrations.AddField("answer", "note", models.TextField(db_default="")),
        migrations.AddField("window", "window", TO_WINDOW),
        migrations.AlterField("window", "name", models.CharField(max_length=30, null=True)),
        migrations.AlterField("window", "name", models.TextField(null=True)),
        migrations.AlterField(
            "window", "name", models.CharField(max_length=20, null=True, choices=[("a", "A")])
        ),
        migrations.AddIndex("window", INDEX),
        AddIndexConcurrently("answer", INDEX),
        migrations.AlterModelOptions("window", {"ordering": ["name"]}),
    ],
    ids=lambda one: one.describe(),
)
def test_what_it_survives_is_let_through(before, operation):
    assert read(before.clone(), operation) == []


def test_a_table_made_in_the_same_migration_is_nobodys_yet(before):
    made = migrations.CreateModel("note", [("id", models.BigAutoField(primary_key=True))])
    strict = migrations.AddField("note", "text", models.TextField(default=""))
    assert read(before, made, strict, migrations.AddConstraint("note", UNIQUE)) == []


def test_a_migration_may_say_why_it_is_harmless(before):
    gone = migrations.RemoveField("window", "name")
    assert read(before, gone, survives="Since 0.2.0 nothing reads it.") == []


# ------------------------------------------------------------------ while somebody works
@pytest.mark.django_db(transaction=True)
def test_a_migration_gives_up_before_it_keeps_everybody_waiting(monkeypatch):
    """It waits for a lock for seconds only: who comes after it in the queue waits as long."""
    asked = []
    monkeypatch.setattr(
        migrate.Migrate, "handle", lambda *_args, **_options: asked.append(lock_timeout())
    )
    call_command("migrate", verbosity=0)
    assert asked == [migrate.LOCK_TIMEOUT]
    assert lock_timeout() == "0", "the application waits as it did"


def lock_timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return cursor.fetchone()[0]
