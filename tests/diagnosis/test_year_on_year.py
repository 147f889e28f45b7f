"""What changed since the last edition, on the questions both asked alike."""

import pytest

from tests import cycle
from tests.diagnosis import building
from tests.diagnosis.returning import (
    in_a_folder_of_its_own,
    last_year,
    lead,
    newer,
)

__all__ = ["in_a_folder_of_its_own", "last_year", "lead", "newer"]

HERE = "/br/desk/9900011/2026/changes/"


def compared(client) -> dict:
    return {one.dimension.code: one for one in client.get(HERE).context["compared"]}


def named(apart) -> dict[str, str]:
    return {one.indicator.code: one.why.value for one in apart}


@pytest.fixture
def before(br, last_year):
    cycle.concluded(br, last_year, D1_1="partial", D2_2="De antes")


def test_what_was_gained_and_lost_is_counted_and_named(br, before, lead):
    now = building.diagnosis(br)
    building.save(br, now, "D1.1", "yes")
    building.save(br, now, "D1.3", "0")
    building.save(br, now, "D2.2", "De antes")
    first, second = compared(lead)["D1"], compared(lead)["D2"]
    assert (first.common, first.then, first.now) == (2, 1, 1)
    told = {one.indicator.code: (one.before, one.now, one.gained, one.lost) for one in first.moved}
    assert told == {
        "D1.1": ("Parcialmente", "Sim", True, False),
        "D1.3": ("100 pessoas", "0 pessoas", False, True),
    }
    # Asked alike, and waiting for an answer: that is no question that cannot be compared.
    assert named(first.unanswered) == {"D1.2": "now", "D1.4": "now"}
    assert first.apart == []
    assert (second.common, second.moved) == (1, [])


def test_what_is_asked_otherwise_is_never_compared(br, before, newer, lead):
    now = building.diagnosis(br, path=newer)
    for code, answer in (("D1.4", "01/02/2025"), ("D1.9", "3"), ("D2.1", "es"), ("D2.8", "yes")):
        building.save(br, now, code, answer)
    found = compared(lead)
    assert [one.indicator.code for one in found["D1"].moved] == ["D1.9"]  # renamed: the same
    assert named(found["D1"].apart) == {"D1.4": "otherwise"}
    assert named(found["D2"].apart) == {"D2.1": "otherwise", "D2.8": "otherwise"}
    assert named(found["D2"].unanswered) == {"D2.2": "now"}
    page = lead.get(HERE).content.decode()
    assert (
        'Desde que dia? <span class="mc-quiet">(feita de outro modo antes)' in page
    )  # named, with the reason


def test_a_first_diagnosis_has_nothing_to_compare(br, lead):
    building.diagnosis(br)
    page = lead.get(HERE)
    assert page.context["compared"] == []
    assert "primeiro diagnóstico" in page.content.decode()


def test_no_percentage_and_no_rank(br, before, lead):
    building.save(br, building.diagnosis(br), "D1.1", "yes")
    page = lead.get(HERE).content.decode()
    assert "%" not in page.split("<main")[1].split("</main>")[0]


def test_a_claim_is_called_one_until_the_analysis_has_spoken(br, before, lead):
    now = building.diagnosis(br)
    building.save(br, now, "D1.1", "yes")
    page = lead.get(HERE).content.decode()
    assert "declarado: agora bem desenvolvido" in page
    assert (compared(lead)["D1"].then_settled, compared(lead)["D1"].now_settled) == (True, False)


def test_what_the_analysis_verified_is_called_so(br, before, lead):
    cycle.concluded(br, building.diagnosis(br), D1_1="yes")
    page = lead.get(HERE).content.decode()
    assert "agora bem desenvolvido" in page
    assert "declarado" not in page
    assert compared(lead)["D1"].now_settled
