"""From an admission to a receipt, and back to the desk."""

import pytest
from django.core.exceptions import PermissionDenied

from certification.diagnosis import signoff
from certification.diagnosis.models import Diagnosis, Round
from certification.diagnosis.opening import open_diagnosis
from certification.diagnosis.queries import answers_of
from certification.diagnosis.submitting import Incomplete, submit
from certification.editions.models import Participation
from migracidades.kit.errors import Refused
from migracidades.ledger import outbox
from migracidades.ledger.models import MailMessage
from tests import cycle


def hand_in(br, made, role="lead") -> Round:
    with br.desk():
        return submit(made, actor=br.people[role], roles={role})


class TestOpening:
    def test_an_admission_opens_it_once(self, br):
        edition = cycle.edition(br)
        with br.staff():
            taking_part = Participation.objects.create(edition=edition, government=br.here)
            for _twice in range(2):
                outbox.emit("application.admitted", participation_id=taking_part.pk)
        assert outbox.drain(br.programme) == []
        with br.desk():
            made = Diagnosis.objects.get()
            assert made.questionnaire_id == edition.questionnaire_id
            assert (made.state, made.government_id) == ("open", br.here.pk)

    def test_an_edition_without_a_questionnaire_says_so(self, br):
        edition = cycle.edition(br, questionnaire=None)
        with br.staff():
            taking_part = Participation.objects.create(edition=edition, government=br.here)
            with pytest.raises(Refused, match="2026"):
                open_diagnosis(taking_part)


class TestSignOff:
    def test_it_holds_until_an_answer_changes(self, br):
        made = cycle.diagnosis(br)
        cycle.answer_all(br, made)
        cycle.sign(br, made)
        assert self.holds(br, made)
        cycle.answer(br, made, "D1.1", "partial", base_version=1)
        assert not self.holds(br, made)
        with br.desk():
            changed = signoff.changed_since(cycle.loaded(made), answers_of(made))
        assert [one.value for one in changed] == ["partial"]

    def holds(self, br, made) -> bool:
        with br.desk():
            return signoff.holds(cycle.loaded(made), answers_of(made))

    def test_not_before_all_is_answered(self, br):
        with pytest.raises(Refused):
            cycle.sign(br, cycle.diagnosis(br))

    def test_not_of_answers_that_changed_under_the_signatorys_eyes(self, br):
        made = cycle.diagnosis(br)
        cycle.answer_all(br, made)
        with br.desk():
            seen = signoff.digest_of(answers_of(made))
        cycle.answer(br, made, "D1.1", "no", base_version=1)
        with br.desk(), pytest.raises(Refused):
            signoff.sign_off(made, actor=br.people["signatory"], roles={"signatory"}, seen=seen)

    @pytest.mark.parametrize("role", ["lead", "alternate", "contributor", "coordinator"])
    def test_the_signatorys_alone(self, br, role):
        made = cycle.diagnosis(br)
        with br.desk(), pytest.raises(PermissionDenied):
            signoff.sign_off(made, actor=br.people[role], roles={role}, seen="")


class TestSubmitting:
    def test_a_round_with_a_receipt(self, br):
        made = cycle.submitted(br)
        assert (made.number, len(made.answers_digest)) == (1, 64)
        assert made.receipt.startswith("D-")
        assert len(made.receipt) == len("D-7K3F-9MWD")
        with br.desk():
            assert cycle.loaded(made.diagnosis).state == "submitted"

    def test_twice_is_once(self, br):
        first = cycle.submitted(br)
        again = hand_in(br, first.diagnosis)
        assert (again.pk, again.receipt) == (first.pk, first.receipt)
        with br.desk():
            assert Round.objects.count() == 1

    def test_the_receipt_goes_to_those_who_lead(self, br):
        made = cycle.submitted(br)
        assert outbox.drain(br.programme) == []
        with br.staff():
            mails = MailMessage.objects.filter(kind="diagnosis_receipt")
            assert {one.to for one in mails} == {
                '"Lead br" <lead@br.test>',
                '"Alternate br" <alternate@br.test>',
            }
            assert made.receipt in mails[0].text
            assert f"/br/desk/{br.here.code}/2026/diagnosis/receipts/1/" in mails[0].text

    def test_not_while_answers_are_missing(self, br):
        made = cycle.diagnosis(br)
        with pytest.raises(Incomplete) as incomplete:
            hand_in(br, made)
        assert "D1.1" in {one.code for one in incomplete.value.missing}
        assert "D1.3" not in {one.code for one in incomplete.value.missing}

    def test_not_without_the_sign_off_the_edition_asks_for(self, br):
        made = cycle.diagnosis(br)
        cycle.answer_all(br, made)
        with pytest.raises(Refused):
            hand_in(br, made)

    def test_without_it_where_the_edition_does_not_ask(self, br):
        made = cycle.diagnosis(br, signoff_required=False)
        cycle.answer_all(br, made)
        assert hand_in(br, made).number == 1

    @pytest.mark.parametrize("role", ["contributor", "signatory", "coordinator"])
    def test_by_those_who_lead_alone(self, br, role):
        with pytest.raises(PermissionDenied):
            hand_in(br, cycle.diagnosis(br), role)

    def test_not_after_the_deadline(self, br):
        made = cycle.diagnosis(br, signoff_required=False)
        cycle.answer_all(br, made)
        with br.staff():
            made.participation.edition.windows.filter(step="diagnosis").delete()
        with pytest.raises(Refused):
            hand_in(br, made)

    def test_no_data_counts_as_an_answer(self, br):
        made = cycle.diagnosis(br, signoff_required=False)
        cycle.answer_all(br, made)
        cycle.answer(br, made, "D2.2", standing="no_data", reason="Não se mede", base_version=1)
        assert hand_in(br, made).number == 1

    def test_a_second_round_after_a_return(self, br):
        first = cycle.submitted(br)
        with br.staff():
            Diagnosis.objects.update(state="returned")
        second = hand_in(br, first.diagnosis)
        assert second.number == 2
        assert second.receipt != first.receipt
        assert second.answers_digest == first.answers_digest
