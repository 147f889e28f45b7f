"""A government leaves an edition; what it did stays."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certification.editions.models import Participation, Withdrawal
from certification.editions.withdrawing import withdraw
from migracidades.kit.errors import Refused
from migracidades.ledger import outbox
from migracidades.ledger.models import AuditEntry, MailMessage
from migracidades.tenancy.models import Government
from tests import cycle


@pytest.fixture
def participation(world):
    edition = cycle.edition(world.br)
    with world.br.staff():
        return Participation.objects.create(edition=edition, government=world.br.here)


def leave(world, participation, *, role="lead", reason="Changed priorities"):
    with world.br.desk() if role in ("lead", "alternate", "signatory") else world.br.staff():
        return withdraw(
            participation=participation,
            reason=reason,
            actor=world.br.people[role],
            roles={role},
        )


def test_it_is_kept_with_its_reason_and_told(world, participation):
    made = leave(world, participation)
    assert made.reason == "Changed priorities"
    with world.br.staff():
        assert Participation.objects.get().withdrawn_at
        assert AuditEntry.objects.get(act="participation.withdraw").reason == "Changed priorities"
    assert not outbox.drain(world.br.programme)
    with world.br.staff():
        messages = MailMessage.objects.filter(kind="withdrawal")
        told = {one.to.split("<")[-1].rstrip(">") for one in messages}
    assert told == {
        f"{role}@br.test" for role in ("lead", "alternate", "coordinator", "administrator")
    }


def test_twice_is_refused(world, participation):
    leave(world, participation)
    with pytest.raises(Refused, match="already withdrawn"):
        leave(world, participation, role="coordinator")


def test_a_reason_is_needed(world, participation):
    with pytest.raises(Refused, match="write the reason"):
        leave(world, participation, reason=" \n ")


@pytest.mark.parametrize("role", ["alternate", "signatory", "analyst", "observer"])
def test_who_may_not(world, participation, role):
    with pytest.raises(PermissionDenied):
        leave(world, participation, role=role)


class TestDesk:
    @pytest.fixture
    def page(self, world, participation):
        return f"/br/desk/{world.br.here.code}/2026/withdraw/"

    def test_the_lead_confirms(self, world, client, page):
        client.force_login(world.br.people["lead"])
        assert client.get(page).status_code == 200
        shown = client.post(f"{page}?lang=en", {"reason": "Mudança"}).content.decode()
        assert "Tick the box to confirm" in shown
        assert "Mudança" in shown
        response = client.post(page, {"reason": "Mudança", "sure": "on"})
        assert response["Location"] == f"/br/desk/{world.br.here.code}/2026/"
        assert "withdrew from this edition" in client.get(f"{page}?lang=en").content.decode()
        with world.br.staff():
            assert Withdrawal.objects.get().reason == "Mudança"

    def test_others_may_not(self, world, client, page):
        for role, status in (("alternate", 403), ("contributor", 403), ("signatory", 403)):
            client.force_login(world.br.people[role])
            assert client.get(page).status_code == status
        client.force_login(world.br.neighbour)
        assert client.get(page).status_code == 404

    def test_an_edition_without_the_government_is_not_found(self, world, client, page):
        client.force_login(world.br.people["lead"])
        assert client.get(page.replace("2026", "2019")).status_code == 404


class TestStaff:
    LIST = "/br/admin/editions/2026/governments/?lang=en"

    def test_the_coordination_takes_a_government_out(self, world, participation, client):
        client.force_login(world.br.people["coordinator"])
        page = f"/br/admin/editions/participations/{participation.pk}/withdraw/"
        assert page in client.get(self.LIST).content.decode()
        response = client.post(page, {"reason": "No answer", "sure": "on"}, follow=True)
        assert response.redirect_chain[-1][0] == "/br/admin/editions/2026/governments/"
        shown = client.get(self.LIST).content.decode()
        assert "No answer" in shown
        assert page not in shown

    def test_an_observer_looks_and_does_nothing(self, world, participation, client):
        client.force_login(world.br.people["observer"])
        page = f"/br/admin/editions/participations/{participation.pk}/withdraw/"
        shown = client.get(self.LIST)
        assert shown.status_code == 200
        assert page not in shown.content.decode()
        assert client.post(page, {"reason": "x", "sure": "on"}).status_code == 403

    def test_the_list_costs_the_same_at_any_length(self, world, participation, client):
        client.force_login(world.br.people["observer"])

        def cost():
            with CaptureQueriesContext(connection) as captured:
                assert client.get(self.LIST).status_code == 200
            return len(captured)

        cost()  # what a process remembers is asked once
        before = cost()
        with world.br.staff():
            made = Government.objects.bulk_create(
                Government(code=str(n), level="state", name=f"N{n}", sort_name=f"n{n}")
                for n in range(60)
            )
            Participation.objects.bulk_create(
                Participation(edition=participation.edition, government=one) for one in made
            )
        assert cost() == before
