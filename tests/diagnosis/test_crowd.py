"""Thirty people in one diagnosis, eight on one dimension, typing at once at real web processes."""

from collections.abc import Iterator
from itertools import count
from threading import Event

import pytest
from django.conf import settings
from django.db import connection

from certification.diagnosis.models import Answer, AnswerRevision, Round
from certification.diagnosis.signoff import digest_of
from migracidades.kit import processes
from tests import cycle
from tests.diagnosis import building
from tests.diagnosis.crowd import PEOPLE, Kept, Typist, at_once, crowd
from tests.web import Server, posting, session_of, webs
from tests.world import Country

pytestmark = pytest.mark.django_db(transaction=True)
WHOLE = settings.BASE_DIR / "migracidades" / "content" / "br" / "frameworks" / "2024.yaml"
SAVES, EARLY, MOST = 5, 60, 40
DESK = "/br/desk/9900011/2026"


@pytest.fixture
def br(world) -> Country:
    return world.br


@pytest.fixture(scope="module")
def servers(django_db_setup) -> Iterator[list[Server]]:
    """Two web processes, as production has them; they see the world change between two tests."""
    with webs(connection.settings_dict["NAME"], count=2) as found:
        yield found


def ledger(typists: list[Typist]) -> list[Kept]:
    return sorted(kept for one in typists for kept in one.acknowledged)


def revisions(br: Country) -> list[Kept]:
    with br.desk():
        found = AnswerRevision.objects.select_related("indicator").exclude(note="")
        return sorted(Kept(one.indicator.code, one.version, one.note) for one in found)


def standing(br: Country) -> list[Kept]:
    with br.desk():
        found = Answer.objects.select_related("indicator").exclude(note="")
        return sorted(Kept(one.indicator.code, one.version, one.note) for one in found)


def newest(kept: list[Kept]) -> list[Kept]:
    return sorted({one.code: one for one in kept}.values())


def test_every_acknowledged_save_of_a_crowd_is_in_the_database(br, servers):
    typists = crowd(br, building.diagnosis(br, path=WHOLE), servers, seed=20261124)
    at_once(typists, lambda one: [one.write() for _ in range(SAVES)])
    kept = ledger(typists)
    assert len(kept) == PEOPLE * SAVES, "none failed"
    assert kept == revisions(br)
    assert newest(kept) == standing(br)
    shown = [told for one in typists for told in one.shown]
    assert shown, "the seed makes conflicts"
    by_place = {(one.code, one.version): one.note for one in kept}
    for code, version, text in shown:
        assert by_place[code, version] in text, "a conflict shows the text of the other"


def test_a_web_process_killed_among_them_costs_nobody_a_text(br, servers):
    """Each sends what it heard nothing of once more, to the other process: saved before or not."""
    typists = crowd(br, cycle.diagnosis(br), servers, seed=20261126)
    number = count(1)

    def write(one: Typist) -> None:
        for _ in range(SAVES):
            one.write()
            if next(number) == EARLY:
                processes.kill_group(servers[1].process)

    at_once(typists, write)
    assert ledger(typists) == revisions(br)
    assert len(ledger(typists)) == PEOPLE * SAVES
    # How many were still writing when it fell is the machine's affair.
    assert any(one.cut for one in typists), "somebody was cut off, and went on"


def test_a_crowd_types_on_while_the_diagnosis_is_submitted(br, servers):
    made = cycle.diagnosis(br, signoff_required=False)
    cycle.answer_all(br, made)
    typists = crowd(br, made, servers, seed=20261125)
    lead = posting(session_of(br.people["lead"]))
    submitted, number = Event(), count(1)

    def write(one: Typist) -> None:
        for _ in range(MOST):
            if submitted.is_set():
                break
            one.write()
            if next(number) == EARLY:
                servers[0].ask("POST", f"{DESK}/diagnosis/submit/", status=302, headers=lead)
                submitted.set()
        assert submitted.wait(60), "a submission has its turn among the saves"
        assert not one.write(), "after the submission nothing is acknowledged"

    at_once(typists, write)
    kept = ledger(typists)
    assert kept == revisions(br)
    with br.desk():
        made_round = Round.objects.get()
        assert digest_of(Answer.objects.filter(diagnosis=made)) == made_round.answers_digest
        assert all(one.saved_at < made_round.submitted_at for one in AnswerRevision.objects.all())
