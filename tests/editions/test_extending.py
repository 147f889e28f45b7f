"""More time for a step: later, with a reason, told to those concerned."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certification.editions.calendar import clock
from certification.editions.extending import extend
from certification.editions.models import Edition, Extension, Participation, Step
from migracidades.kit.errors import Refused
from migracidades.ledger import outbox
from migracidades.ledger.models import AuditEntry, MailMessage
from tests import cycle

DAY = timedelta(days=1)


@pytest.fixture
def edition(world):
    made = cycle.edition(world.br)
    with world.br.staff():
        for government in (world.br.here, world.br.sibling):
            Participation.objects.create(edition=made, government=government)
    return made


def more_time(world, edition, **asked):
    asked = {
        "step": Step.DIAGNOSIS,
        "closes_at": clock() + 45 * DAY,
        "reason": "Floods in the south",
        "actor": world.br.people["coordinator"],
        "roles": {"coordinator"},
        **asked,
    }
    with world.br.staff():
        return extend(edition=edition, **asked)


def mailed(world):
    assert not outbox.drain(world.br.programme)
    with world.br.staff():
        found = MailMessage.objects.filter(kind="extension")
        return {one.to.split("<")[-1].rstrip(">"): one.text for one in found}


def test_everybody_is_told_of_an_extension_for_everybody(world, edition):
    more_time(world, edition)
    told = mailed(world)
    assert set(told) == {"lead@br.test", "alternate@br.test", "neighbour@br.test"}
    assert "Floods in the south" in told["lead@br.test"]
    assert f"/br/desk/{world.br.here.code}/" in told["lead@br.test"]
    with world.br.staff():
        entry = AuditEntry.objects.get(act="edition.extend")
        assert entry.fields["step"] == "diagnosis"
        assert "Floods" not in str(entry.fields)


def test_one_government_is_told_of_its_own(world, edition):
    more_time(world, edition, beneficiary=world.br.sibling)
    assert set(mailed(world)) == {"neighbour@br.test"}


def test_who_has_left_is_not_told(world, edition):
    with world.br.staff():
        Participation.objects.filter(government=world.br.here).update(withdrawn_at=clock())
    more_time(world, edition)
    assert set(mailed(world)) == {"neighbour@br.test"}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"reason": "  \n"}, "write the reason"),
        ({"days": 10}, "is open until"),
        ({"days": -40}, "is open until"),
    ],
)
def test_what_is_no_extension(world, edition, asked, sentence):
    if "days" in asked:
        asked = {"closes_at": clock() + asked["days"] * DAY}
    with pytest.raises(Refused, match=sentence):
        more_time(world, edition, **asked)


def test_a_step_without_dates_cannot_be_extended(world):
    with world.br.staff():
        bare = Edition.objects.create(year=2025, published=True, levels=[])
    with pytest.raises(Refused, match="has no dates yet"):
        more_time(world, bare)


@pytest.mark.parametrize("role", ["analyst", "issuer", "observer", "lead"])
def test_who_may_not(world, edition, role):
    with pytest.raises(PermissionDenied):
        more_time(world, edition, roles={role})


class TestPage:
    PAGE = "/br/admin/editions/2026/extensions/?lang=en"

    def form(self, **asked):
        day = (clock() + 60 * DAY).strftime("%d/%m/%Y")
        return {"step": "diagnosis", "closes_at": day, "reason": "Floods", **asked}

    def test_the_form_makes_one(self, world, edition, client):
        client.force_login(world.br.people["coordinator"])
        response = client.post(self.PAGE, self.form(beneficiary="9900011"), follow=True)
        shown = response.content.decode()
        assert "Vila Exemplo BR" in shown
        assert "Floods" in shown
        with world.br.staff():
            assert Extension.objects.get().beneficiary == world.br.here

    def test_sent_twice_it_is_made_once(self, world, edition, client):
        client.force_login(world.br.people["coordinator"])
        assert client.post(self.PAGE, self.form()).status_code == 302
        assert "is open until" in client.post(self.PAGE, self.form()).content.decode()
        with world.br.staff():
            assert Extension.objects.count() == 1

    @pytest.mark.parametrize(
        ("asked", "sentence"),
        [
            ({"closes_at": "32/01/2026"}, "valid date"),
            ({"step": "holiday"}, "Select a valid choice"),
            ({"beneficiary": "Atlantis"}, "No government here"),
            ({"reason": ""}, "required"),
        ],
    )
    def test_what_is_wrong_is_said(self, world, edition, client, asked, sentence):
        client.force_login(world.br.people["coordinator"])
        assert sentence in client.post(self.PAGE, self.form(**asked)).content.decode()

    def test_who_may_not_look(self, world, edition, client):
        client.force_login(world.br.people["analyst"])
        assert client.get(self.PAGE).status_code == 403

    def test_an_unknown_edition_is_not_found(self, world, edition, client):
        client.force_login(world.br.people["coordinator"])
        assert client.get("/br/admin/editions/1999/extensions/").status_code == 404

    def test_the_list_costs_the_same_at_any_length(self, world, edition, client):
        client.force_login(world.br.people["coordinator"])

        def cost():
            with CaptureQueriesContext(connection) as captured:
                assert client.get(self.PAGE).status_code == 200
            return len(captured)

        more_time(world, edition, beneficiary=world.br.here)
        cost()  # what a process remembers is asked once
        before = cost()
        for days in range(46, 56):
            more_time(world, edition, closes_at=clock() + days * DAY)
        assert cost() == before
