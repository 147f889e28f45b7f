"""Departments get their parts, say when they are ready, and whoever leads sees how far they are."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from certification.diagnosis.delegation import assigning, copying, readying
from certification.diagnosis.delegation.assigning import Charge, Stale, Unfit
from certification.diagnosis.delegation.shares import shares_of, unassigned
from certification.diagnosis.models import Part
from certification.diagnosis.queries import answers_of, sheet_of
from certification.governments.handing_over import hand_over
from certification.governments.inviting import accept, withdraw_invitation
from certification.governments.seating import end_seat
from migracidades.kit.errors import Refused
from migracidades.ledger import outbox
from migracidades.ledger.models import MailMessage
from migracidades.tenancy.models import Invitation
from migracidades.tenancy.scope import Side, enter
from tests import cycle
from tests.diagnosis import building
from tests.diagnosis.building import give, save
from tests.governments.conftest import token_for
from tests.world import person

HEALTH = Charge("Saúde", dimensions=("D2",), indicators=("D1.2", "D2.1"))
EMAIL = "nova@saude.test"


@pytest.fixture
def diagnosis(br):
    made = building.diagnosis(br)
    with br.staff():
        Part.objects.all().delete()
    return made


def assign(br, diagnosis, charge=HEALTH, **more) -> Part:
    who = {"actor": br.people["lead"], "roles": {"lead"}} | more
    with br.desk(diagnosis.government_id):
        return assigning.assign(building.loaded(diagnosis), charge, **who)


def change(br, part, charge, **more) -> Part:
    who = {"actor": br.people["lead"], "roles": {"lead"}, "seen": part.assigned_at} | more
    with br.desk():
        return assigning.change(part, charge, **who)


def mails(br, kind) -> list[tuple[str, str]]:
    outbox.drain(br.programme)
    with br.staff():
        found = MailMessage.objects.filter(kind=kind).order_by("created_at")
        return [(one.to, one.text) for one in found]


def of(charge: Charge, **other) -> Charge:
    return Charge(**vars(charge) | other)


class TestAssigning:
    def test_a_part_holds_what_was_chosen_once(self, br, diagnosis):
        part = assign(br, diagnosis)
        assert (part.dimensions, part.indicators) == (["D2"], ["D1.2"])
        assert (part.department, part.seat, part.assigned_by) == ("Saúde", None, br.people["lead"])

    def test_twice_is_once(self, br, diagnosis):
        seated = of(HEALTH, seat=br.seat("contributor"))
        assert assign(br, diagnosis, seated) == assign(br, diagnosis, seated)
        assert assign(br, diagnosis) == assign(br, diagnosis)
        with br.staff():
            assert Part.objects.count() == 2
        assert len(mails(br, "part_assigned")) == 1

    @pytest.mark.parametrize("role", ["contributor", "signatory", "coordinator"])
    def test_by_those_who_lead_alone(self, br, diagnosis, role):
        part = assign(br, diagnosis)
        for act in (
            lambda: assign(br, diagnosis, of(HEALTH, department="X"), roles={role}),
            lambda: change(br, part, of(HEALTH, department="X"), roles={role}),
            lambda: assigning.end(part, actor=br.people[role], roles={role}),
        ):
            with br.desk(), pytest.raises(PermissionDenied):
                act()

    @pytest.mark.parametrize(
        ("field", "said"),
        [
            ("department", {"department": " "}),
            ("dimensions", {"dimensions": ("D9",), "indicators": ("D9.1",)}),
            ("due", {"due": timezone.localdate() + timedelta(days=60)}),
        ],
    )
    def test_what_cannot_be_is_said_beside_its_field(self, br, diagnosis, field, said):
        with pytest.raises(Unfit) as unfit:
            assign(br, diagnosis, of(HEALTH, **said))
        assert unfit.value.field == field

    def test_a_seat_or_an_address_has_one_part(self, br, diagnosis):
        assign(br, diagnosis, of(HEALTH, seat=br.seat("contributor")))
        assign(br, diagnosis, of(HEALTH, email=EMAIL))
        for taken in ({"email": "contributor@br.test"}, {"email": EMAIL}):
            with pytest.raises(Unfit, match="Saúde"):
                assign(br, diagnosis, of(HEALTH, department="Educação", **taken))

    def test_who_gets_it_is_told_what_and_until_when(self, br, diagnosis):
        due = timezone.localdate() + timedelta(days=5)
        seated = of(HEALTH, seat=br.seat("contributor"), due=due, message="Vejam com o posto.")
        assign(br, diagnosis, seated)
        ((to, text),) = mails(br, "part_assigned")
        assert "contributor@br.test" in to
        for told in ("3 perguntas", "Acesso à saúde: a dimensão inteira", "D1.2", "Vejam com"):
            assert told in text
        assert "/br/desk/9900011/2026/diagnosis/" in text


class TestChanging:
    def test_another_seat_takes_it_over_and_both_are_told(self, br, diagnosis):
        part = assign(br, diagnosis, of(HEALTH, seat=br.seat("contributor")))
        mails(br, "part_assigned")
        change(br, part, of(HEALTH, seat=br.seat("alternate")))
        assert "alternate@br.test" in mails(br, "part_assigned")[-1][0]
        assert ["contributor@br.test" in to for to, _text in mails(br, "part_ended")] == [True]
        with pytest.raises(Refused):
            save(br, diagnosis, "D2.2", "x", author=br.people["contributor"], roles={"contributor"})

    def test_a_colleagues_change_is_not_run_over(self, br, diagnosis):
        part = assign(br, diagnosis)
        change(br, part, of(HEALTH, message="da suplente"), actor=br.people["alternate"])
        with pytest.raises(Stale, match="Alternate br") as stale:
            change(br, part, of(HEALTH, message="da líder"))
        assert stale.value.stands.message == "da suplente"
        assert change(br, part, of(HEALTH, message="da suplente")).message == "da suplente"

    def test_other_questions_take_back_that_it_is_ready(self, br, diagnosis):
        part = assign(br, diagnosis)
        with br.desk():
            readying.mark_ready(part, actor=br.people["lead"], roles={"lead"})
        told = change(br, part, of(HEALTH, message="Obrigada"))
        assert told.ready_at
        assert change(br, told, of(HEALTH, dimensions=("D1",))).ready_at is None

    def test_an_ended_part_is_not_changed_and_ends_once(self, br, diagnosis):
        part = assign(br, diagnosis, of(HEALTH, seat=br.seat("contributor")))
        for _again in range(2):
            with br.desk():
                assigning.end(part, actor=br.people["lead"], roles={"lead"})
        assert len(mails(br, "part_ended")) == 1
        with pytest.raises(Refused):
            change(br, part, of(HEALTH, message="x"))


class TestInviting:
    @pytest.fixture
    def promised(self, br, diagnosis) -> Part:
        return assign(br, diagnosis, of(HEALTH, email=EMAIL))

    def test_accepting_gives_the_seat_and_the_part(self, br, diagnosis, promised):
        assert assign(br, diagnosis, of(HEALTH, email=EMAIL)) == promised
        assert len(mails(br, "invitation")) == 1
        newcomer = person(EMAIL, "Nina")
        token = token_for(br, EMAIL)
        with enter(br.programme, side=Side.PUBLIC, user=newcomer):
            seat = accept(token=token, user=newcomer)
        with br.desk():
            promised.refresh_from_db()
        assert (promised.seat_id, promised.email) == (seat.pk, "")
        assert seat.department == "Saúde"
        assert save(br, diagnosis, "D2.2", "x", author=newcomer, roles={"contributor"}).changed

    def test_withdrawn_it_waits_for_somebody_else(self, br, diagnosis, promised):
        who = {"actor": br.people["lead"], "roles": {"lead"}}
        with br.desk():
            withdraw_invitation(invitation=Invitation.objects.get(email=EMAIL), **who)
            (share,) = shares_of(diagnosis, sheet_of(diagnosis), [])
            assert share.invitation is None
            assigning.invite_again(promised, **who)
            (share,) = shares_of(diagnosis, sheet_of(diagnosis), [])
            assert share.invitation is not None

    def test_a_second_part_does_not_come_to_one_seat(self, br, diagnosis, promised):
        give(br, diagnosis, "D1")
        with br.staff():
            Part.objects.filter(pk=promised.pk).update(email="contributor@br.test")
            invitation = Invitation.objects.get(email=EMAIL)
            invitation.email = "contributor@br.test"
            from certification.diagnosis.delegation.seating import take_part

            take_part(invitation=invitation, seat=br.seat("contributor"))
            promised.refresh_from_db()
            assert promised.seat is None


class TestSeats:
    def test_a_hand_over_keeps_the_part_and_an_end_leaves_it_to_the_lead(self, br, diagnosis):
        part = assign(br, diagnosis, of(HEALTH, seat=br.seat("contributor")))
        who = {"actor": br.people["lead"], "roles": {"lead"}}
        newcomer = person(EMAIL, "Nina")
        with br.desk():
            seat = hand_over(part.seat, to=newcomer, **who)
            saved = save(br, diagnosis, "D2.2", "x", author=newcomer, roles={"contributor"})
            assert saved.changed
            end_seat(seat=seat, **who)
            (share,) = shares_of(diagnosis, sheet_of(diagnosis), [])
        assert (share.was_left, share.people) == (True, [])
        with pytest.raises(Refused):
            save(br, diagnosis, "D2.1", "es", author=newcomer, roles={"contributor"})


class TestReady:
    @pytest.fixture
    def part(self, br, diagnosis) -> Part:
        return assign(br, diagnosis, of(HEALTH, seat=br.seat("contributor")))

    def mark(self, br, part, role="contributor", act=readying.mark_ready) -> Part:
        with br.desk():
            act(part, actor=br.people[role], roles={role})
            return Part.objects.get(pk=part.pk)

    def share(self, br, diagnosis):
        with br.desk():
            answers = answers_of(diagnosis)
            return shares_of(diagnosis, sheet_of(diagnosis, answers), answers)[0]

    def test_those_who_lead_are_told_once(self, br, part):
        first = self.mark(br, part)
        assert self.mark(br, part).ready_at == first.ready_at
        assert first.ready_by == br.people["contributor"]
        told = [to for to, _text in mails(br, "part_ready")]
        assert sorted("alternate" in to for to in told) == [False, True]

    def test_an_answer_after_it_shows_until_it_is_marked_again(self, br, diagnosis, part):
        self.mark(br, part)
        save(br, diagnosis, "D1.1", "yes")
        assert self.share(br, diagnosis).changed == []
        save(br, diagnosis, "D2.2", "Outra coisa")
        assert [one.code for one in self.share(br, diagnosis).changed] == ["D2.2"]
        self.mark(br, part)
        assert self.share(br, diagnosis).changed == []

    def test_it_is_taken_back(self, br, diagnosis, part):
        self.mark(br, part)
        assert self.mark(br, part, act=readying.take_back).ready_at is None

    @pytest.mark.parametrize("role", ["signatory", "coordinator"])
    def test_by_who_sits_there_or_leads_alone(self, br, part, role):
        with pytest.raises(PermissionDenied):
            self.mark(br, part, role)
        assert self.mark(br, part, "lead").ready_at

    def test_not_by_another_contributor(self, br, diagnosis):
        part = assign(br, diagnosis, of(HEALTH, seat=br.seat("alternate")))
        with pytest.raises(PermissionDenied):
            self.mark(br, part)

    def test_not_once_the_diagnosis_is_handed_in(self, br, diagnosis, part):
        cycle.submitted(br, diagnosis)
        with pytest.raises(Refused):
            self.mark(br, part)


class TestTogether:
    def test_what_is_missing_shared_and_with_nobody(self, br, diagnosis):
        assign(br, diagnosis)
        assign(br, diagnosis, Charge("Educação", indicators=("D2.2", "D1.3")))
        save(br, diagnosis, "D2.2", "texto")
        with br.desk():
            answers = answers_of(diagnosis)
            sheet = sheet_of(diagnosis, answers)
            education, health = shares_of(diagnosis, sheet, answers)
            left = [one.code for one in unassigned(sheet, [education, health]).indicators]
        assert [one.code for one in education.missing] == ["D1.3"]
        assert (education.others, health.others) == (["Saúde"], ["Educação"])
        assert left == ["D1.1", "D1.4"]
        assert health.last.value == "texto"

    def test_a_new_edition_begins_as_the_last_one(self, br, diagnosis):
        assign(br, diagnosis, of(HEALTH, seat=br.seat("contributor"), message="de 2026"))
        assign(br, diagnosis, Charge("Arquivo", dimensions=("D1",)))
        assign(br, diagnosis, Charge("Cultura", dimensions=("D1",), email=EMAIL))
        asked = diagnosis.questionnaire
        with br.staff():
            later = cycle.edition(br, year=2027, questionnaire=asked)
        fresh = cycle.diagnosis(br, of=later)
        with br.staff():
            Part.objects.filter(diagnosis=fresh).delete()
        who = {"actor": br.people["lead"], "roles": {"lead"}}
        with br.desk():
            here = building.loaded(fresh)
            made = copying.copy_last(here, **who)
            assert copying.copy_last(here, **who) == []
        assert [one.department for one in made] == ["Arquivo", "Saúde"]
        assert (made[1].seat, made[1].message) == (br.seat("contributor"), "")
        assert (made[1].dimensions, made[1].indicators) == (["D2"], ["D1.2"])
