"""The scope, the ORM's wall and the address, as the runtime role."""

from secrets import token_hex

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.utils import translation

from migracidades.tenancy import door
from migracidades.tenancy.models import Government, Membership, Programme
from migracidades.tenancy.scope import ScopeError, Side, enter


def test_the_application_owns_nothing(world):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert cursor.fetchone()[0] != "mc_owner"
        for statement in (
            "TRUNCATE tenancy_government CASCADE",
            "ALTER TABLE tenancy_government DISABLE ROW LEVEL SECURITY",
            "DROP POLICY mc_read ON tenancy_government",
            "CREATE TABLE mine (id int)",
            "SET ROLE mc_owner",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(statement)


@pytest.mark.parametrize(
    "read",
    [
        lambda: list(Government.objects.all()),
        lambda: Government.objects.exists(),
        lambda: Government.objects.exclude(code="x").count(),
        lambda: Government._base_manager.first(),
        lambda: Government.objects.update(name="x"),
        lambda: Government.objects.all().delete(),
        lambda: list(
            Government.objects.values_list("name").union(Government.objects.values_list("name"))
        ),
        lambda: Government.objects.bulk_create([Government(code="1", level="state", name="x")]),
    ],
)
def test_without_a_scope_nothing_answers(world, read):
    with pytest.raises(ScopeError):
        read()


def test_a_scope_shows_its_programme_alone(world):
    with world.br.staff():
        assert {one.programme_id for one in Government.objects.all()} == {world.br.programme.pk}
        assert not Government.objects.filter(pk=world.ar.here.pk).exists()
    with world.ar.desk():
        assert {one.government_id for one in Membership.objects.all()} == {world.ar.here.pk}


def test_a_row_cannot_be_written_for_another_programme(world):
    with world.br.staff(), pytest.raises(ScopeError):
        Government.objects.create(
            programme=world.ar.programme, code="7", level="state", name="x", time_zone="UTC"
        )


def test_a_row_never_changes_its_tenant(world):
    move = "UPDATE tenancy_government SET programme_id = %s WHERE id = %s"
    with world.br.staff(), connection.cursor() as cursor:
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(move, [world.ar.programme.pk, world.br.here.pk])


def test_no_row_points_across_the_wall(world):
    with world.br.staff(), transaction.atomic(), connection.cursor() as cursor:
        Membership.objects.create(user=world.stranger, role="lead", government_id=world.ar.here.pk)
        with pytest.raises(IntegrityError):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_the_outer_scope_comes_back(world):
    with world.br.staff():
        with enter(world.ar.programme, side=Side.STAFF):
            assert Government.objects.get(code="9900011").pk == world.ar.here.pk
        assert Government.objects.get(code="9900011").pk == world.br.here.pk


def test_a_choice_is_called_by_its_label():
    seat = Membership(role="lead")
    for language, label in (("en", "lead"), ("pt-br", "pessoa de referência")):
        with translation.override(language):
            assert seat.get_role_display() == label
    assert Membership(role="no such role").get_role_display() == "no such role"
    assert Membership(role=None).get_role_display() is None


class TestAddress:
    def test_a_desk_belongs_to_its_people(self, world, client):
        address = f"/br/desk/{world.br.here.code}/"
        assert client.get(address).status_code == 302
        for user, expected in (
            (world.stranger, 404),
            (world.ar.people["lead"], 404),
            (world.br.neighbour, 404),
            (world.br.people["analyst"], 403),
        ):
            client.force_login(user)
            assert client.get(address).status_code == expected, user

    def test_the_admin_is_the_staffs(self, world, client):
        for user, expected in (
            (world.stranger, 404),
            (world.ar.people["operator"], 404),
            (world.br.people["lead"], 403),
            (world.br.people["analyst"], 200),
        ):
            client.force_login(user)
            assert client.get("/br/admin/", follow=True).status_code == expected, user

    def test_an_unknown_programme_is_not_found(self, world, client):
        assert client.get("/zz/").status_code == 404

    def test_links_carry_the_programme(self, world, client):
        response = client.get(f"/br/desk/{world.br.here.code}/")
        assert response["Location"].startswith("/br/accounts/login/")

    @pytest.mark.parametrize("number", [1, 25], ids=["in a cookie", "too much for one"])
    def test_what_one_programme_said_waits_for_its_own_next_page(self, world, client, number):
        """Somebody with two windows: the message of one does not come up in the other."""
        administrator = world.br.people["administrator"]
        with world.uy.staff():
            Membership.objects.create(user=administrator, role="administrator")
        client.force_login(administrator)
        people = [f"{token_hex(60)}@town.test" for _each in range(number)]
        for person in people:
            sent = {"email": person, "role": "lead", "government": "9900011"}
            assert client.post("/br/admin/people/invite/", sent).status_code == 302
        assert ("_messages-br" in client.session) is (number > 1)
        for path, told in (("/uy/admin/", False), ("/br/admin/", True), ("/br/admin/", False)):
            page = client.get(path).content.decode()
            assert [person in page for person in people] == [told] * number, path

    def test_outside_the_demonstration_staff_owe_a_second_factor(self, world, client, settings):
        settings.DEMO = False
        client.force_login(world.br.people["analyst"])
        response = client.get("/br/admin/", follow=True)
        assert response.redirect_chain[-1][0] == "/br/accounts/2fa/"
        assert client.get("/br/admin/review/").status_code == 302


class TestDoor:
    """What this process keeps of a programme is asked for again in the round trip of the scope."""

    def test_a_changed_programme_is_seen_at_once(self, world, client):
        assert b"Cidades Vizinhas" not in client.get("/br/").content
        config = world.br.programme.config | {"name": {"pt-br": "Cidades Vizinhas"}}
        Programme.objects.filter(slug="br").update(config=config)
        assert b"Cidades Vizinhas" in client.get("/br/").content

    def test_a_programme_that_is_gone_is_not_found(self, world, client):
        assert client.get("/br/").status_code == 200
        Programme.objects.filter(slug="br").update(slug="zz")
        assert client.get("/br/").status_code == 404
        assert client.get("/zz/").status_code == 200

    def test_another_programme_at_the_same_address_is_that_one(self, world, client):
        client.get("/br/")
        Programme.objects.filter(slug="br").update(slug="old")
        made = Programme.objects.create(
            slug="br", config=world.br.programme.config, languages=["pt-br"], time_zone="UTC"
        )
        assert client.get("/br/").wsgi_request.programme.pk == made.pk

    @pytest.mark.parametrize(
        ("desk", "staff", "side"),
        [("9900029", False, Side.GOVERNMENT), ("", True, Side.STAFF), ("", False, Side.PUBLIC)],
    )
    def test_postgres_and_python_stand_on_the_same_side(self, world, desk, staff, side):
        """A person with seats on both sides and at two desks stands where the address says."""
        person = world.br.people["analyst"]
        with world.br.staff():
            for government in (world.br.here, world.br.sibling):
                Membership.objects.create(user=person, role="lead", government=government)
        knocked = door.Door(world.br.programme, desk=desk, staff=staff)
        with enter(world.br.programme, side=Side.PUBLIC, user=person, tell=knocked.open) as scope:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT current_setting('mc.side'), current_setting('mc.government')"
                )
                told = cursor.fetchone()
        here = str(world.br.sibling.pk) if desk else ""
        assert told == (side.value, here)
        assert (scope.side, scope.government_id) == (side, int(here) if here else None)
        assert [(one.role, one.government) for one in knocked.seats] == [
            ("analyst", None),
            ("lead", world.br.here),
            ("lead", world.br.sibling),
        ]

    def test_a_seat_that_ended_opens_nothing(self, world):
        person = world.br.people["lead"]
        with world.br.staff():
            Membership.objects.filter(user=person).update(active=False)
        knocked = door.Door(world.br.programme, desk=world.br.here.code)
        with enter(world.br.programme, side=Side.PUBLIC, user=person, tell=knocked.open) as scope:
            assert (scope.side, knocked.seats) == (Side.PUBLIC, [])
