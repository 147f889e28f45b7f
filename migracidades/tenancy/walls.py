"""Raises the walls in PostgreSQL, from the models themselves, at the end of every ``migrate``.

Per walled table: row-level security enabled and forced; a policy for reading and one for writing;
``UNIQUE(programme_id[, government_id], id)``; for each foreign key to another walled table a
composite one over the shared tenant columns, so that no row points across the wall, in the place of
Django's simple one; a trigger that keeps a row in its tenant; triggers for what is append-only,
frozen or closed. Declarative, not an operation in each migration: no table can be forgotten, and a
changed wall is a changed line.
"""

import hashlib
from collections.abc import Iterator

from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from . import keys, signatures
from .keys import has
from .wall import ALL, Condition, Wall

PROGRAMME = "(SELECT nullif(current_setting('mc.programme', true), '')::bigint)"
GOVERNMENT = "(SELECT nullif(current_setting('mc.government', true), '')::bigint)"
USER = "(SELECT nullif(current_setting('mc.user', true), '')::bigint)"
SIDE = "(SELECT current_setting('mc.side', true))"

FUNCTIONS = """
CREATE OR REPLACE FUNCTION mc_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION 'A row of % never changes its tenant.', TG_TABLE_NAME
  USING ERRCODE = 'check_violation';
END $$;
CREATE OR REPLACE FUNCTION mc_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'UPDATE' AND (to_jsonb(OLD) - TG_ARGV) = (to_jsonb(NEW) - TG_ARGV) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'A row of % is kept as it is: % refused.', TG_TABLE_NAME, TG_OP
  USING ERRCODE = 'check_violation';
END $$;
CREATE OR REPLACE FUNCTION mc_closed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE closed boolean; BEGIN
  -- Locked, so that nobody publishes it while a row is on its way.
  EXECUTE format('SELECT %s FROM %I WHERE id = ($1->>%L)::bigint FOR SHARE',
                 TG_ARGV[2], TG_ARGV[1], TG_ARGV[0]) USING to_jsonb(NEW) INTO closed;
  IF closed THEN
    RAISE EXCEPTION 'Nothing is added to a row of % that is kept as it is.', TG_ARGV[1]
    USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
"""


def grant(connection: BaseDatabaseWrapper, runtime: str) -> None:
    """Let the login ``runtime`` read and write every table made from now on, and nothing more."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"GRANT USAGE ON SCHEMA public TO {runtime};"
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
            f" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {runtime};"
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
            f" GRANT USAGE, SELECT ON SEQUENCES TO {runtime};"
        )


def walled_models() -> list[type[models.Model]]:
    """Every concrete model that declares a wall."""
    return [model for model in apps.get_models() if hasattr(model, "wall")]


def raise_walls(connection: BaseDatabaseWrapper) -> list[str]:
    """Bring every wall in the database in step with its model, and mend what was changed by hand.

    Returns the tables touched. Must run as the owner of the tables. Tables not migrated yet are
    left for the next run.
    """
    standing = signatures.untouched(connection)
    present = set(connection.introspection.table_names())
    todo = [
        (model, statements)
        for model in walled_models()
        if model._meta.db_table in present
        for statements in [list(statements_for(model))]
        if standing.get(model._meta.db_table) != _digest(statements)
    ]
    with connection.cursor() as cursor:
        if todo:
            cursor.execute(FUNCTIONS)
        for model, _statements in todo:
            for statement in keys.unique(model):
                cursor.execute(statement)
        for model, statements in todo:
            # At once: a table between two policies would look empty to whoever is at work.
            with transaction.atomic(using=connection.alias):
                for statement in statements:
                    cursor.execute(statement)
                signatures.sign(cursor, model._meta.db_table, _digest(statements))
    return [model._meta.db_table for model, _statements in todo]


def fallen(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables whose wall is missing, not forced, or not as its model declares. Any login."""
    standing = signatures.untouched(connection)
    return sorted(
        model._meta.db_table
        for model in walled_models()
        if standing.get(model._meta.db_table) != _digest(list(statements_for(model)))
    )


def _digest(statements: list[str]) -> str:
    return hashlib.sha256("\n".join([FUNCTIONS, *statements]).encode()).hexdigest()


def statements_for(model: type[models.Model]) -> Iterator[str]:
    """The SQL of one table's wall; running it again is harmless."""
    table = model._meta.db_table
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield from _policies(model)
    yield from keys.composite(model)
    yield keys.without_what_they_say_twice(model)
    yield from _staying(model)
    yield from _keeping(model)
    yield from _closing(model)


def _policies(model: type[models.Model]) -> Iterator[str]:
    table, wall, has_government = model._meta.db_table, model.wall, has(model, "government_id")
    reading = _reading(wall, has_government)
    writing = _writing(wall, has_government)
    inserting = f"programme_id = {PROGRAMME}" if wall.insert_any else writing
    for name, clause in (
        ("mc_read", f"FOR SELECT USING ({reading})"),
        ("mc_insert", f"FOR INSERT WITH CHECK ({inserting})"),
        ("mc_update", f"FOR UPDATE USING ({writing}) WITH CHECK ({writing})"),
        ("mc_delete", f"FOR DELETE USING ({writing})"),
    ):
        yield f"DROP POLICY IF EXISTS {name} ON {table}"
        yield f"CREATE POLICY {name} ON {table} {clause}"


def _reading(wall: Wall, has_government: bool) -> str:
    allowed = [f"{SIDE} = 'staff'", *_own(wall)]
    if has_government:
        allowed += _and(_at_its_desk(wall), wall.members)
        allowed += _and(f"{SIDE} = 'public'", wall.public)
    else:
        allowed += _and("true", wall.public)
    inside = f"programme_id = {PROGRAMME} AND ({' OR '.join(f'({one})' for one in allowed)})"
    if wall.own_everywhere:
        return f"({inside}) OR ({wall.own} = {USER} AND {PROGRAMME} IS NULL)"
    return inside


def _writing(wall: Wall, has_government: bool) -> str:
    allowed = [f"{SIDE} = 'staff'", *(_own(wall) if wall.own_writes else [])]
    if has_government and wall.members is ALL:
        allowed.append(_at_its_desk(wall))
    return f"programme_id = {PROGRAMME} AND ({' OR '.join(f'({one})' for one in allowed)})"


def _at_its_desk(wall: Wall) -> str:
    here = f"{SIDE} = 'government' AND government_id = {GOVERNMENT}"
    return f"{here} AND NOT ({_sql(wall.withheld)})" if wall.withheld else here


def _own(wall: Wall) -> list[str]:
    return [f"{SIDE} = 'public' AND {wall.own} = {USER}"] if wall.own else []


def _and(clause: str, condition: Condition) -> list[str]:
    if condition is None:
        return []
    if condition is ALL:
        return [clause]
    return [f"{clause} AND {_sql(condition)}"]


def _sql(condition: dict[str, list], prefix: str = "") -> str:
    return " AND ".join(
        f"{prefix}{column}{_cast(values)} IN ({', '.join(_literal(value) for value in values)})"
        for column, values in condition.items()
    )


def _cast(values: list) -> str:
    # Said by us, PostgreSQL need not add its own: a dump that is restored reads the same.
    return "" if all(isinstance(value, bool) for value in values) else "::text"


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "'" + str(value).replace("'", "''") + "'"


def _staying(model: type[models.Model]) -> Iterator[str]:
    columns = [one for one in ("programme_id", "government_id") if has(model, one)]
    changed = " OR ".join(f"OLD.{one} IS DISTINCT FROM NEW.{one}" for one in columns)
    yield (
        f"CREATE OR REPLACE TRIGGER mc_stay BEFORE UPDATE OF {', '.join(columns)} "
        f"ON {model._meta.db_table} FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION mc_stay()"
    )


def _keeping(model: type[models.Model]) -> Iterator[str]:
    table, wall = model._meta.db_table, model.wall
    yield f"DROP TRIGGER IF EXISTS mc_frozen ON {table}"
    if not (wall.append_only or wall.frozen):
        return
    when = f"WHEN ({_sql(wall.frozen, 'OLD.')})" if wall.frozen else ""
    free = ", ".join(_literal(column) for column in wall.frozen_except)
    yield (
        f"CREATE TRIGGER mc_frozen BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW {when} EXECUTE FUNCTION mc_frozen({free})"
    )


def _closing(model: type[models.Model]) -> Iterator[str]:
    table = model._meta.db_table
    for name in model.wall.closed_by:
        field = model._meta.get_field(name)
        kept, condition = field.related_model, _sql(field.related_model.wall.frozen)
        given = ", ".join(map(_literal, (field.column, kept._meta.db_table, condition)))
        yield (
            f"CREATE OR REPLACE TRIGGER mc_closed_{name}"
            f" BEFORE INSERT OR UPDATE OF {field.column} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION mc_closed({given})"
        )
