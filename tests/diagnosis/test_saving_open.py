"""Which questions can be answered, and when: the calendar, the state and the form decide."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from certification.diagnosis.models import Diagnosis, Round, Verdict
from certification.diagnosis.saving import Outdated, save_answer
from certification.editions.models import Extension, Participation, Window
from migracidades.kit.errors import Refused
from tests.diagnosis import building
from tests.diagnosis.building import save


class TestWhen:
    def move(self, br, **changes):
        with br.staff():
            Window.objects.filter(step="diagnosis").update(**changes)

    def test_before_it_opens(self, br, diagnosis):
        later = timezone.now() + timedelta(days=1)
        self.move(br, opens_at=later)
        with pytest.raises(Refused, match=str(later.year)):
            save(br, diagnosis, "D1.1", "yes")

    def test_after_it_closed(self, br, diagnosis):
        self.move(br, closes_at=timezone.now() - timedelta(days=1))
        with pytest.raises(Refused):
            save(br, diagnosis, "D1.1", "yes")

    @pytest.mark.parametrize("whose", [None, "here"])
    def test_an_extension_opens_it_again(self, br, diagnosis, whose):
        self.move(br, closes_at=timezone.now() - timedelta(days=1))
        self.extend(br, diagnosis, br.here if whose else None)
        assert save(br, diagnosis, "D1.1", "yes").changed

    def test_an_extension_of_somebody_else_does_not(self, br, diagnosis):
        self.move(br, closes_at=timezone.now() - timedelta(days=1))
        self.extend(br, diagnosis, br.sibling)
        with pytest.raises(Refused):
            save(br, diagnosis, "D1.1", "yes")

    def extend(self, br, diagnosis, beneficiary):
        with br.staff():
            Extension.objects.create(
                edition=diagnosis.participation.edition,
                step="diagnosis",
                beneficiary=beneficiary,
                closes_at=timezone.now() + timedelta(days=1),
                reason="Enchente",
                made_by=br.people["coordinator"],
            )

    def test_a_step_without_dates(self, br, diagnosis):
        with br.staff():
            Window.objects.all().delete()
        with pytest.raises(Refused):
            save(br, diagnosis, "D1.1", "yes")

    def test_after_a_withdrawal(self, br, diagnosis):
        with br.staff():
            Participation.objects.update(withdrawn_at=timezone.now())
        with pytest.raises(Refused):
            save(br, diagnosis, "D1.1", "yes")

    @pytest.mark.parametrize(
        "state", ["submitted", "in_review", "approved", "validated", "consented", "lapsed"]
    )
    def test_a_diagnosis_that_left_the_desk(self, br, diagnosis, state):
        with br.staff():
            Diagnosis.objects.update(state=state)
        with pytest.raises(Refused):
            save(br, diagnosis, "D1.1", "yes")

    def test_a_save_that_was_acknowledged_stays_so_after_closing(self, br, diagnosis):
        one = uuid4()
        save(br, diagnosis, "D1.1", "yes", save_id=one)
        self.move(br, closes_at=timezone.now() - timedelta(days=1))
        assert save(br, diagnosis, "D1.1", "yes", save_id=one).changed is False


class TestReturned:
    @pytest.fixture
    def asked_about(self, br, diagnosis):
        """Returned for the second time, with a request on D1.1 alone."""
        with br.staff():
            self.round(br, diagnosis, 1, "D2.2")
            self.round(br, diagnosis, 2, "D1.1")
            Diagnosis.objects.update(state="returned")
        return diagnosis

    def round(self, br, diagnosis, number, code):
        here = {"government": br.here, "diagnosis": diagnosis}
        made = Round.objects.create(
            **here,
            number=number,
            receipt=f"D-{number}",
            answers_digest="x",
            submitted_by=br.people["lead"],
        )
        fresh = building.loaded(diagnosis)
        Verdict.objects.create(
            **here,
            round=made,
            indicator_id=building.indicator(fresh, code).id,
            outcome="requested",
            comment="Falta a página",
            released=True,
            decided_by=br.seat("analyst"),
        )

    def test_only_what_was_asked_for_is_open(self, br, asked_about):
        assert save(br, asked_about, "D1.1", "yes").changed
        with pytest.raises(Refused):
            save(br, asked_about, "D2.2", "texto")

    def test_and_what_hangs_on_it(self, br, asked_about):
        assert save(br, asked_about, "D1.2", "no").changed


class TestWhatIsAsked:
    def test_an_answer_to_a_question_not_asked_is_kept_and_said_so(self, br, diagnosis):
        save(br, diagnosis, "D1.1", "no")
        saved = save(br, diagnosis, "D1.2", "yes")
        assert saved.changed
        assert "D1.2" not in saved.sheet.asked
        assert saved.sheet.progress().total == 5
        assert "D1.2" in save(br, diagnosis, "D1.1", "yes", base_version=1).sheet.asked

    def test_beyond_the_competence_of_the_level(self, br, diagnosis):
        with pytest.raises(KeyError):
            save(br, diagnosis, "D2.3", "yes")

    def test_an_optional_dimension_that_is_not_switched_on(self, br, diagnosis):
        with pytest.raises(KeyError):
            save(br, diagnosis, "T1.1", "yes")

    def test_a_dimension_switched_on_meanwhile(self, br, diagnosis):
        with br.desk():
            old = building.loaded(diagnosis)
        with br.staff():
            edition = diagnosis.participation.edition
            edition.optional_dimensions = ["T1"]
            edition.save()
        with br.desk(), pytest.raises(Outdated):
            save_answer(
                diagnosis=old,
                indicator=building.indicator(old, "D1.1"),
                raw=["yes"],
                author=br.people["lead"],
                roles={"lead"},
                base_version=0,
                save_id=uuid4(),
            )
        assert save(br, diagnosis, "T1.1", "yes").changed
