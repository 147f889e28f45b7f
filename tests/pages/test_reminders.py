"""Reminders: for whom something waits, before its time is over, once, in the hours of an office."""

from datetime import timedelta

import pytest
from django.utils import timezone

from certification.diagnosis.models import Part
from certification.editions.models import Edition, Window
from migracidades.ledger.models import MailMessage
from migracidades.pages.reminders import remind
from migracidades.tenancy.models import Membership
from tests import cycle
from tests.diagnosis import building
from tests.diagnosis.test_pages import returned

# A Tuesday, ten in the morning in Campo Grande and eleven in Brasília.
MORNING = timezone.datetime(2026, 9, 1, 14, 0, tzinfo=timezone.get_fixed_timezone(0))
NIGHT = MORNING - timedelta(hours=8)
SATURDAY = MORNING + timedelta(days=4)


@pytest.fixture
def br(world):
    return world.br


@pytest.fixture
def diagnosis(br):
    return building.diagnosis(br)


def closes(br, after: timedelta, step: str = "diagnosis") -> None:
    with br.staff():
        Window.objects.filter(step=step).update(
            opens_at=MORNING - timedelta(days=30), closes_at=MORNING + after
        )


@pytest.fixture
def closing(br, diagnosis) -> None:
    """The diagnosis closes in twelve days; nothing has been answered."""
    closes(br, timedelta(days=12))


def sent(br, moment=MORNING) -> dict[str, str]:
    """Remind; then every subject written so far, by address."""
    remind(br.programme, moment)
    with br.staff():
        found = MailMessage.objects.filter(kind__startswith="reminder").order_by("created_at")
        return {one.to: one.subject for one in found}


def kinds(br) -> list[str]:
    with br.staff():
        found = MailMessage.objects.filter(kind__startswith="reminder").order_by("created_at")
        return [one.kind for one in found]


def test_who_leads_is_told_what_is_left_and_until_when(br, closing):
    said = sent(br)
    assert {address.split("<")[-1].strip(">") for address in said} == {
        "lead@br.test",
        "alternate@br.test",
    }
    subject = next(iter(said.values()))
    assert "perguntas do diagnóstico" in subject
    assert "13 de setembro de 2026, 10h00" in subject


def test_it_comes_once_for_each_mark(br, closing):
    for hours in (0, 1, 25):
        remind(br.programme, MORNING + timedelta(hours=hours))
    assert len(kinds(br)) == 2
    remind(br.programme, MORNING + timedelta(days=7))
    assert len(kinds(br)) == 4


def test_too_early_nobody_is_reminded(br, diagnosis):
    closes(br, timedelta(days=40))
    assert not sent(br)


@pytest.mark.parametrize("moment", [NIGHT, SATURDAY])
def test_nobody_is_reminded_outside_office_hours(br, closing, moment):
    assert not sent(br, moment)
    assert sent(br)


def test_what_is_done_is_not_asked_for(br, diagnosis):
    cycle.submitted(br, diagnosis)
    closes(br, timedelta(days=12))
    assert not sent(br)


def test_the_signatory_is_asked_when_all_is_answered(br, diagnosis):
    cycle.answer_all(br, diagnosis)
    closes(br, timedelta(days=9))
    assert kinds_after(br).count("reminder_signoff") == 1


def test_who_leads_hears_whose_sign_off_is_missing(br, diagnosis):
    cycle.answer_all(br, diagnosis)
    closes(br, timedelta(days=9))
    assert kinds_after(br).count("reminder_unsigned") == 2
    assert all(br.people["signatory"].get_full_name() in one for one in texts(br))


def test_who_leads_hears_that_nobody_is_seated_to_sign(br, diagnosis):
    cycle.answer_all(br, diagnosis)
    with br.staff():
        Membership.objects.filter(role="signatory").update(active=False)
    closes(br, timedelta(days=9))
    assert set(kinds_after(br)) == {"reminder_unsigned"}
    assert all("Ninguém ocupa" in one for one in texts(br))


def test_what_is_signed_and_not_submitted_is_the_leads_to_submit(br, diagnosis):
    cycle.answer_all(br, diagnosis)
    cycle.sign(br, diagnosis)
    closes(br, timedelta(days=9))
    assert kinds_after(br) == ["reminder_submit"] * 2


def texts(br) -> list[str]:
    with br.staff():
        found = MailMessage.objects.filter(kind="reminder_unsigned")
        return list(found.values_list("text", flat=True))


def test_a_mark_of_the_weekend_leaves_in_the_last_hour_before_it(br, diagnosis):
    # Sunday, 23h59 in Campo Grande: its last mark falls on Saturday night.
    closes(br, timedelta(days=5, hours=13, minutes=59))
    friday = MORNING + timedelta(days=3)
    before, last_hour = friday + timedelta(hours=6), friday + timedelta(hours=7, minutes=10)
    remind(br.programme, before)
    assert kinds(br).count("reminder_diagnosis") == 2, "five days before"
    remind(br.programme, last_hour)
    assert kinds(br).count("reminder_diagnosis") == 4, (
        "and on Friday between five and six, for Saturday"
    )


def kinds_after(br) -> list[str]:
    remind(br.programme, MORNING)
    return kinds(br)


def test_what_the_analysis_asked_has_a_reminder_of_its_own(br, diagnosis):
    returned(br, diagnosis, "D1.1")
    closes(br, timedelta(days=6))
    assert set(kinds_after(br)) == {"reminder_requests"}


def test_the_course_is_asked_of_whom_it_is_required(br, diagnosis):
    course = cycle.course(br)
    with br.staff():
        Edition.objects.update(
            course=course, course_required_of=["lead"], course_by=MORNING + timedelta(days=2)
        )
    closes(br, timedelta(days=40))
    assert kinds_after(br) == ["reminder_course"]
    cycle.completed(br, br.people["lead"], of=course)
    remind(br.programme, MORNING + timedelta(days=1))
    assert kinds(br) == ["reminder_course"]


def test_another_programme_is_left_alone(world, br, closing):
    building.diagnosis(world.ar)
    remind(br.programme, MORNING)
    with world.ar.staff():
        assert not MailMessage.objects.filter(kind__startswith="reminder").exists()


def test_a_department_is_told_before_its_own_day(br, closing, diagnosis):
    part = building.give(br, diagnosis, "D2", due=(MORNING + timedelta(days=2)).date())
    said = sent(br)
    (mine,) = [subject for to, subject in said.items() if "contributor@br.test" in to]
    assert "2 perguntas esperam até 3 de setembro de 2026, 23h59" in mine
    assert len(sent(br)) == len(said)
    with br.staff():
        MailMessage.objects.all().delete()
        Part.objects.filter(pk=part.pk).update(ready_at=MORNING)
    assert not [to for to in sent(br) if "contributor@br.test" in to]


def test_a_part_that_nobody_answers_reminds_nobody(br, closing, diagnosis):
    building.give(br, diagnosis, "D2", due=(MORNING + timedelta(days=2)).date())
    with br.staff():
        Membership.objects.filter(role="contributor").update(active=False)
    assert sent(br)
    assert "reminder_part" not in kinds(br)
