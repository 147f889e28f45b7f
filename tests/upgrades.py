"""Reads migrations for what the version that is still running would not survive.

While a new version is laid over an old one, both work on the new tables. A reader of our own: the
operations are few, and django-migration-linter reads SQL, which says less about the old code.
"""

from collections.abc import Iterator

from django.apps import apps
from django.contrib.postgres import operations as postgres
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

# Tables that grow with use, on which an index is made beside the work (AddIndexConcurrently).
GROWING = {
    *("ledger.outboxentry", "ledger.auditentry", "ledger.mailmessage", "files.storedfile"),
    *("certification.answer", "certification.answerrevision", "certification.evidence"),
    *("certification.verdict", "certification.seal", "certification.participation"),
    *("certification.diagnosis", "tenancy.government", "tenancy.membership"),
    *("training.completion", "accounts.user"),
}
HARMLESS = (
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
    migrations.RemoveIndex,
    migrations.RenameIndex,
    postgres.AddIndexConcurrently,
    postgres.RemoveIndexConcurrently,
    postgres.ValidateConstraint,
    postgres.CreateExtension,
)


def dangers(migration: migrations.Migration, before: ProjectState) -> list[str]:
    """What in ``migration`` the version before would not survive, a sentence each.

    ``before`` is the state it starts from. A migration may say in ``survives`` why it is harmless
    all the same: since which version nothing reads a column, or what its code touches.
    """
    if getattr(migration, "survives", ""):
        return []
    state, made, found = before.clone(), set(), []
    for one in migration.operations:
        if isinstance(one, migrations.CreateModel):
            made.add(one.name_lower)
        elif getattr(one, "model_name_lower", "") not in made:
            found += _dangers(one, migration.app_label, state)
        one.state_forwards(migration.app_label, state)
    return found


def _dangers(one: object, app: str, state: ProjectState) -> Iterator[str]:
    name = f"{type(one).__name__} {getattr(one, 'model_name', '')}.{getattr(one, 'name', '')}"
    if isinstance(one, HARMLESS):
        return
    if isinstance(one, migrations.SeparateDatabaseAndState):
        for inner in one.database_operations:
            yield from _dangers(inner, app, state)
    elif isinstance(one, migrations.AddField):
        yield from (f"{name}: {why}" for why in _of_new(one.field, f"{app}.{one.model_name_lower}"))
    elif isinstance(one, migrations.AlterField):
        old = state.models[app, one.model_name_lower].fields[one.name]
        yield from (f"{name}: {why}" for why in _of_changed(old, one.field))
    elif isinstance(one, migrations.AddIndex):
        if f"{app}.{one.model_name_lower}" in GROWING:
            yield f"{name}: nobody can write meanwhile; use AddIndexConcurrently."
    else:
        yield f"{name}: the version before still counts on what it changes, or nobody can tell."


def _of_new(field: models.Field, table: str) -> Iterator[str]:
    if field.many_to_many:
        return
    if not field.null and not field.has_db_default():
        yield "the version before writes rows without it: null=True or db_default."
    if (field.unique or field.db_index) and table in GROWING:
        yield "its index is made while nobody can write: db_index=False and AddIndexConcurrently."


def _of_changed(old: models.Field, new: models.Field) -> Iterator[str]:
    if old.null and not new.null:
        yield "the version before writes nothing there: keep null until the next version."
    if old.db_column != new.db_column:
        yield "the version before knows the old name."
    if (new.unique, new.db_index) > (old.unique, old.db_index):
        yield "its index is made while nobody can write."
    if _shape(old) != _shape(new) and not _wider(old, new):
        yield "the table is written anew, or what the version before writes does not fit."


def _shape(field: models.Field) -> object:
    if field.remote_field:  # its type is its target's, which an unbound field cannot ask
        return field.deconstruct()[3].get("to")
    return field.db_type(connection)


def _wider(old: models.Field, new: models.Field) -> bool:
    if not isinstance(old, models.CharField):
        return False
    if isinstance(new, models.CharField):
        return new.max_length is None or (old.max_length or 0) <= new.max_length
    return isinstance(new, models.TextField)


def ours(app_label: str) -> bool:
    """Whether the migrations of an app are written here."""
    return not apps.get_app_config(app_label).module.__name__.startswith(("django", "allauth"))
