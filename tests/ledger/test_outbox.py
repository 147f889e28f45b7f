"""Work that leaves a verb is done once: not lost, not doubled, and one failure stops no other."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from migracidades.ledger import audit, outbox, parked
from migracidades.ledger.models import AuditEntry, OutboxEntry
from migracidades.tenancy.models import Government
from migracidades.tenancy.scope import Side, current, enter


def entries(country, **which):
    with country.staff():
        return list(OutboxEntry.objects.filter(**which))


def effects(country):
    with country.staff():
        return AuditEntry.objects.filter(act="test.effect").count()


def leave_a_mark(**_payload):
    audit.record("test.effect")


def make_due(country):
    with country.staff():
        OutboxEntry.objects.update(available_at=Now() - timedelta(minutes=1))


def emit(country, topic="test", **payload):
    with country.staff():
        return outbox.emit(topic, **payload)


def test_an_event_becomes_one_entry_per_handler(world, hear):
    hear("test", leave_a_mark, name="test.one")
    hear("test", leave_a_mark, name="test.two", queue="render")
    emit(world.br, government_id=world.br.here.pk, thing_id=7)
    made = entries(world.br)
    assert {one.handler for one in made} == {"test.one", "test.two"}
    assert {one.government_id for one in made} == {world.br.here.pk}
    assert made[0].payload == {"government_id": world.br.here.pk, "thing_id": 7}
    assert entries(world.ar) == []


def test_nobody_listens_nothing_is_written(world):
    assert emit(world.br, "test.unheard") == []


def test_a_name_is_taken_once(hear):
    hear("test", leave_a_mark, name="test.one")
    with pytest.raises(ValueError, match=r"test\.one"):
        hear("other", leave_a_mark, name="test.one")


@pytest.mark.parametrize("side", list(Side))
def test_every_side_may_emit_and_only_the_staff_reads(world, hear, side):
    hear("test", leave_a_mark)
    government = world.br.here if side is Side.GOVERNMENT else None
    with enter(world.br.programme, side=side, government=government):
        outbox.emit("test")
        assert OutboxEntry.objects.exists() is (side is Side.STAFF)
    assert len(entries(world.br)) == 1


def test_delivered_once_on_the_staff_side_in_the_programmes_voice(world, hear):
    heard = []

    def handler(*, programme, thing_id):
        from django.urls import get_script_prefix
        from django.utils import timezone, translation

        heard.append((programme, thing_id, current().side))
        heard.append((get_script_prefix(), translation.get_language()))
        heard.append(timezone.get_current_timezone_name())

    hear("test", handler)
    (entry,) = emit(world.br, thing_id=7)
    assert outbox.deliver_entry(world.br.programme.pk, entry.pk)
    assert not outbox.deliver_entry(world.br.programme.pk, entry.pk)
    assert heard == [
        (world.br.programme, 7, Side.STAFF),
        ("/br/", "pt-br"),
        "America/Sao_Paulo",
    ]
    (done,) = entries(world.br)
    assert (done.state, done.attempts, done.error) == ("done", 1, "")
    assert done.done_at


def test_a_failure_takes_its_effects_back_and_the_others_go_on(world, hear):
    def broken(**payload):
        leave_a_mark()
        raise RuntimeError("no ink")

    hear("test", broken, name="test.broken")
    hear("test", leave_a_mark, name="test.whole")
    emit(world.br)
    assert [one.handler for one in outbox.drain(world.br.programme)] == ["test.broken"]
    assert effects(world.br) == 1
    (failed,) = entries(world.br, state="pending")
    assert (failed.attempts, failed.error) == (1, "RuntimeError: no ink")
    assert failed.available_at > failed.created_at + timedelta(seconds=3)


def test_a_failed_entry_waits_for_its_time(world, hear):
    calls = []

    def broken(**payload):
        calls.append(1)
        raise RuntimeError

    hear("test", broken)
    (entry,) = emit(world.br)
    outbox.deliver_entry(world.br.programme.pk, entry.pk)
    outbox.deliver_entry(world.br.programme.pk, entry.pk)
    assert len(calls) == 1
    make_due(world.br)
    outbox.deliver_entry(world.br.programme.pk, entry.pk)
    assert len(calls) == 2


def test_given_up_after_eight_attempts_and_told_each_time(world, hear):
    told = []

    def broken(**payload):
        raise RuntimeError

    def failed(*, programme, error, parked, thing_id):
        told.append((parked, thing_id))

    hear("test", broken, failed=failed)
    (entry,) = emit(world.br, thing_id=7)
    for _ in range(outbox.MAX_ATTEMPTS + 2):
        make_due(world.br)
        outbox.deliver_entry(world.br.programme.pk, entry.pk)
    (parked,) = entries(world.br)
    assert (parked.state, parked.attempts) == ("parked", outbox.MAX_ATTEMPTS)
    assert told == [(False, 7)] * 7 + [(True, 7)]


def test_a_parked_entry_can_be_started_afresh(
    world, hear, bell, django_capture_on_commit_callbacks
):
    hear("test", leave_a_mark)
    (entry,) = emit(world.br)
    with world.br.staff():
        OutboxEntry.objects.update(state="parked", attempts=8)
    with django_capture_on_commit_callbacks(execute=True), world.br.staff():
        assert parked.retry([entry]) == 1
        assert parked.retry([entry]) == 0
    assert len(bell) == 1
    assert outbox.deliver_entry(world.br.programme.pk, entry.pk)


def test_an_entry_whose_workers_die_is_given_up(world, hear):
    hear("test", leave_a_mark)
    (entry,) = emit(world.br)
    with world.br.staff():
        OutboxEntry.objects.update(attempts=outbox.MAX_ATTEMPTS)
    assert not outbox.deliver_entry(world.br.programme.pk, entry.pk)
    (parked,) = entries(world.br)
    assert parked.state == "parked"
    assert "worker ended" in parked.error


def test_an_unknown_handler_is_named(world, hear, monkeypatch):
    hear("test", leave_a_mark)
    (entry,) = emit(world.br)
    monkeypatch.setattr(outbox, "_handlers", {})
    outbox.deliver_entry(world.br.programme.pk, entry.pk)
    assert "test.test" in entries(world.br)[0].error


def test_delays_double_and_are_bounded():
    assert 4 <= outbox.delay_after(1) <= 6
    assert 16 <= outbox.delay_after(3) <= 24
    assert outbox.delay_after(30) == 600


def test_the_bell_rings_after_commit_on_the_handlers_queue(
    world, hear, bell, django_capture_on_commit_callbacks
):
    hear("test", leave_a_mark, queue="render")
    with django_capture_on_commit_callbacks(execute=True):
        (entry,) = emit(world.br)
        assert bell == []
    assert bell == [
        {"args": [world.br.programme.pk, str(entry.pk)], "queue": "render", "retry": False}
    ]


def test_the_sweep_rings_for_what_is_stale_in_every_programme(world, hear, bell):
    hear("test", leave_a_mark)
    emit(world.br)
    emit(world.ar)
    assert outbox.sweep() == 0
    make_due(world.br)
    make_due(world.ar)
    assert outbox.sweep() == 2
    assert {message["args"][0] for message in bell} == {
        world.br.programme.pk,
        world.ar.programme.pk,
    }
    assert outbox.sweep() == 0, "rung a moment ago"
    with world.br.staff():
        OutboxEntry.objects.update(rung_at=Now() - timedelta(minutes=2))
    assert outbox.sweep() == 1


def test_drain_follows_what_work_causes(world, hear):
    hear("test", lambda **payload: outbox.emit("test.next"))
    hear("test.next", leave_a_mark)
    emit(world.br)
    assert outbox.drain(world.br.programme) == []
    assert effects(world.br) == 1


def test_drain_can_leave_the_work_of_another_queue(world, hear):
    hear("test", leave_a_mark, queue="render")
    emit(world.br)
    assert outbox.drain(world.br.programme, queue="default") == []
    assert effects(world.br) == 0
    assert outbox.drain(world.br.programme, queue="render") == []
    assert effects(world.br) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_it_once(world, hear):
    inside, go = threading.Event(), threading.Event()

    def slow(**payload):
        leave_a_mark()
        inside.set()
        assert go.wait(10)

    hear("test", slow)
    (entry,) = emit(world.br)
    answers = {}

    def worker(number):
        answers[number] = outbox.deliver_entry(world.br.programme.pk, entry.pk)
        connection.close()

    first = threading.Thread(target=worker, args=[1])
    first.start()
    assert inside.wait(10)
    make_due_though_running = threading.Thread(target=worker, args=[2])
    make_due_though_running.start()
    make_due_though_running.join(10)
    go.set()
    first.join(10)
    assert answers == {1: True, 2: False}
    assert effects(world.br) == 1


@pytest.mark.django_db(transaction=True)
def test_a_late_constraint_fails_the_entry_and_not_the_worker(world, hear):
    def points_nowhere(**payload):
        audit.record("test.effect", government=987654321)

    hear("test", points_nowhere)
    (entry,) = emit(world.br)
    assert not outbox.deliver_entry(world.br.programme.pk, entry.pk)
    (failed,) = entries(world.br)
    assert failed.error.startswith("IntegrityError")
    with world.br.staff():
        assert Government.objects.count() == 2
