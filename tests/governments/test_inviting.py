"""Invitations: one address, one seat, once, for two weeks."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from certification.editions.models import Participation
from certification.governments import inviting, seating
from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.ledger.models import AuditEntry, MailMessage
from migracidades.tenancy.models import Invitation, Membership, Role
from migracidades.tenancy.scope import Side, enter
from tests import cycle
from tests.world import person

from .conftest import invited


def accepted(country, token, user):
    with enter(country.programme, side=Side.PUBLIC, user=user):
        return inviting.accept(token=token, user=user)


def test_the_link_is_in_the_message_and_nowhere_else(world):
    token = invited(world.br)
    with world.br.staff():
        (invitation,) = Invitation.objects.all()
        assert token not in str(Invitation.objects.values())
        assert inviting.standing(invitation) == "open"
        message = MailMessage.objects.get(kind="invitation")
    assert f"/br/invitations/{token}/" in message.text
    assert message.to == "nova@exemplo.test"


def test_accepting_gives_the_seat_once(world):
    user = person("nova@exemplo.test", "Nova")
    token = invited(world.br, department="Saúde")
    seat = accepted(world.br, token, user)
    assert (seat.role, seat.department, seat.government_id) == (
        "contributor",
        "Saúde",
        world.br.here.pk,
    )
    assert accepted(world.br, token, user) == seat
    with world.br.staff():
        acts = AuditEntry.objects.values_list("act", flat=True)
        assert {"invitation.send", "invitation.accept", "membership.add"} <= set(acts)


def test_an_ended_seat_does_not_come_back_by_the_same_link(world):
    user = person("nova@exemplo.test")
    token = invited(world.br)
    seat = accepted(world.br, token, user)
    with world.br.desk():
        seating.end_seat(seat=seat, actor=world.br.people["lead"], roles={"lead"})
    with pytest.raises(Refused, match="already been used"):
        accepted(world.br, token, user)


def test_an_invitation_is_for_its_address(world):
    token = invited(world.br)
    with pytest.raises(Refused, match=r"n•••@exemplo\.test.*stranger@nowhere\.test"):
        accepted(world.br, token, world.stranger)


def test_an_address_that_is_not_proved_does_not_count(world):
    user = User.objects.create_user("nova@exemplo.test", "senha-de-teste-longa")
    with pytest.raises(Refused, match="was sent to"):
        accepted(world.br, invited(world.br), user)


def test_an_expired_invitation_is_refused(world):
    user, token = person("nova@exemplo.test"), invited(world.br)
    later = time_machine.travel(timezone.now() + timedelta(days=15), tick=False)
    with later, pytest.raises(Refused, match="expired"):
        accepted(world.br, token, user)


def test_a_withdrawn_invitation_is_refused(world):
    user, token = person("nova@exemplo.test"), invited(world.br)
    with world.br.desk():
        invitation = Invitation.objects.get()
        for _twice in range(2):
            inviting.withdraw_invitation(
                invitation=invitation, actor=world.br.people["lead"], roles={"lead"}
            )
    with pytest.raises(Refused, match="withdrawn"):
        accepted(world.br, token, user)


def test_a_second_invitation_makes_the_first_worthless(world):
    user = person("nova@exemplo.test")
    first, second = invited(world.br), invited(world.br)
    with pytest.raises(Refused, match="withdrawn"):
        accepted(world.br, first, user)
    assert accepted(world.br, second, user).active


@pytest.mark.parametrize("token", ["", "x", "ä" * 40])
def test_an_unknown_link_is_none(world, token):
    with pytest.raises(LookupError):
        accepted(world.br, token, world.stranger)


def test_a_link_opens_nothing_in_another_programme(world):
    token = invited(world.br)
    with pytest.raises(LookupError):
        accepted(world.ar, token, person("nova@exemplo.test"))


def test_who_sits_there_is_not_invited_again(world):
    with pytest.raises(Refused, match="already sits here"):
        invited(world.br, "CONTRIBUTOR@br.test")


@pytest.mark.parametrize(
    ("actor", "role"),
    [
        ("contributor", "contributor"),
        ("signatory", "lead"),
        ("lead", "analyst"),
        ("alternate", "operator"),
    ],
)
def test_nobody_invites_beyond_their_own_right(world, actor, role):
    with pytest.raises(PermissionDenied):
        invited(world.br, actor=actor, role=role)


def test_only_an_operator_makes_operators(world):
    with pytest.raises(PermissionDenied):
        invited(world.br, actor="administrator", role="operator", government=None)
    assert invited(world.br, actor="operator", role="operator", government=None)


def test_a_coordinator_invites_people_of_governments_alone(world):
    assert invited(world.br, actor="coordinator", role="lead")
    with pytest.raises(PermissionDenied):
        invited(world.br, actor="coordinator", role="analyst", government=None)


def test_lead_and_signatory_are_two_people_when_the_edition_says_so(world):
    running = cycle.edition(world.br, separate_signatory=True)
    with world.br.staff():
        Participation.objects.create(edition=running, government=world.br.here)
    with pytest.raises(Refused, match="two people"):
        invited(world.br, "lead@br.test", role="signatory")
    token = invited(world.br, "nova@exemplo.test", role="signatory")
    user = person("nova@exemplo.test")
    with world.br.staff():
        Membership.objects.create(user=user, role=Role.LEAD, government=world.br.here)
    with pytest.raises(Refused, match="two people"):
        accepted(world.br, token, user)


class TestEnding:
    def ended(self, country, role, *, by, government=True):
        seat = country.seat(role)
        with country.desk() if government else country.staff():
            return seating.end_seat(seat=seat, actor=country.people[by], roles={by})

    def test_the_last_lead_stays(self, world):
        with pytest.raises(Refused, match="only reference person"):
            self.ended(world.br, "lead", by="lead")

    def test_a_lead_leaves_to_a_successor(self, world):
        user, token = person("nova@exemplo.test"), invited(world.br, role="lead")
        accepted(world.br, token, user)
        seat = self.ended(world.br, "lead", by="lead")
        assert not seat.active
        assert seat.ended_at

    def test_an_alternate_does_not_send_the_lead_away(self, world):
        with pytest.raises(PermissionDenied):
            self.ended(world.br, "lead", by="alternate")

    def test_the_staff_may_end_the_last_lead(self, world):
        assert not self.ended(world.br, "lead", by="administrator", government=False).active

    def test_somebody_is_left_who_can_invite(self, world):
        self.ended(world.br, "administrator", by="operator", government=False)
        with pytest.raises(Refused, match="must be left"):
            self.ended(world.br, "operator", by="operator", government=False)

    def test_ending_twice_ends_once(self, world):
        seat = world.br.seat("contributor")
        with world.br.desk():
            for _twice in range(2):
                seating.end_seat(seat=seat, actor=world.br.people["lead"], roles={"lead"})
            assert AuditEntry.objects.filter(act="membership.end").count() == 1


def test_an_expired_invitation_is_asked_for_again_once(world):
    token = invited(world.br)
    with enter(world.br.programme, side=Side.PUBLIC), pytest.raises(Refused, match="still valid"):
        inviting.ask_again(token)
    with time_machine.travel(timezone.now() + timedelta(days=15), tick=False):
        for _twice in range(2):
            with enter(world.br.programme, side=Side.PUBLIC):
                inviting.ask_again(token)
    with world.br.staff():
        asked = MailMessage.objects.filter(kind="invitation_again")
        addresses = {one.to.split("<")[-1].rstrip(">") for one in asked}
        assert asked.count() == len(addresses)
        assert addresses == {
            f"{role}@br.test" for role in ("operator", "administrator", "lead", "alternate")
        }
        assert all("/br/" in one.text for one in asked)
