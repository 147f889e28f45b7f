"""The queue of an edition: what it shows, in which order, through which filter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from certification.diagnosis.models import Diagnosis, Round
from certification.editions.models import Edition, Participation
from certification.review.models import Assignment
from certification.review.queue import Queue
from migracidades.tenancy.models import Government
from tests import cycle
from tests.rows import make
from tests.world import Country


def standing(country: Country, name: str, state: str, days_ago: int | None = None) -> Diagnosis:
    """A diagnosis of a town called so, submitted for the second time so long ago."""
    edition = Edition.objects.get()
    town = make_town(name)
    made = make(
        Diagnosis,
        town,
        participation=Participation.objects.create(edition=edition, government=town),
        questionnaire=edition.questionnaire,
        state=state,
    )
    for number in (1, 2) if days_ago is not None else ():
        when = timezone.now() - timedelta(days=days_ago + 100 * (2 - number))
        make(Round, town, diagnosis=made, number=number, submitted_at=when)
    return made


def make_town(name: str) -> Government:
    return Government.objects.create(
        code=f"98{Government.objects.count():05}",
        level="municipality",
        name=name,
        name_of=f"de {name}",
        sort_name=name.lower(),
        state="AC",
        time_zone="America/Sao_Paulo",
    )


def hand_to(country: Country, made: Diagnosis, role: str, **more: object) -> None:
    Assignment.objects.create(
        government=made.government, diagnosis=made, analyst=country.seat(role), **more
    )


@pytest.fixture
def queue(world) -> dict[str, Diagnosis]:
    """Four diagnoses of Brazil, and one of Argentina that nobody here may see."""
    cycle.edition(world.ar)
    with world.ar.staff():
        standing(world.ar, "Ushuaia", "submitted", 9)
    cycle.edition(world.br)
    with world.br.staff():
        return {
            "new": standing(world.br, "Xapuri", "submitted", 1),
            "old": standing(world.br, "Brasiléia", "in_review", 3),
            "open": standing(world.br, "Acrelândia", "open"),
            "done": standing(world.br, "Feijó", "consented", 2),
        }


def names(country: Country, show: str = "", *seats: int) -> list[str]:
    with country.staff():
        found = Queue(Edition.objects.get(), show=show, seat_ids=seats)
        rows = [one.government for one in found[0:50]]
        assert found.count() == len(rows)
        return rows


def test_who_waits_longest_comes_first_and_who_never_submitted_last(world, queue):
    order = ["Brasiléia (AC)", "Feijó (AC)", "Xapuri (AC)", "Acrelândia (AC)"]
    assert names(world.br) == order
    with world.br.staff():
        found = Queue(Edition.objects.get())
        assert [one.government for one in found[1:3]] == order[1:3]


def test_a_filter_leaves_what_it_says(world, queue):
    assert names(world.br, "waiting") == ["Brasiléia (AC)", "Xapuri (AC)"]
    assert names(world.br, "open") == ["Acrelândia (AC)"]
    assert names(world.br, "lapsed") == []
    assert len(names(world.br, "no such filter")) == 4


def test_mine_are_those_in_my_hands_now(world, queue):
    mine = world.br.seat("analyst").pk
    with world.br.staff():
        hand_to(world.br, queue["new"], "analyst")
        hand_to(world.br, queue["old"], "analyst", ended_at=timezone.now())
        hand_to(world.br, queue["done"], "coordinator")
    assert names(world.br, "mine", mine) == ["Xapuri (AC)"]
    assert names(world.br, "mine") == []


def test_a_row_tells_of_the_newest_round_and_the_first_hands(world, queue):
    with world.br.staff():
        hand_to(world.br, queue["old"], "coordinator")
        hand_to(world.br, queue["old"], "analyst")
        row, *_others, open_one = Queue(Edition.objects.get())[0:50]
        newest = Round.objects.get(diagnosis=queue["old"], number=2)
    assert (row.state, row.round_number, row.answered) == ("in_review", 2, 0)
    assert row.submitted_at == newest.submitted_at
    assert row.analyst == world.br.people["coordinator"].full_name
    assert (open_one.round_number, open_one.submitted_at, open_one.analyst) == (None, None, None)


def test_the_answers_are_counted(world):
    made = cycle.diagnosis(world.br)
    cycle.answer(world.br, made, "D1.1", "yes")
    cycle.answer(world.br, made, "D2.1", "no")
    with world.br.staff():
        assert [one.answered for one in Queue(Edition.objects.get())[0:50]] == [2]


def test_the_page_shows_the_rows_and_how_many_there_are(world, queue, client):
    with world.br.staff():
        hand_to(world.br, queue["old"], "analyst")
        Government.objects.filter(name="Xapuri").update(name="<b>Xapuri")
    client.force_login(world.br.people["analyst"])
    shown = client.get("/br/admin/review/?lang=en").content.decode()
    assert f'<a href="/br/admin/review/{queue["old"].pk}/">Brasiléia (AC)</a>' in shown
    assert "&lt;b&gt;Xapuri" in shown
    assert '<span class="mc-tag mc-tag--wait">in review</span>' in shown
    assert '<td data-label="In the hands of">Analyst br</td>' in shown
    assert "all (4)" in shown
    assert "waiting for us (2)" in shown
    assert "lapsed" not in shown
    mine = client.get("/br/admin/review/?lang=en&show=mine").content.decode()
    assert "Brasiléia" in mine
    assert "Feijó" not in mine


def test_a_page_too_far_is_the_last_one(world, queue, client):
    client.force_login(world.br.people["observer"])
    assert "Brasiléia" in client.get("/br/admin/review/?page=9").content.decode()
