"""Whoever is asked something back has time to answer it, whatever the calendar says."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import formats, translation

from certification.diagnosis.models import Verdict
from certification.editions.calendar import clock, period_of
from certification.editions.models import Edition, Extension, Step, Window
from certification.prioritization import planning
from certification.review import carrying
from certification.review.judging import Judgement, judge
from migracidades.kit.errors import Refused
from migracidades.ledger import outbox
from migracidades.ledger.models import MailMessage
from tests import cycle

DAY = timedelta(days=1)


@pytest.fixture
def br(world):
    return world.br


def over(br, step: str, days: int = -1) -> None:
    """The step has closed; with ``days`` it closes so many days from now."""
    with br.staff():
        Window.objects.filter(step=step).update(
            opens_at=clock() - 60 * DAY, closes_at=clock() + days * DAY
        )


def returned(br, made) -> None:
    """The analysis asks about D1.1."""
    with br.staff():
        found, seat = cycle.loaded(made), br.seat("analyst")
        carrying.take(found, seat=seat)
        asked = Judgement(Verdict.Outcome.REQUESTED, comment="Falta o decreto.")
        judge(found, carrying.form_for(found).by_code["D1.1"], asked, seat=seat)
        carrying.return_(found, actor=seat.user, roles={"analyst"}, message="Um pedido.")


def closing(br, step: str):
    with br.staff():
        edition = Edition.objects.select_related("programme").get()
        return period_of(edition, step, br.here).closes_at


def mailed(br, kind: str) -> str:
    assert outbox.drain(br.programme) == []
    with br.staff():
        assert not MailMessage.objects.filter(kind="extension").exists()
        return MailMessage.objects.filter(kind=kind, to__contains="lead@").get().text


@pytest.fixture
def handed_in(br):
    made = cycle.diagnosis(br, days_to_answer=15)
    cycle.submitted(br, made)
    return made


def test_a_return_after_the_closing_opens_what_was_asked_for_and_no_more(br, handed_in):
    over(br, Step.DIAGNOSIS)
    returned(br, handed_in)
    assert cycle.answer(br, handed_in, "D1.1", "partial", base_version=1).changed
    with pytest.raises(Refused, match=r"only what it asked is open|só o que"):
        cycle.answer(br, handed_in, "D2.1", "no", base_version=1)


def test_it_ends_with_the_fifteenth_day_in_the_zone_of_the_programme(br, handed_in):
    over(br, Step.DIAGNOSIS)
    returned(br, handed_in)
    zone = ZoneInfo("America/Sao_Paulo")
    until = closing(br, Step.DIAGNOSIS).astimezone(zone)
    assert until.date() == clock().astimezone(zone).date() + 15 * DAY
    assert f"{until:%H:%M:%S}" == "23:59:59"
    with br.staff():
        made = Extension.objects.get()
    assert (made.beneficiary_id, made.made_by_id) == (br.here.pk, br.people["analyst"].pk)
    assert made.reason == "Prazo para responder ao que foi pedido na devolução."


def test_both_sides_read_until_when(br, handed_in, client):
    over(br, Step.DIAGNOSIS)
    returned(br, handed_in)
    said = "22h59 em Vila Exemplo BR (23h59 em Brasília)"
    assert f"Responda até {when(br, said)}." in mailed(br, "diagnosis_returned")
    client.force_login(br.people["lead"])
    assert said in client.get(f"/br/desk/{br.here.code}/2026/diagnosis/").content.decode()
    client.force_login(br.people["analyst"])
    assert said in client.get(f"/br/admin/review/{handed_in.pk}/").content.decode()


def when(br, said: str) -> str:
    local = closing(br, Step.DIAGNOSIS).astimezone(ZoneInfo(br.here.time_zone))
    with translation.override("pt-br"):
        return f"{formats.date_format(local, 'DATE_FORMAT')}, {said}"


def test_a_closing_that_is_later_stays(br, handed_in):
    over(br, Step.DIAGNOSIS, days=20)
    returned(br, handed_in)
    with br.staff():
        assert not Extension.objects.exists()


def test_a_closing_too_near_is_moved(br, handed_in):
    over(br, Step.DIAGNOSIS, days=2)
    returned(br, handed_in)
    assert closing(br, Step.DIAGNOSIS) > clock() + 14 * DAY


def test_priorities_sent_back_after_the_closing_can_be_changed(br):
    plan = cycle.plan_proposed(br)
    over(br, Step.PRIORITIZATION)
    with br.staff():
        who = {"actor": br.people["coordinator"], "roles": {"coordinator"}}
        planning.send_back(plan, comment="Falta o prazo.", **who)
    assert "22h59 em Vila Exemplo BR (23h59 em Brasília)" in mailed(br, "plan_returned")
    with br.desk():
        assert planning.propose(plan, actor=br.people["lead"], roles={"lead"})
