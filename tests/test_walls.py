"""Every tenant-owned table, as the role the application runs as: through the ORM and in raw SQL."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from migracidades.tenancy.models import Membership
from migracidades.tenancy.queries import seats_everywhere
from migracidades.tenancy.scope import ScopeError, Side, enter
from migracidades.tenancy.walls import walled_models
from tests.rows import make
from tests.world import Country, World

# Tables that belong to no tenant: people, sign-in, the framework's own. A new one needs a reason.
OUTSIDE = {
    "tenancy.programme",  # the address book of the tenants themselves
    "ledger.pulse",  # of the installation: when its beat and its workers were last felt
    "accounts.user",
    "account.emailaddress",
    "account.emailconfirmation",
    "mfa.authenticator",
    "sessions.session",
    "auth.permission",
    "auth.group",
    "contenttypes.contenttype",
    "admin.logentry",  # never written: the audit has its place
}
WALLED = sorted(walled_models(), key=lambda model: model._meta.label_lower)
names = [model._meta.label_lower for model in WALLED]


def test_every_model_has_a_wall_or_a_reason():
    open_ones = {model._meta.label_lower for model in apps.get_models() if model not in WALLED}
    assert open_ones == OUTSIDE


def test_every_walled_table_is_walled_in_the_catalogue(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,"
            " (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid)"
            " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relkind = 'r' AND a.attname = 'programme_id'"
            " AND c.relnamespace = 'public'::regnamespace"
        )
        found = {name: (forced, policies) for name, forced, policies in cursor.fetchall()}
    assert found == {model._meta.db_table: (True, 4) for model in WALLED}


def test_no_view_or_function_looks_over_the_wall(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm')"
            " AND relnamespace = 'public'::regnamespace"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        )
        assert cursor.fetchall() == []


def test_every_key_between_walled_tables_is_held_by_the_tenant_too(db):
    wanted = {
        (model._meta.db_table, field.column)
        for model in WALLED
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in WALLED
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c"
            " JOIN unnest(c.conkey) WITH ORDINALITY k(attnum, place) ON true"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum"
            " WHERE c.contype = 'f' AND c.conname LIKE 'wall_%%'"
            " AND k.place = array_length(c.conkey, 1)"
        )
        assert set(cursor.fetchall()) == wanted


def test_no_key_says_less_than_another_one_beside_it(db):
    """Save where the composite key is silent: a row of the programme's own has no government."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]"
            " WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace"
        )
        simple = set(cursor.fetchall())
    for model in WALLED:
        fields = {one.column: one for one in model._meta.concrete_fields}
        bare = "government_id" not in fields or fields["government_id"].null
        assert ((model._meta.db_table, "programme_id") in simple) == bare, model
        for column, field in fields.items():
            if field.related_model not in WALLED:
                continue
            theirs = {one.name for one in field.related_model._meta.get_fields()}
            inside = {"government"} <= theirs and field.name not in model.wall.across
            silent = inside and "government_id" in fields and fields["government_id"].null
            assert ((model._meta.db_table, column) in simple) == silent, (model, column)


def test_the_models_inherit_the_manager_that_refuses():
    for model in WALLED:
        assert type(model._base_manager).__name__ == type(model.objects).__name__, model
        assert model._base_manager.all().query.__class__.__name__ == "WalledQuery", model


@pytest.fixture
def planted(world: World, request) -> tuple[World, type[models.Model], dict[str, models.Model]]:
    """A row of the model in both governments of Brazil and in one of each other programme."""
    model = request.param
    rows = {}
    for name, country in (("br", world.br), ("ar", world.ar), ("uy", world.uy)):
        with country.staff():
            rows[name] = make(model, country.here)
    with world.br.staff():
        rows["br-sibling"] = make(model, world.br.sibling)
    return world, model, rows


def of_others(rows: dict[str, models.Model]) -> set:
    return {str(rows[name].pk) for name in ("ar", "uy")}


def seen_by_sql(model: type[models.Model]) -> set:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {model._meta.pk.column}::text FROM {model._meta.db_table}")
        return {row[0] for row in cursor.fetchall()}


def seen_by_orm(model: type[models.Model]) -> set:
    return {str(pk) for pk in model.objects.order_by().values_list("pk", flat=True)}


def has_government(model: type[models.Model]) -> bool:
    return any(field.attname == "government_id" for field in model._meta.concrete_fields)


@pytest.mark.parametrize("planted", WALLED, ids=names, indirect=True)
class TestEveryTable:
    def test_nobody_without_a_scope(self, planted):
        _world, model, _rows = planted
        with transaction.atomic():
            assert seen_by_sql(model) == set()
        with pytest.raises(ScopeError):
            model.objects.count()

    def test_the_staff_see_their_programme_alone(self, planted):
        world, model, rows = planted
        with world.br.staff():
            for seen in (seen_by_sql(model), seen_by_orm(model)):
                assert {str(rows["br"].pk), str(rows["br-sibling"].pk)} <= seen
                assert not of_others(rows) & seen

    def test_a_government_sees_its_own(self, planted):
        world, model, rows = planted
        with world.br.desk():
            by_sql, by_orm = seen_by_sql(model), seen_by_orm(model)
        assert by_sql == by_orm
        assert not of_others(rows) & by_sql
        if has_government(model):
            assert (str(rows["br"].pk) in by_sql) is (model.wall.members is not None)
            assert str(rows["br-sibling"].pk) not in by_sql
        else:
            assert (str(rows["br-sibling"].pk) in by_sql) is (model.wall.public is not None)

    def test_the_public_sees_what_is_published(self, planted):
        world, model, rows = planted
        with enter(world.br.programme, side=Side.PUBLIC):
            by_sql, by_orm = seen_by_sql(model), seen_by_orm(model)
        assert by_sql == by_orm
        assert not of_others(rows) & by_sql
        assert (str(rows["br"].pk) in by_sql) is (model.wall.public is not None)

    def test_nothing_is_changed_or_taken_across_the_wall(self, planted):
        world, model, rows = planted
        pk, table = model._meta.pk.column, model._meta.db_table
        elsewhere = (world.ar.staff(), world.uy.staff(), world.uy.desk())
        for where in (*elsewhere, world.br.desk(world.br.sibling), _stranger(world.br)):
            with where, connection.cursor() as cursor:
                for statement in (
                    f"UPDATE {table} SET {pk} = {pk} WHERE {pk} = %s",
                    f"DELETE FROM {table} WHERE {pk} = %s",
                ):
                    with transaction.atomic():
                        cursor.execute(statement, [rows["br"].pk])
                        assert cursor.rowcount == 0, (where, statement)

    def test_nothing_is_planted_across_the_wall(self, planted):
        world, model, rows = planted
        columns = ", ".join(
            f'"{field.column}"'
            for field in model._meta.concrete_fields
            if not field.primary_key and field.column != "programme_id"
        )
        with world.br.staff(), connection.cursor() as cursor:
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(
                    f"INSERT INTO {model._meta.db_table} (programme_id, {columns})"
                    f" SELECT %s, {columns} FROM {model._meta.db_table}"
                    f" WHERE {model._meta.pk.column} = %s",
                    [world.ar.programme.pk, rows["br"].pk],
                )

    def test_it_never_changes_its_tenant(self, planted):
        world, model, rows = planted
        with world.br.staff(), connection.cursor() as cursor:
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(
                    f"UPDATE {model._meta.db_table} SET programme_id = %s"
                    f" WHERE {model._meta.pk.column} = %s",
                    [world.ar.programme.pk, rows["br"].pk],
                )


def _stranger(country: Country):
    return enter(country.programme, side=Side.PUBLIC, user=country.neighbour)


KEPT = [model for model in WALLED if model.wall.append_only]


@pytest.mark.parametrize("planted", KEPT, ids=[m._meta.label_lower for m in KEPT], indirect=True)
def test_what_is_kept_is_never_changed_nor_deleted(planted):
    world, model, rows = planted
    free = {"government_id", "programme_id", model._meta.pk.column, *model.wall.frozen_except}
    texts = [
        f for f in model._meta.concrete_fields if isinstance(f, models.CharField | models.TextField)
    ]
    column = next(f.column for f in texts if f.column not in free)
    pk, table = model._meta.pk.column, model._meta.db_table
    with world.br.staff(), connection.cursor() as cursor:
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(f"DELETE FROM {table} WHERE {pk} = %s", [rows["br"].pk])
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(
                f"UPDATE {table} SET \"{column}\" = 'changed' WHERE {pk} = %s", [rows["br"].pk]
            )


def test_signing_in_shows_a_person_their_own_seats_alone(world):
    lead = world.br.people["lead"]
    with world.ar.staff():
        Membership.objects.create(user=lead, role="analyst")
    assert {(seat.programme.slug, seat.role) for seat in seats_everywhere(lead.pk)} == {
        ("br", "lead"),
        ("ar", "analyst"),
    }


def test_nobody_seats_themselves(world):
    """Even if our code forgot to ask: on the public side a person reads their seats, no more."""
    stranger = enter(world.br.programme, side=Side.PUBLIC, user=world.stranger)
    with stranger, pytest.raises(DatabaseError), transaction.atomic():
        Membership.objects.create(user=world.stranger, role="administrator")
