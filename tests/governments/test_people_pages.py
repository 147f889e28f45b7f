"""The pages of invitations and seats, walked as people walk them."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from migracidades.accounts.models import User
from migracidades.tenancy.models import Invitation, Membership
from tests.world import person

from .conftest import invited, token_for

LANG = "?lang=en"


def queries(client, address):
    client.get(address)  # this process has seen the programme
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


class TestInvitation:
    def test_a_newcomer_signs_up_and_takes_the_seat(self, world, client):
        page = f"/br/invitations/{invited(world.br)}/"
        shown = client.get(page + LANG).content.decode()
        assert "Lead br invites you to work for Vila Exemplo BR (MS)" in shown
        assert "n•••@exemplo.test" in shown
        assert "nova@exemplo.test" not in shown
        response = client.post(page + "sign-up/")
        assert response["Location"].startswith("/br/accounts/signup/?")
        form = {
            "full_name": "Nova Pessoa",
            "email": "nova@exemplo.test",
            "password1": "uma-senha-bem-longa",
            "next": page,
        }
        response = client.post(response["Location"], form)
        assert response["Location"] == page
        assert EmailAddress.objects.get(email="nova@exemplo.test").verified
        assert "Accept the invitation" in client.get(page + LANG).content.decode()
        response = client.post(page + "accept/")
        assert response["Location"] == f"/br/desk/{world.br.here.code}/"
        user = User.objects.get(email="nova@exemplo.test")
        with world.br.desk():
            assert Membership.objects.get(user=user).role == "contributor"

    def test_another_address_at_the_sign_up_has_to_be_proved(self, world, client):
        page = f"/br/invitations/{invited(world.br)}/"
        response = client.post(page + "sign-up/")
        form = {
            "full_name": "Outra",
            "email": "outra@exemplo.test",
            "password1": "uma-senha-bem-longa",
            "next": page,
        }
        client.post(response["Location"], form)
        assert not EmailAddress.objects.get(email="outra@exemplo.test").verified

    def test_who_has_an_account_is_led_to_the_sign_in(self, world, client):
        person("nova@exemplo.test")
        page = f"/br/invitations/{invited(world.br)}/"
        shown = client.get(page + LANG).content.decode()
        assert f"/br/accounts/login/?next={page}" in shown
        assert "sign-up" not in shown

    def test_somebody_else_reads_whose_it_is(self, world, client):
        page = f"/br/invitations/{invited(world.br)}/"
        client.force_login(world.stranger)
        shown = client.get(page + LANG).content.decode()
        assert "sent to n•••@exemplo.test and you are signed in as stranger@nowhere.test" in shown
        assert "Accept the invitation" not in shown
        assert client.post(page + "accept/")["Location"] == page
        with world.br.staff():
            assert not Membership.objects.filter(user=world.stranger).exists()

    def test_staff_take_their_seat_too(self, world, client):
        token = invited(world.br, role="analyst", actor="administrator", government=None)
        client.force_login(person("nova@exemplo.test"))
        response = client.post(f"/br/invitations/{token}/accept/")
        assert response["Location"] == "/br/admin/"

    def test_an_expired_one_can_be_asked_for_again(self, world, client):
        page = f"/br/invitations/{invited(world.br)}/"
        with time_machine.travel(timezone.now() + timedelta(days=15), tick=False):
            response = client.get(page + LANG)
            assert response.status_code == 410
            assert "expired on" in response.content.decode()
            assert client.post(page + "again/")["Location"] == page
            assert client.post(page + "sign-up/")["Location"] == page

    def test_a_used_and_a_withdrawn_one_say_so(self, world, client):
        page = f"/br/invitations/{invited(world.br)}/"
        with world.br.staff():
            Invitation.objects.update(withdrawn_at=timezone.now())
        response = client.get(page + LANG)
        assert (response.status_code, "was withdrawn" in response.content.decode()) == (410, True)
        with world.br.staff():
            Invitation.objects.update(withdrawn_at=None, accepted_at=timezone.now())
        assert "already been used" in client.get(page + LANG).content.decode()

    @pytest.mark.parametrize("end", ["", "accept/", "sign-up/", "again/"])
    def test_an_unknown_or_foreign_link_is_not_found(self, world, client, end):
        client.force_login(world.stranger)
        token = invited(world.br)
        for address in (f"/br/invitations/nonsense/{end}", f"/ar/invitations/{token}/{end}"):
            ask = client.post if end else client.get
            assert ask(address).status_code == 404


class TestDesk:
    @pytest.fixture
    def address(self, world):
        return f"/br/desk/{world.br.here.code}/people/"

    @pytest.mark.parametrize(
        ("role", "status"), [("lead", 200), ("alternate", 200), ("contributor", 403)]
    )
    def test_it_is_the_leads_page(self, world, client, address, role, status):
        client.force_login(world.br.people[role])
        assert client.get(address).status_code == status

    def test_inviting_and_withdrawing(self, world, client, address):
        client.force_login(world.br.people["lead"])
        form = {"email": " Nova@Exemplo.TEST ", "role": "alternate", "department": "Saúde"}
        assert client.post(address, form)["Location"] == address
        assert "nova@exemplo.test" in client.get(address).content.decode()
        with world.br.staff():
            invitation = Invitation.objects.get(email="nova@exemplo.test")
        assert client.post(f"{address}invitations/{invitation.pk}/withdraw/").status_code == 302
        page = f"/br/invitations/{token_for(world.br, 'nova@exemplo.test')}/"
        client.logout()
        assert client.get(page).status_code == 410

    @pytest.mark.parametrize(
        ("form", "sentence"),
        [
            ({"email": "nova", "role": "lead"}, "valid email"),
            ({"email": "nova@exemplo.test", "role": "operator"}, "Select a valid choice"),
            ({"email": "contributor@br.test", "role": "contributor"}, "already sits here"),
        ],
    )
    def test_what_cannot_be_is_said_beside_what_was_typed(
        self, world, client, address, form, sentence
    ):
        client.force_login(world.br.people["lead"])
        shown = client.post(address + LANG, form).content.decode()
        assert sentence in shown
        assert form["email"] in shown

    def test_an_ended_seat_closes_the_door_at_once(self, world, client, address):
        contributor = world.br.seat("contributor")
        client.force_login(world.br.people["lead"])
        page = f"{address}{contributor.pk}/end/"
        assert "Contributor br" in client.get(page).content.decode()
        assert client.post(page)["Location"] == address
        client.force_login(world.br.people["contributor"])
        assert client.get(f"/br/desk/{world.br.here.code}/").status_code == 404

    def test_the_last_lead_reads_why_they_stay(self, world, client, address):
        client.force_login(world.br.people["lead"])
        page = f"{address}{world.br.seat('lead').pk}/end/{LANG}"
        shown = client.post(page, follow=True).content.decode()
        assert "only reference person" in shown
        assert world.br.seat("lead").active

    def test_seats_and_invitations_of_others_are_not_found(self, world, client, address):
        client.force_login(world.br.people["lead"])
        with world.br.staff():
            theirs = Membership.objects.get(user=world.br.neighbour)
        assert client.post(f"{address}{theirs.pk}/end/").status_code == 404
        token = invited(world.br, role="analyst", actor="administrator", government=None)
        assert token
        with world.br.staff():
            invitation = Invitation.objects.get(role="analyst")
        address = f"{address}invitations/{invitation.pk}/withdraw/"
        assert client.post(address).status_code == 404


class TestStaff:
    def test_inviting_to_a_government_by_name(self, world, client):
        client.force_login(world.br.people["administrator"])
        form = {"email": "nova@exemplo.test", "role": "lead", "government": "vila exemplo br (ms)"}
        assert client.post("/br/admin/people/invite/", form).status_code == 302
        with world.br.staff():
            assert Invitation.objects.get().government == world.br.here

    @pytest.mark.parametrize(
        ("form", "sentence"),
        [
            ({"role": "lead"}, "Say for which government"),
            ({"role": "lead", "government": "Atlantis"}, "No government here"),
            ({"role": "analyst", "government": "9900011"}, "belongs to the programme"),
        ],
    )
    def test_a_role_and_its_government_go_together(self, world, client, form, sentence):
        client.force_login(world.br.people["operator"])
        form = {"email": "nova@exemplo.test", **form}
        assert sentence in client.post("/br/admin/people/invite/?lang=en", form).content.decode()

    @pytest.mark.parametrize(("role", "status"), [("coordinator", 200), ("analyst", 403)])
    def test_who_may_look(self, world, client, role, status):
        client.force_login(world.br.people[role])
        for page in ("people/", "people/invite/", "people/invitations/"):
            assert client.get(f"/br/admin/{page}").status_code == status

    def test_a_coordinator_ends_no_seat_of_the_staff(self, world, client):
        client.force_login(world.br.people["coordinator"])
        pk = world.br.seat("analyst").pk
        assert client.post(f"/br/admin/people/{pk}/end/").status_code == 403
        assert world.br.seat("analyst").active

    def test_searching(self, world, client):
        client.force_login(world.br.people["operator"])
        shown = client.get("/br/admin/people/?q=PORTO modelo").content.decode()
        assert "neighbour@br.test" in shown
        assert "contributor@br.test" not in shown
        shown = client.get("/br/admin/people/?q=%00!&role=nonsense").content.decode()
        assert "mc-empty" in shown

    def test_lists_cost_the_same_at_any_length(self, world, client):
        client.force_login(world.br.people["operator"])
        pages = ("/br/admin/people/", "/br/admin/people/invitations/")
        invited(world.br, "um@exemplo.test")
        before = [queries(client, page) for page in pages]
        with world.br.staff():
            for number in range(40):
                user = User.objects.create_user(f"p{number}@exemplo.test", full_name=f"P {number}")
                Membership.objects.create(
                    user=user, role="contributor", government=world.br.sibling
                )
        for number in range(10):
            invited(world.br, f"i{number}@exemplo.test")
        assert [queries(client, page) for page in pages] == before

    def test_the_desk_page_costs_the_same_too(self, world, client):
        client.force_login(world.br.people["lead"])
        address = f"/br/desk/{world.br.here.code}/people/"
        invited(world.br, "um@exemplo.test")
        before = queries(client, address)
        for number in range(10):
            invited(world.br, f"i{number}@exemplo.test")
        assert queries(client, address) == before
