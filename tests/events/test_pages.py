"""The staff's pages of events."""

from datetime import timedelta

import pytest
from django.utils import timezone

from certification.editions.models import Participation
from certification.events.models import Event
from tests import cycle

LIST = "/br/admin/events/?lang=en"


@pytest.fixture
def participation(world):
    return cycle.diagnosis(world.br).participation


@pytest.fixture
def coordinator(world, client):
    client.force_login(world.br.people["coordinator"])
    return client


def address(participation):
    return f"/br/admin/editions/participations/{participation.pk}/events/workshop/?lang=en"


def event(world):
    with world.br.staff():
        return Event.objects.get()


def test_from_the_list_to_the_day_it_was_held(world, coordinator, participation):
    assert "no day yet" in coordinator.get(LIST).content.decode()
    response = coordinator.post(
        address(participation),
        {"act": "plan", "starts_at": "20/11/2020 15:30", "place": "Câmara"},
    )
    assert response.status_code == 302
    # Campo Grande's clock, as the government reads it.
    assert event(world).starts_at.isoformat() == "2020-11-20T19:30:00+00:00"
    page = coordinator.get(address(participation)).content.decode()
    assert 'value="20/11/2020 15:30"' in page
    coordinator.post(address(participation), {"act": "hold"})
    assert event(world).state == "held"
    shown = coordinator.get(LIST).content.decode()
    assert "Câmara" in shown
    assert "held" in shown
    page = coordinator.get(address(participation)).content.decode()
    assert 'value="plan"' not in page
    coordinator.post(address(participation), {"act": "reopen", "reason": "Erro de data."})
    assert event(world).state == "planned"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"starts_at": "20/11/2030", "place": "Câmara"}, "starts_at"),
        ({"starts_at": "20/11/2030 15:00", "place": " "}, "place"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(
    world, coordinator, participation, sent, field
):
    response = coordinator.post(address(participation), {"act": "plan", **sent})
    assert response.status_code == 422
    assert list(response.context["forms"]["plan"].errors) == [field]
    with world.br.staff():
        assert not Event.objects.exists()


def test_what_has_not_begun_cannot_be_recorded(world, coordinator, participation):
    assert coordinator.post(address(participation), {"act": "hold"}).status_code == 422
    tomorrow = timezone.localtime() + timedelta(days=2)
    planned = {"act": "plan", "starts_at": f"{tomorrow:%d/%m/%Y} 10:00", "place": "Câmara"}
    coordinator.post(address(participation), planned)
    assert 'value="hold"' not in coordinator.get(address(participation)).content.decode()
    response = coordinator.post(address(participation), {"act": "hold"})
    assert "has not begun yet" in response.content.decode()
    assert event(world).state == "planned"


def test_who_has_left_is_not_listed(world, coordinator, participation):
    with world.br.staff():
        Participation.objects.update(withdrawn_at=timezone.now())
    assert str(world.br.here) not in coordinator.get(LIST).content.decode()


def test_the_desk_of_the_staff_leads_there(coordinator, participation):
    page = coordinator.get("/br/admin/?lang=en").content.decode()
    assert 'href="/br/admin/events/"' in page
    assert "1 waiting" in page
