"""A workshop in each town: the country declares it, staff plan it, its government reads it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from certification.editions.calendar import require_open
from certification.editions.models import Participation, Step
from certification.events import planning
from certification.events.models import Event
from certification.events.queries import foreseen, waiting
from certification.seal.eligibility import eligibility_of
from migracidades.kit.errors import Refused
from migracidades.ledger import outbox
from migracidades.ledger.models import AuditEntry, MailMessage
from migracidades.pages.road import road_of
from migracidades.tenancy.models import Programme
from tests import cycle
from tests.world import WORKSHOP

DAY = timedelta(days=1)


@pytest.fixture
def br(world):
    return world.br


@pytest.fixture
def required(br):
    """The country asks that the workshop be held before the steps after the diagnosis."""
    events = [WORKSHOP | {"required": True}]
    br.programme.config = br.programme.config | {"events": events}
    Programme.objects.filter(pk=br.programme.pk).update(config=br.programme.config)


@pytest.fixture
def participation(br):
    made = cycle.diagnosis(br).participation
    with br.staff():
        return Participation.objects.select_related("government", "edition__programme").get(
            pk=made.pk
        )


def plan(br, participation, *, on=-DAY, place="Salão nobre", role="coordinator"):
    with br.staff():
        return planning.plan(
            participation=participation,
            code="workshop",
            starts_at=timezone.now() + on,
            place=place,
            actor=br.people[role],
            roles={role},
        )


def act(br, verb, event, *, role="coordinator", **words):
    with br.staff():
        return verb(event, actor=br.people[role], roles={role}, **words)


def acts(br):
    with br.staff():
        entries = AuditEntry.objects.filter(object_label="certification.event")
        return list(entries.order_by("at").values_list("act", flat=True))


def test_planned_moved_held_and_taken_back(br, participation):
    event = plan(br, participation, on=DAY)
    with pytest.raises(Refused):
        act(br, planning.hold, event)
    event = plan(br, participation)
    assert act(br, planning.hold, event)
    assert not act(br, planning.hold, event)
    with pytest.raises(Refused):
        plan(br, participation, place="Outra sala")
    with pytest.raises(Refused):
        act(br, planning.reopen, event, reason=" ")
    assert act(br, planning.reopen, event, reason="Foi em outra cidade.")
    assert acts(br) == ["event.plan", "event.move", "event.hold", "event.reopen"]
    with br.staff():
        assert Event.objects.get().state == "planned"


def test_the_same_day_and_place_again_change_nothing(br, participation):
    event = plan(br, participation, on=DAY)
    with br.staff():
        planning.plan(
            participation=participation,
            code="workshop",
            starts_at=event.starts_at,
            place=event.place,
            actor=br.people["coordinator"],
            roles={"coordinator"},
        )
    assert acts(br) == ["event.plan"]


def test_the_leads_hear_of_each_day(br, participation):
    places = ("Salão nobre", "Biblioteca", "Salão nobre")
    for place in places:
        plan(br, participation, on=DAY, place=place)
        outbox.drain(br.programme)
    with br.staff():
        told = [one.text for one in MailMessage.objects.filter(kind="event_planned")]
    assert [sum(place in text for text in told) for place in places] == [4, 2, 4]


@pytest.mark.parametrize("role", ["analyst", "issuer", "observer", "lead"])
def test_others_plan_nothing(br, participation, role):
    with pytest.raises(PermissionDenied):
        plan(br, participation, role=role)
    event = plan(br, participation)
    with pytest.raises(PermissionDenied):
        act(br, planning.hold, event, role=role)
    assert acts(br) == ["event.plan"]


def test_what_the_country_does_not_declare_is_refused(br, participation):
    participation.edition.programme.config["events"] = []
    with pytest.raises(Refused):
        plan(br, participation)


def test_the_steps_after_it_wait_for_a_required_event(br, required, participation):
    def opens(step):
        require_open(participation.edition, step, participation.government)

    with br.staff():
        opens(Step.DIAGNOSIS)
        for step in (Step.PRIORITIZATION, Step.CERTIFICATION):
            with pytest.raises(Refused, match="Oficina"):
                opens(step)
    event = plan(br, participation)
    with br.staff(), pytest.raises(Refused):
        opens(Step.PRIORITIZATION)
    act(br, planning.hold, event)
    with br.staff():
        opens(Step.PRIORITIZATION)


def test_an_event_that_is_not_required_closes_nothing(br, participation):
    with br.staff():
        require_open(participation.edition, Step.PRIORITIZATION, participation.government)
        assert "event" not in [one.code for one in eligibility_of(participation).requirements]


def test_the_seal_asks_for_a_required_event(br, required, participation):
    def met():
        with br.staff():
            asked = eligibility_of(participation).requirements
            return next(one.met for one in asked if one.code == "event")

    assert not met()
    act(br, planning.hold, plan(br, participation))
    assert met()


def test_the_government_reads_it_on_its_road(br, client, participation):
    plan(br, participation, on=DAY, place="Rua das Flores, 12")
    with br.desk():
        road, _facts = road_of(participation)
        (shown,) = next(one.events for one in road if one.name == "Diagnóstico")
        assert shown.event.place == "Rua das Flores, 12"
    client.force_login(br.people["contributor"])
    page = client.get(f"/br/desk/{br.here.code}/2026/?lang=en").content.decode()
    assert "Rua das Flores, 12" in page
    assert "Workshop" in page


def test_a_government_sees_its_own_and_writes_none(world, br, participation):
    event = plan(br, participation, on=DAY)
    with br.desk():
        assert Event.objects.filter(pk=event.pk).update(place="Em casa") == 0
    with br.desk(br.sibling):
        assert not Event.objects.exists()
    with world.ar.staff():
        assert not Event.objects.exists()


def test_what_waits_is_counted(br, participation):
    with br.staff():
        assert waiting(participation.edition, br.programme) == 1
        assert [one.event for one in foreseen([participation], br.programme)] == [None]
    act(br, planning.hold, plan(br, participation))
    with br.staff():
        assert waiting(participation.edition, br.programme) == 0
