"""A diagnosis nobody submitted in time lapses, once; more time opens it again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from certification.diagnosis.lapsing import lapse_overdue
from certification.diagnosis.models import Diagnosis
from certification.diagnosis.tasks import lapse
from certification.editions.calendar import clock
from certification.editions.extending import extend
from certification.editions.models import Edition, Extension, Participation, Window
from migracidades.celery import app
from migracidades.ledger import outbox
from migracidades.ledger.models import AuditEntry, MailMessage
from tests import cycle

DAY = timedelta(days=1)


@pytest.fixture
def made(br) -> Diagnosis:
    """Open, in an edition whose days of grace are three."""
    return cycle.diagnosis(br, grace_days=3)


def closed(br, days: float) -> None:
    with br.staff():
        closing = clock() - days * DAY
        Window.objects.filter(step="diagnosis").update(
            opens_at=closing - 30 * DAY, closes_at=closing
        )


def state(br) -> str:
    with br.staff():
        return Diagnosis.objects.get().state


def more_time(br, made, **asked) -> Extension:
    with br.staff():
        found = extend(
            edition=cycle.loaded(made).participation.edition,
            step="diagnosis",
            closes_at=clock() + 10 * DAY,
            reason="Enchente",
            actor=br.people["coordinator"],
            roles={"coordinator"},
            **asked,
        )
    assert outbox.drain(br.programme) == []
    return found


def test_within_the_days_of_grace_it_stays(br, made):
    closed(br, 2.9)
    assert lapse_overdue(br.programme) == 0
    assert state(br) == "open"


def test_after_them_it_lapses_once_and_the_leads_are_told(br, made):
    closed(br, 3.1)
    lapse()
    lapse()
    assert state(br) == "lapsed"
    assert outbox.drain(br.programme) == []
    with br.staff():
        entry = AuditEntry.objects.get(act="diagnosis.lapse")
        assert (entry.actor_role, entry.fields) == ("system", {"from": "open", "to": "lapsed"})
        told = MailMessage.objects.filter(kind="diagnosis_lapsed")
        assert {one.to.split("<")[1] for one in told} == {"lead@br.test>", "alternate@br.test>"}
        assert "O diagnóstico de Vila Exemplo BR não foi enviado no prazo" in told[0].text


def test_the_worker_knows_the_task_the_beat_calls_for():
    app.loader.import_default_modules()
    called = {one["task"] for one in app.conf.beat_schedule.values()}
    assert "diagnosis.lapse" in called & set(app.tasks)


def test_an_extension_counts_before_the_grace(br, made):
    closed(br, 10)
    with br.staff():
        edition = Edition.objects.get()
        given = {"edition": edition, "step": "diagnosis", "made_by": br.people["coordinator"]}
        Extension.objects.create(beneficiary=br.sibling, closes_at=clock() + DAY, **given)
    assert lapse_overdue(br.programme) == 1  # the sibling's time is not ours
    with br.staff():
        Diagnosis.objects.update(state="open")
        Extension.objects.create(beneficiary=br.here, closes_at=clock() - DAY, **given)
    assert lapse_overdue(br.programme) == 0


@pytest.mark.parametrize("kept", ["submitted", "in_review", "approved", "consented"])
def test_what_was_submitted_does_not_lapse(br, made, kept):
    with br.staff():
        Diagnosis.objects.update(state=kept)
    closed(br, 30)
    assert lapse_overdue(br.programme) == 0


def test_who_withdrew_is_left_alone(br, made):
    closed(br, 30)
    with br.staff():
        Participation.objects.update(withdrawn_at=timezone.now())
    assert lapse_overdue(br.programme) == 0


def test_an_edition_without_dates_lets_nothing_lapse(br, made):
    with br.staff():
        Window.objects.all().delete()
    assert lapse_overdue(br.programme) == 0


def test_another_programme_keeps_its_own(world, br, made):
    cycle.diagnosis(world.ar)
    closed(world.ar, 30)
    assert lapse_overdue(br.programme) == 0
    assert lapse_overdue(world.ar.programme) == 1


# ------------------------------------------------------------------ and back
@pytest.mark.parametrize("everybody", [True, False])
def test_more_time_opens_it_again(br, made, everybody):
    cycle.answer(br, made, "D1.1", "yes")
    closed(br, 30)
    lapse_overdue(br.programme)
    more_time(br, made, beneficiary=None if everybody else br.here)
    assert state(br) == "open"
    assert cycle.answer(br, made, "D1.1", "no", base_version=1).changed
    assert lapse_overdue(br.programme) == 0


def test_one_that_was_returned_opens_as_returned(br, made):
    cycle.submitted(br, made)
    with br.staff():
        Diagnosis.objects.update(state="returned")
    closed(br, 30)
    lapse_overdue(br.programme)
    more_time(br, made)
    assert state(br) == "returned"


def test_more_time_for_somebody_else_opens_nothing(br, made):
    closed(br, 30)
    lapse_overdue(br.programme)
    more_time(br, made, beneficiary=br.sibling)
    assert state(br) == "lapsed"


# ------------------------------------------------------------------ on the pages
def test_the_desk_of_the_staff_says_so_and_leads_to_them(br, made, client):
    closed(br, 30)
    lapse_overdue(br.programme)
    client.force_login(br.people["coordinator"])
    page = client.get("/br/admin/").content.decode()
    assert "1 diagnóstico de 2026 não foi enviado no prazo" in page
    assert "/br/admin/review/?year=2026&amp;show=lapsed" in page
    shown = client.get("/br/admin/review/?year=2026&show=lapsed").content.decode()
    assert str(br.here) in shown
    assert (
        "/editions/2026/extensions/" in client.get(f"/br/admin/review/{made.pk}/").content.decode()
    )


def test_the_government_reads_when_it_lapses_and_that_it_has(br, made, client):
    client.force_login(br.people["lead"])
    path = f"/br/desk/{br.here.code}/2026/diagnosis/"
    closed(br, 1)
    assert "será encerrado sem envio em" in client.get(path).content.decode()
    closed(br, 30)
    lapse_overdue(br.programme)
    page = client.get(path).content.decode()
    assert "não foi enviado no prazo e foi encerrado sem envio" in page
