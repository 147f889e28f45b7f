"""What became of the proof and the verdict of an answer decides how it is carried over."""

import pytest

from certification.diagnosis.models import Answer, Evidence
from tests.diagnosis import building
from tests.diagnosis.returning import (
    HERE,
    answers,
    conclude,
    in_a_folder_of_its_own,
    judged,
    last_year,
    lead,
    lose,
    page,
    prove,
    renew,
    withdraw,
)

__all__ = ["in_a_folder_of_its_own", "last_year", "lead"]


class TestProof:
    """An answer is carried as long as what proved it proves it; the rest is asked anew, first."""

    def found(self, br, lead) -> dict:
        building.diagnosis(br)
        return page(lead)

    def test_expired(self, br, last_year, lead):
        prove(br, last_year, "D1.1", days=-1)
        prove(br, last_year, "D2.2", kind="report", days=1)
        conclude(br, last_year)
        found = self.found(br, lead)
        assert found["anew"] == {"D1.1": "expired"}
        assert "D2.2" in found["together"]

    @pytest.mark.parametrize("state", ["dead", "changed"])
    def test_a_link_that_leads_nowhere_or_elsewhere(self, br, last_year, lead, state):
        lost = prove(br, last_year, "D2.2")
        conclude(br, last_year)
        lose(br, lost, state)
        assert self.found(br, lead)["anew"]["D2.2"] == "link"

    @pytest.mark.parametrize("state", ["alive", "shaky"])
    def test_a_link_that_opens_or_rests_for_a_night(self, br, last_year, lead, state):
        lose(br, prove(br, last_year, "D2.2"), state)
        conclude(br, last_year)
        assert "D2.2" in self.found(br, lead)["together"]

    def test_withdrawn(self, br, last_year, lead):
        taken_back = prove(br, last_year, "D2.2")
        conclude(br, last_year)
        withdraw(br, taken_back)
        assert self.found(br, lead)["anew"]["D2.2"] == "withdrawn"

    def test_a_newer_version_is_looked_at_alone(self, br, last_year, lead):
        older = prove(br, last_year, "D2.2")
        conclude(br, last_year)
        renew(br, older)
        assert self.found(br, lead)["alone"]["D2.2"] == ["newer"]
        lead.post(HERE, {"code": "D2.2"})
        with br.desk():
            (kept,) = Evidence.objects.filter(diagnosis__participation__edition__year=2026)
            assert kept.version.title == "Lei nova"

    def test_one_of_two_lost(self, br, last_year, lead):
        prove(br, last_year, "D1.1", title="Lei velha", days=-1)
        prove(br, last_year, "D1.1", title="Lei nova")
        conclude(br, last_year)
        assert self.found(br, lead)["alone"]["D1.1"] == ["less"]
        lead.post(HERE, {"code": "D1.1"})
        with br.desk():
            kept = Evidence.objects.filter(diagnosis__participation__edition__year=2026)
            assert [one.version.title for one in kept] == ["Lei nova"]

    def test_what_is_proved_every_year_is_not_carried_without_proof(self, br, last_year, lead):
        conclude(br, last_year)
        assert self.found(br, lead)["anew"] == {"D1.1": "unproven"}

    def test_that_there_is_nothing_needs_no_proof_and_is_looked_at(self, br, last_year, lead):
        conclude(br, last_year, D1_1="no")
        assert self.found(br, lead)["alone"]["D1.1"] == ["yearly"]

    def test_a_number_is_never_ticked_with_others(self, br, last_year, lead):
        prove(br, last_year, "D1.3")
        conclude(br, last_year)
        assert self.found(br, lead)["alone"]["D1.3"] == ["figure"]


class TestVerdict:
    def test_an_adjusted_answer_says_what_is_kept_and_leaves_the_old_note(
        self, br, last_year, lead
    ):
        conclude(br, last_year)
        with br.staff():
            Answer.objects.filter(diagnosis=last_year).update(note="Está na lei.")
        judged(br, last_year, "D1.2", outcome="adjusted", value="no")
        diagnosis = building.diagnosis(br)
        building.save(br, diagnosis, "D1.1", "yes")
        assert page(lead)["alone"]["D1.2"] == ["adjusted"]
        assert "Guardar: Não" in lead.get(HERE).content.decode()
        lead.post(HERE, {"code": "D1.2"})
        kept = answers(br)["D1.2"]
        assert (kept.value, kept.note) == ("no", "")

    def test_an_answer_the_analysis_asked_about_is_looked_at(self, br, last_year, lead):
        conclude(br, last_year)
        judged(br, last_year, "D2.1", outcome="requested")
        building.diagnosis(br)
        assert page(lead)["alone"]["D2.1"] == ["asked"]
