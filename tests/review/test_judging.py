"""A verdict per answer, and what carries a diagnosis from hand to hand."""

import pytest
from django.core.exceptions import PermissionDenied

from certification.diagnosis.models import Diagnosis, Verdict
from certification.review import carrying
from certification.review.judging import Judgement, judge, standing_verdicts, unjudged
from certification.review.models import Assignment
from migracidades.kit.errors import Refused
from migracidades.ledger import outbox
from migracidades.ledger.models import MailMessage
from tests import cycle

Outcome = Verdict.Outcome
CONFIRM = Judgement(Outcome.CONFIRMED)


def confirm_all(review) -> None:
    for indicator in unjudged(review.diagnosis, carrying.asked_codes(review.diagnosis)):
        judge(review.diagnosis, indicator, CONFIRM, seat=review.seat)


def request(review, code: str = "D2.1") -> None:
    asked = Judgement(Outcome.REQUESTED, comment="Falta o protocolo.")
    judge(review.diagnosis, review.asks(code), asked, seat=review.seat)


class TestJudging:
    def test_a_confirmed_answer_is_taken_as_it_stands(self, review):
        with review.country.staff():
            verdict = judge(review.diagnosis, review.asks("D1.1"), CONFIRM, seat=review.seat)
            assert (verdict.value, verdict.released) == ("partial", False)

    def test_a_second_verdict_replaces_the_first(self, review):
        with review.country.staff():
            judge(review.diagnosis, review.asks("D1.1"), CONFIRM, seat=review.seat)
            changed = Judgement(Outcome.ADJUSTED, comment="O decreto foi revogado.", raw=["no"])
            judge(review.diagnosis, review.asks("D1.1"), changed, seat=review.seat)
            (verdict,) = standing_verdicts(review.diagnosis).values()
            assert (verdict.outcome, verdict.value) == (Outcome.ADJUSTED, "no")

    @pytest.mark.parametrize(
        "judgement",
        [
            Judgement("whatever"),
            Judgement(Outcome.REQUESTED),
            Judgement(Outcome.ADJUSTED, raw=["no"]),
            Judgement(Outcome.ADJUSTED, comment="Outra."),
            Judgement(Outcome.ADJUSTED, comment="Outra.", raw=["of-another-version"]),
            Judgement(Outcome.CONFIRMED, comment="x" * 5001),
        ],
    )
    def test_a_verdict_that_says_too_little_or_too_much_is_refused(self, review, judgement):
        with review.country.staff(), pytest.raises(Refused):
            judge(review.diagnosis, review.asks("D1.1"), judgement, seat=review.seat)

    @pytest.mark.parametrize("role", ["observer", "issuer", "administrator", "operator"])
    def test_only_who_reviews_may_judge(self, review, role):
        seat = review.country.seat(role)
        with review.country.staff(), pytest.raises(PermissionDenied):
            judge(review.diagnosis, review.asks("D1.1"), CONFIRM, seat=seat)

    def test_nothing_is_judged_out_of_review(self, review):
        with review.country.staff():
            Diagnosis.objects.update(state="approved")
            with pytest.raises(Refused):
                judge(review.diagnosis, review.asks("D1.1"), CONFIRM, seat=review.seat)

    def test_the_government_reads_a_verdict_only_once_it_is_released(self, review):
        with review.country.staff():
            request(review)
        with review.country.desk():
            assert not Verdict.objects.exists()
        with review.country.staff():
            carrying.return_(
                review.diagnosis, actor=review.seat.user, roles={"analyst"}, message="Veja."
            )
        with review.country.desk():
            assert Verdict.objects.get().comment == "Falta o protocolo."
        with review.country.desk(review.country.sibling):
            assert not Verdict.objects.exists()


class TestCarrying:
    def test_whoever_takes_it_has_it(self, review):
        with review.country.staff():
            assert Assignment.objects.get().analyst == review.seat
            assert carrying.take(review.diagnosis, seat=review.seat) is False

    def test_a_return_needs_a_request_and_a_message(self, review):
        who = {"actor": review.seat.user, "roles": {"analyst"}}
        with review.country.staff():
            with pytest.raises(Refused):
                carrying.return_(review.diagnosis, message="Veja.", **who)
            request(review)
            with pytest.raises(Refused):
                carrying.return_(review.diagnosis, message=" ", **who)
            assert carrying.return_(review.diagnosis, message="Veja.", **who)

    def test_those_who_lead_are_told_what_is_asked_once(self, review):
        with review.country.staff():
            request(review)
            carrying.return_(
                review.diagnosis, actor=review.seat.user, roles={"analyst"}, message="Veja isto."
            )
        assert outbox.drain(review.country.programme) == []
        with review.country.staff():
            told = MailMessage.objects.filter(kind="diagnosis_returned")
            assert {one.to.split("<")[1] for one in told} == {"lead@br.test>", "alternate@br.test>"}
            assert all("Falta o protocolo." in one.text for one in told)

    def test_an_approval_needs_every_verdict_and_no_open_request(self, review):
        who = {"actor": review.seat.user, "roles": {"analyst"}}
        with review.country.staff():
            with pytest.raises(Refused) as refusal:
                carrying.approve(review.diagnosis, **who)
            assert "D1.1" in refusal.value.message
            confirm_all(review)
            request(review)
            with pytest.raises(Refused):
                carrying.approve(review.diagnosis, **who)
            judge(review.diagnosis, review.asks("D2.1"), CONFIRM, seat=review.seat)
            assert carrying.approve(review.diagnosis, **who)

    def test_each_signature_is_its_own_role(self, review):
        staff, people = review.diagnosis, review.country.people
        with review.country.staff():
            confirm_all(review)
            carrying.approve(staff, actor=people["analyst"], roles={"analyst"})
            with pytest.raises(PermissionDenied):
                carrying.validate(staff, actor=people["analyst"], roles={"analyst"})
            carrying.validate(staff, actor=people["coordinator"], roles={"coordinator"})
            with pytest.raises(PermissionDenied):
                carrying.consent(staff, actor=people["coordinator"], roles={"coordinator"})
            carrying.consent(staff, actor=people["issuer"], roles={"issuer"})
            assert Diagnosis.objects.get().state == "consented"

    def test_in_the_next_round_only_what_was_asked_waits_for_a_verdict(self, review):
        country = review.country
        with country.staff():
            confirm_all(review)
            request(review)
            carrying.return_(
                review.diagnosis, actor=review.seat.user, roles={"analyst"}, message="Veja."
            )
        cycle.answer(country, review.diagnosis, "D2.1", "yes", base_version=1)
        cycle.sign(country, review.diagnosis)
        with country.desk():
            cycle.submit(review.diagnosis, actor=country.people["lead"], roles={"lead"})
        with country.staff():
            carrying.take(review.diagnosis, seat=review.seat)
            waiting = unjudged(review.diagnosis, carrying.asked_codes(review.diagnosis))
            assert [one.code for one in waiting] == ["D2.1"]
