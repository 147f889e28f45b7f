"""The keys of a walled table in PostgreSQL: they hold a row and what it points at in one tenant."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db import models

# Every walled table's unique keys begin with its tenant columns, in this order.
DROP = """DO $$ DECLARE one name; BEGIN
  FOR one IN SELECT conname FROM pg_constraint c JOIN pg_attribute a
    ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
    WHERE c.conrelid = '{table}'::regclass AND c.contype = 'f' AND a.attname IN ({keys})
    AND NOT starts_with(conname, 'wall_')
  LOOP EXECUTE format('ALTER TABLE {table} DROP CONSTRAINT %I', one); END LOOP;
  FOR one IN SELECT x.relname FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND i.indkey::text = a.attnum::text
    WHERE i.indrelid = '{table}'::regclass AND NOT i.indisunique AND i.indpred IS NULL
    AND a.attname IN ('programme_id', 'government_id')
  LOOP EXECUTE format('DROP INDEX %I', one); END LOOP;
END $$"""


def unique(model: type[models.Model]) -> Iterator[str]:
    """What the composite keys of other tables refer to."""
    table = model._meta.db_table
    yield _constraint(table, f"{table}_wall", "UNIQUE (programme_id, id)")
    if has(model, "government_id"):
        yield _constraint(table, f"{table}_inner", "UNIQUE (programme_id, government_id, id)")


def composite(model: type[models.Model]) -> Iterator[str]:
    """One for each key to a walled table, over the tenant columns that both have."""
    for field in _pointing_at_walled(model):
        target = field.related_model
        columns = _shared(model, field)
        key = hashlib.sha256(f"{model._meta.db_table}.{field.column}".encode()).hexdigest()
        name = f"wall_{key[:16]}"
        yield _constraint(
            model._meta.db_table,
            name,
            f"FOREIGN KEY ({', '.join([*columns, field.column])})"
            f" REFERENCES {target._meta.db_table}"
            f" ({', '.join([*columns, 'id'])}) DEFERRABLE INITIALLY DEFERRED",
        )


def _pointing_at_walled(model: type[models.Model]) -> list[Any]:
    keys = (one for one in model._meta.concrete_fields if isinstance(one, models.ForeignKey))
    return [one for one in keys if hasattr(one.related_model, "wall")]


def _shared(model: type[models.Model], field: Any) -> list[str]:
    """The tenant columns that a row and the one it points at have in common."""
    inner = has(model, "government_id") and has(field.related_model, "government_id")
    inside = inner and field.name not in model.wall.across
    return ["programme_id", "government_id"] if inside else ["programme_id"]


def without_what_they_say_twice(model: type[models.Model]) -> str:
    """Drop the simple keys and indexes that say less than the composite ones.

    Each would be kept up at every insert. A composite key is silent where a tenant column is
    empty: there the simple one stays.
    """
    always = {one.column for one in model._meta.concrete_fields if not one.null}
    keys = {one.column for one in _pointing_at_walled(model) if always >= {*_shared(model, one)}}
    if "government_id" in always:
        keys.add("programme_id")  # the government's own row has it
    return DROP.format(
        table=model._meta.db_table,
        keys=", ".join(f"'{one}'" for one in sorted(keys)) or "NULL",
    )


def _constraint(table: str, name: str, definition: str) -> str:
    return (
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = "
        f"'{name}' AND conrelid = '{table}'::regclass) THEN "
        f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}; END IF; END $$"
    )


def has(model: type[models.Model], column: str) -> bool:
    return any(field.column == column for field in model._meta.concrete_fields)
