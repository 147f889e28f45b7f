"""The staff's queue and screening page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certification.application.models import Application
from migracidades.tenancy.models import Government
from tests import cycle
from tests.world import person

State = Application.State
QUEUE = "/br/admin/applications/"


@pytest.fixture
def anna(world):
    return person("anna@corumba.test", "Anna")


@pytest.fixture
def coordinator(world, client):
    client.force_login(world.br.people["coordinator"])
    return client


def page_of(application):
    return f"{QUEUE}{application.pk}/"


def test_the_queue_shows_what_was_sent_and_marks_several(world, anna, coordinator):
    edition = cycle.edition(world.br)
    cycle.applied(world.br, of=edition)
    cycle.applied(world.br, of=edition, applicant=anna)
    cycle.applied(world.br, of=edition, applicant=anna, government=world.br.sibling)
    cycle.drafted(world.br, of=edition, applicant=world.stranger)
    shown = list(coordinator.get(QUEUE).context["page_obj"])
    assert [(one.government_id, one.several) for one in shown] == [
        (world.br.sibling.pk, False),
        (world.br.here.pk, True),
        (world.br.here.pk, True),
    ]


def test_the_queue_is_narrowed_by_state_level_and_edition(world, coordinator):
    cycle.applied(world.br)
    for query, number in (
        ("state=submitted", 1),
        ("state=refused", 0),
        ("state=nonsense", 1),
        ("level=municipality", 1),
        ("level=state", 0),
        ("edition=2026", 1),
    ):
        assert len(coordinator.get(f"{QUEUE}?{query}").context["page_obj"]) == number, query
    assert coordinator.get(f"{QUEUE}?edition=1999").status_code == 404
    assert coordinator.get(f"{QUEUE}?edition=x").status_code == 404


def test_the_queue_without_an_edition(world, coordinator):
    assert coordinator.get(QUEUE).status_code == 200


def test_the_queue_takes_the_same_queries_at_any_length(world, anna, coordinator):
    edition = cycle.edition(world.br)
    with world.br.staff():
        found = Government.objects.bulk_create(
            Government(
                code=f"98{index:05d}",
                level="municipality",
                name=f"Águas {index}",
                name_of=f"de Águas {index}",
                sort_name=f"aguas {index:03d}",
                time_zone="America/Sao_Paulo",
            )
            for index in range(100)
        )

    def write(some):
        with world.br.staff():
            Application.objects.bulk_create(
                Application(
                    edition=edition,
                    government=one,
                    applicant=anna,
                    state=State.SUBMITTED,
                    submitted_at=timezone.now(),
                )
                for one in some
            )
        coordinator.get(QUEUE)
        with CaptureQueriesContext(connection) as captured:
            assert coordinator.get(QUEUE).status_code == 200
        return len(captured)

    assert write(found[:3]) == write(found[3:])


def test_the_applications_of_a_government_stand_side_by_side(world, anna, coordinator):
    edition = cycle.edition(world.br)
    mine = cycle.applied(world.br, of=edition)
    hers = cycle.applied(world.br, of=edition, applicant=anna, lead_email=anna.email)
    page = coordinator.get(page_of(hers), {"lang": "en"})
    assert [one.pk for one in page.context["beside"]] == [mine.pk, hers.pk]
    text = page.content.decode()
    assert mine.receipt in text
    assert str(hers.document_id) in text
    assert "Admitting does not end that seat" in text
    file = coordinator.get(f"/br/admin/files/{hers.document_id}/")
    assert b"".join(file.streaming_content) == cycle.PAGE_OF_PDF


def test_a_draft_is_the_applicants_alone(world, coordinator):
    assert coordinator.get(page_of(cycle.drafted(world.br))).status_code == 404


def test_a_decision_is_posted_and_shown(world, coordinator):
    made = cycle.applied(world.br)
    response = coordinator.post(page_of(made), {"act": "refuse", "reason": "Sem assinatura."})
    assert response.status_code == 302
    page = coordinator.get(page_of(made)).content.decode()
    assert "Sem assinatura." in page
    assert 'value="reopen"' in page
    assert 'value="admit"' not in page
    client_side = coordinator
    client_side.force_login(made.applicant)
    assert "Sem assinatura." in client_side.get(f"/br/applications/{made.pk}/").content.decode()


def test_a_refusal_without_a_reason_is_asked_again(world, coordinator):
    made = cycle.applied(world.br)
    response = coordinator.post(page_of(made), {"act": "refuse", "reason": " "})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["reason"]


def test_no_place_left_is_said_and_nothing_typed_is_lost(world, anna, coordinator):
    edition = cycle.edition(world.br, quota=1)
    cycle.admitted(world.br, of=edition)
    other = cycle.applied(world.br, of=edition, government=world.br.sibling, applicant=anna)
    response = coordinator.post(
        page_of(other), {"act": "admit", "reason": "Typed already"}, query_params={"lang": "en"}
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert "The only place" in page
    assert "Typed already" in page


def test_with_limited_places_the_page_asks_for_words_and_ranks_nobody(world, coordinator):
    made = cycle.applied(world.br, of=cycle.edition(world.br, quota=2))
    config = world.br.programme.config | {
        "criteria": {"pt-br": "Fronteira ou corredor.", "en": "A border."}
    }
    type(world.br.programme).objects.filter(slug="br").update(config=config)
    response = coordinator.post(page_of(made), {"act": "wait", "reason": ""})
    assert list(response.context["form"].errors) == ["reason"]
    assert "Fronteira ou corredor." in response.content.decode()
    coordinator.post(page_of(made), {"act": "wait", "reason": "Sem vaga por ora."})
    queue = coordinator.get(f"{QUEUE}?lang=en").content.decode()
    assert "0 of 2 places are taken." in queue
    assert "1 application is on the waiting list." in queue


def test_an_act_that_is_none_is_a_bad_request(world, coordinator):
    made = cycle.applied(world.br)
    assert coordinator.post(page_of(made), {"act": "withdraw"}).status_code == 400


@pytest.mark.parametrize("role", ["analyst", "issuer", "observer"])
def test_the_rest_of_the_staff_reads(world, client, role):
    made = cycle.applied(world.br)
    client.force_login(world.br.people[role])
    page = client.get(page_of(made))
    assert page.status_code == 200
    assert 'name="act"' not in page.content.decode()
    assert client.post(page_of(made), {"act": "admit"}).status_code == 403


@pytest.mark.parametrize(("who", "expected"), [("lead", 403), (None, 404)])
def test_nobody_else_comes_in(world, client, who, expected):
    made = cycle.applied(world.br)
    client.force_login(world.br.people[who] if who else world.stranger)
    for address in (QUEUE, page_of(made)):
        assert client.get(address, follow=True).status_code == expected
