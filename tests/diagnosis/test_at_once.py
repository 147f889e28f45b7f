"""Several people, or one impatient one, at the same moment: real threads, real transactions."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from certification.diagnosis.models import Answer, AnswerRevision, Diagnosis, Round
from certification.diagnosis.saving import Conflict
from certification.diagnosis.signoff import digest_of
from certification.diagnosis.submitting import submit
from migracidades.kit.errors import Refused
from tests import cycle

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable) -> list:
    """Run the acts at once, each in its own connection; their results or what they raised."""
    start = Barrier(len(acts), timeout=30)

    def run(act: Callable):
        try:
            start.wait()
            return act()
        except (Conflict, Refused) as told:
            return told
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def hand_in(br, made) -> Round:
    with br.desk():
        return submit(made, actor=br.people["lead"], roles={"lead"})


def ready(br) -> Diagnosis:
    made = cycle.diagnosis(br, signoff_required=False)
    cycle.answer_all(br, made)
    return made


def test_a_double_click_gives_one_round_and_one_receipt(br):
    made = ready(br)
    rounds = together(*[lambda: hand_in(br, made)] * 4)
    assert len({one.receipt for one in rounds}) == 1
    with br.desk():
        assert Round.objects.count() == 1


def test_one_save_sent_many_times_is_one_revision(br):
    made, one = cycle.diagnosis(br), uuid4()
    saves = together(*[lambda: cycle.answer(br, made, "D1.1", "yes", save_id=one)] * 6)
    assert sorted(save.changed for save in saves) == [False] * 5 + [True]
    with br.desk():
        assert AnswerRevision.objects.count() == 1


def test_of_many_answers_to_one_question_one_stands_and_the_others_are_told(br):
    made = cycle.diagnosis(br)
    saves = together(
        *[lambda text=f"texto {n}": cycle.answer(br, made, "D3.2", text) for n in range(6)]
    )
    kept = [one for one in saves if not isinstance(one, Exception)]
    told = [one for one in saves if isinstance(one, Conflict)]
    assert (len(kept), len(told)) == (1, 5)
    assert {one.theirs.value for one in told} == {kept[0].answer.value}
    with br.desk():
        assert Answer.objects.get().value == kept[0].answer.value
        assert AnswerRevision.objects.count() == 1


def test_departments_answer_side_by_side(br):
    made = cycle.diagnosis(br)
    codes = ["D1.1", "D2.1", "D3.1", "D3.3"]
    saves = together(*[lambda code=code: cycle.answer(br, made, code, "yes") for code in codes])
    assert all(one.changed for one in saves)
    with br.desk():
        assert Answer.objects.count() == len(codes)


@pytest.mark.parametrize("_again", range(3))
def test_nothing_is_saved_behind_the_back_of_a_submission(br, _again):
    made = ready(br)
    change = {"base_version": 1}
    round_, saved = together(
        lambda: hand_in(br, made), lambda: cycle.answer(br, made, "D1.1", "no", **change)
    )
    with br.desk():
        assert digest_of(Answer.objects.filter(diagnosis=made)) == round_.answers_digest
        value = Answer.objects.get(indicator__code="D1.1").value
    assert value == ("yes" if isinstance(saved, Refused) else "no")
