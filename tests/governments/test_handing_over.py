"""A hand-over: one act gives the seat to a successor and closes the old access at once."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from certification.diagnosis.models import Part
from certification.governments.handing_over import hand_over
from certification.governments.inviting import accept
from migracidades.kit.errors import Refused
from migracidades.ledger import outbox
from migracidades.ledger.models import AuditEntry, MailMessage
from migracidades.tenancy.models import Invitation, Membership, Role
from migracidades.tenancy.scope import Side, enter
from tests import cycle
from tests.diagnosis import building
from tests.world import person

from .conftest import token_for


@pytest.fixture
def br(world):
    return world.br


@pytest.fixture
def lead(br, client):
    client.force_login(br.people["lead"])
    return client


def page_of(br, role="lead") -> str:
    return f"/br/desk/{br.here.code}/people/{br.seat(role).pk}/hand-over/"


def desk_of(br, person) -> int:
    client = Client()
    client.force_login(person)
    return client.get(f"/br/desk/{br.here.code}/people/").status_code


class TestToAColleague:
    def test_the_successor_enters_and_the_old_lead_does_not(self, br, lead):
        old, new = br.people["lead"], br.people["contributor"]
        assert (desk_of(br, old), desk_of(br, new)) == (200, 403)
        response = lead.post(page_of(br), {"colleague": new.pk})
        assert response.status_code == 302
        assert (desk_of(br, old), desk_of(br, new)) == (404, 200)

    def test_it_is_the_same_seat_and_it_is_recorded(self, br, lead):
        seat, new = br.seat("lead"), br.people["contributor"]
        lead.post(page_of(br), {"colleague": new.pk})
        with br.staff():
            assert Membership.objects.get(pk=seat.pk).user == new
            entry = AuditEntry.objects.get(act="membership.hand_over")
            assert entry.fields["to"] == new.pk

    def test_the_alternate_who_becomes_lead_stands_in_for_nobody(self, br, lead):
        new = br.people["alternate"]
        lead.post(page_of(br), {"colleague": new.pk})
        with br.staff():
            seats = Membership.objects.filter(user=new, active=True)
            assert [seat.role for seat in seats] == [Role.LEAD]

    def test_the_part_of_an_alternate_goes_along_to_the_leads_seat(self, br, lead):
        diagnosis = building.diagnosis(br)
        theirs, seat = building.give(br, diagnosis, "D2", role="alternate"), br.seat("lead")
        lead.post(page_of(br), {"colleague": br.people["alternate"].pk})
        for _twice in range(2):
            outbox.drain(br.programme, queue="default")
        with br.staff():
            assert Part.objects.get(pk=theirs.pk).seat == seat

    def test_where_the_lead_had_a_part_it_grows_by_the_alternates(self, br, lead):
        diagnosis = building.diagnosis(br)
        ours = building.give(br, diagnosis, "D1.1", role="lead", ready_at=timezone.now())
        theirs = building.give(br, diagnosis, "D2", role="alternate")
        lead.post(page_of(br), {"colleague": br.people["alternate"].pk})
        outbox.drain(br.programme, queue="default")
        with br.staff():
            held = Part.objects.get(pk=ours.pk)
            assert (held.dimensions, held.indicators, held.ready_at) == (["D2"], ["D1.1"], None)
            assert Part.objects.get(pk=theirs.pk).ended_at

    def test_the_seat_says_where_its_new_holder_works(self, br, lead):
        seat, new = br.seat("lead"), br.people["contributor"]
        with br.staff():
            Membership.objects.filter(pk=seat.pk).update(department="Assistência Social")
            Membership.objects.filter(user=new).update(department="Saúde")
        lead.post(page_of(br), {"colleague": new.pk})
        with br.staff():
            assert Membership.objects.get(pk=seat.pk).department == "Saúde"

    def test_the_successor_is_told(self, br, lead):
        new = br.people["contributor"]
        lead.post(page_of(br), {"colleague": new.pk})
        with br.staff():
            assert new.email in MailMessage.objects.get(kind="handed_over").to

    def test_who_signs_cannot_lead_where_two_people_are_asked_for(self, br):
        cycle.admitted(br)
        with br.desk(), pytest.raises(Refused, match="two"):
            hand_over(
                _seat(br, "lead"),
                to=br.people["signatory"],
                actor=br.people["lead"],
                roles={"lead"},
            )

    def test_a_contributor_hands_nothing_over(self, br):
        with br.desk(), pytest.raises(PermissionDenied):
            hand_over(
                _seat(br, "contributor"),
                to=br.people["alternate"],
                actor=br.people["contributor"],
                roles={"contributor"},
            )


class TestToSomebodyNew:
    def test_the_seat_passes_when_they_accept_and_not_before(self, br, lead):
        lead.post(page_of(br), {"email": "nova@exemplo.test"})
        assert desk_of(br, br.people["lead"]) == 200
        newcomer = person("nova@exemplo.test", "Nova Pessoa")
        seat = br.seat("lead")
        with enter(br.programme, side=Side.PUBLIC, user=newcomer):
            assert accept(token=token_for(br, "nova@exemplo.test"), user=newcomer).pk == seat.pk
        assert desk_of(br, br.people["lead"]) == 404
        assert desk_of(br, newcomer) == 200

    def test_an_invitation_to_a_seat_that_went_to_a_colleague_is_withdrawn(self, br, lead):
        lead.post(page_of(br), {"email": "nova@exemplo.test"})
        lead.post(page_of(br), {"colleague": br.people["contributor"].pk})
        with br.staff():
            assert Invitation.objects.get(email="nova@exemplo.test").withdrawn_at

    def test_an_open_invitation_outlives_who_sent_it(self, br, lead):
        lead.post(
            f"/br/desk/{br.here.code}/people/",
            {"email": "nova@exemplo.test", "role": "contributor"},
        )
        token = token_for(br, "nova@exemplo.test")
        lead.post(page_of(br), {"colleague": br.people["alternate"].pk})
        newcomer = person("nova@exemplo.test")
        with enter(br.programme, side=Side.PUBLIC, user=newcomer):
            assert accept(token=token, user=newcomer).role == Role.CONTRIBUTOR

    @pytest.mark.parametrize("both", [True, False])
    def test_one_of_the_two_is_asked_for(self, br, lead, both):
        typed = {"colleague": br.people["alternate"].pk, "email": "nova@exemplo.test"}
        response = lead.post(page_of(br), typed if both else {"email": ""})
        assert response.status_code == 200
        assert "uma das duas coisas" in response.content.decode()
        assert desk_of(br, br.people["lead"]) == 200


def _seat(br, role: str) -> Membership:
    """The caller stands in a scope."""
    return Membership.objects.get(user=br.people[role], role=role)
