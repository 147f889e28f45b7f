"""What was under way when the deadline passed: taken for the minutes the edition says, no longer.

What the pages say of it is what the database does.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from certification.diagnosis.lapsing import lapse_overdue
from certification.diagnosis.models import Diagnosis
from certification.diagnosis.submitting import submit
from certification.editions.models import Edition, Extension, Step, Window
from migracidades.kit.errors import Refused
from migracidades.tenancy.models import Programme
from tests import cycle
from tests.diagnosis.test_pages import DESK, send, text_of

MINUTE = timedelta(minutes=1)
RULES = {"grace_minutes": 45}
BEFORE, NEAR = "Por mais 30 minutos depois do prazo, até ", "em Vila Exemplo BR"
LATE = "O prazo passou. Respostas e o envio ainda são recebidos até "


@pytest.fixture
def made(br) -> Diagnosis:
    return cycle.diagnosis(br, signoff_required=False, grace_minutes=30)


@pytest.fixture
def lead(br, made, client):
    client.force_login(br.people["lead"])
    return client


def hand_in(br, made):
    with br.desk():
        return submit(made, actor=br.people["lead"], roles={"lead"})


def test_an_answer_is_taken_within_the_minutes(br, made):
    assert cycle.answer(br, made, "D1.1", "no").late_until is None
    cycle.closed(br, ago=29 * MINUTE)
    saved = cycle.answer(br, made, "D1.1", "yes", base_version=1)
    with br.staff():
        assert saved.late_until == Window.objects.get(step="diagnosis").closes_at + 30 * MINUTE


@pytest.mark.parametrize(("grace", "ago"), [(30, 31), (0, 1)])
def test_and_not_after_them(br, made, grace, ago):
    with br.staff():
        Edition.objects.update(grace_minutes=grace)
    cycle.closed(br, ago=ago * MINUTE)
    with pytest.raises(Refused):
        cycle.answer(br, made, "D1.1", "yes")


def test_so_is_the_submission(br, made):
    cycle.answer_all(br, made)
    cycle.closed(br, ago=31 * MINUTE)
    with pytest.raises(Refused, match=r"recebido até .+ em Vila Exemplo BR"):
        hand_in(br, made)
    cycle.closed(br, ago=29 * MINUTE)
    assert hand_in(br, made).number == 1


def test_they_begin_when_an_extension_ends(br, made):
    cycle.closed(br, ago=timedelta(days=2))
    with br.staff():
        Extension.objects.create(
            edition=Edition.objects.get(),
            step=Step.DIAGNOSIS,
            beneficiary=br.here,
            closes_at=timezone.now() - 20 * MINUTE,
            reason="Enchente",
            made_by=br.people["coordinator"],
        )
    saved = cycle.answer(br, made, "D1.1", "yes")
    assert 9 * MINUTE < saved.late_until - timezone.now() < 10 * MINUTE


def test_nothing_lapses_while_they_last(br, made):
    with br.staff():
        Edition.objects.update(grace_days=0)
    cycle.closed(br, ago=29 * MINUTE)
    assert lapse_overdue(br.programme) == 0
    cycle.closed(br, ago=31 * MINUTE)
    assert lapse_overdue(br.programme) == 1


def test_a_new_edition_begins_with_the_minutes_of_the_country(br, client):
    Programme.objects.filter(slug="br").update(config=br.programme.config | {"rules": RULES})
    client.force_login(br.people["administrator"])
    page = client.get("/br/admin/certification/edition/add/").content.decode()
    assert re.search(r'name="grace_minutes" value="45"', page)


# ------------------------------------------------------------------ said on the pages
def test_it_is_said_long_before_where_one_submits(br, lead):
    said = text_of(lead.get(f"{DESK}/diagnosis/check/"))
    assert BEFORE in said
    assert NEAR in said


@pytest.mark.parametrize("page", ["diagnosis/", "dimensions/1/"])
def test_everywhere_on_the_last_day(br, lead, page):
    assert BEFORE not in text_of(lead.get(f"{DESK}/{page}"))
    cycle.closed(br, ago=timedelta(hours=-5.5))
    said = text_of(lead.get(f"{DESK}/{page}"))
    assert "faltam 5 horas" in said
    assert BEFORE in said


@pytest.mark.parametrize("page", ["diagnosis/", "dimensions/1/", "diagnosis/check/"])
def test_once_it_has_passed_until_when(br, lead, page):
    cycle.closed(br, ago=MINUTE)
    said = text_of(lead.get(f"{DESK}/{page}"))
    assert LATE in said
    assert "<fieldset" in said or "dimensions" not in page
    cycle.closed(br, ago=31 * MINUTE)
    assert LATE not in text_of(lead.get(f"{DESK}/{page}"))


def test_with_each_save_of_a_page_that_was_open(br, lead):
    assert LATE not in text_of(send(lead, answer="no", part=True))
    cycle.closed(br, ago=MINUTE)
    assert LATE in text_of(send(lead, answer="yes", base="1", part=True))
    cycle.closed(br, ago=31 * MINUTE)
    told = send(lead, answer="no", base="2", part=True)
    assert told.status_code == 409
    assert "O que estava em andamento foi recebido até" in text_of(told)


def test_nobody_is_hurried_who_has_submitted(br, made, lead):
    cycle.submitted(br, made)
    cycle.closed(br, ago=MINUTE)
    assert LATE not in text_of(lead.get(f"{DESK}/diagnosis/"))
