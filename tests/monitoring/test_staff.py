"""The staff's pages: the queue, a report, what may be done about it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from migracidades.tenancy.models import Government
from monitoring import carrying
from monitoring.carrying import open_report
from monitoring.models import MonitoringReport
from tests import cycle
from tests.monitoring.conftest import fresh, opened, planned

QUEUE = "/br/admin/monitoring/"


def read(response, status=200):
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def sent(world, report):
    return cycle.reported(world.br, report)


@pytest.fixture
def coordinator(world, client):
    client.force_login(world.br.people["coordinator"])
    return client


def page_of(report) -> str:
    return f"{QUEUE}report/{report.pk}/"


def test_the_queue_shows_what_waits_and_filters(world, coordinator, sent):
    page = read(coordinator.get(QUEUE))
    assert page_of(sent) in page
    assert page_of(sent) not in read(coordinator.get(f"{QUEUE}?state=closed"))
    assert page_of(sent) in read(coordinator.get(f"{QUEUE}{cycle.YEAR}/?state="))
    read(coordinator.get(f"{QUEUE}1999/"), 404)


def test_an_empty_programme_says_so(coordinator):
    assert "No edition is running." in read(coordinator.get(QUEUE))


def test_the_newest_edition_with_reports_is_shown_first(world, coordinator, report):
    with world.br.staff():
        asked = report.participation.edition.questionnaire
    cycle.edition(world.br, year=2027, questionnaire=asked)
    assert page_of(report) in read(coordinator.get(f"{QUEUE}?state=open"))


def test_the_queue_costs_the_same_for_many(world, coordinator, report):
    of = report.participation.edition

    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            read(coordinator.get(f"{QUEUE}?state=open"))
        return len(found)

    def grow(start: int, to: int) -> None:
        with world.br.staff():
            for number in range(start, to):
                government = Government.objects.create(
                    code=f"98{number:05}",
                    level="municipality",
                    name=f"Cidade {number}",
                    name_of=f"de Cidade {number}",
                    sort_name=f"cidade {number}",
                    time_zone="America/Sao_Paulo",
                )
                open_report(planned(world.br, of=of, government=government, priorities=1))

    grow(0, 2)
    count()
    few = count()
    grow(2, 99)
    assert count() == few
    assert "Page 1 of 2" in read(coordinator.get(f"{QUEUE}?state=open"))


def test_a_report_is_read_answered_and_closed(world, coordinator, sent):
    page = read(coordinator.get(page_of(sent)))
    assert "O comitê se reúne todo mês." in page
    said = {"act": "answer", "feedback": "Muito bem."}
    assert "“answered”" in read(coordinator.post(page_of(sent), said, follow=True))
    assert "Ask for more" in read(coordinator.get(page_of(sent)))
    coordinator.post(page_of(sent), {"act": "reopen", "feedback": "Falta a ata."})
    assert fresh(world.br, sent).state == "open"
    with world.br.desk():
        who = {"actor": world.br.people["lead"], "roles": {"lead"}}
        carrying.send_report(sent, **who)
    coordinator.post(page_of(sent), {"act": "close"})
    closed = fresh(world.br, sent)
    assert (closed.state, closed.feedback) == ("closed", "Falta a ata.")
    assert 'name="act"' not in read(coordinator.get(page_of(sent)))


def test_what_was_typed_stays_when_it_is_refused(world, coordinator, sent):
    assert "Write the feedback" in read(
        coordinator.post(page_of(sent), {"act": "answer", "feedback": " "}), 422
    )
    page = read(coordinator.post(page_of(sent), {"act": "reopen", "feedback": "Mais uma vez"}), 409)
    assert "is not possible now" in page
    assert "Mais uma vez" in page
    read(coordinator.post(page_of(sent), {"act": "burn"}), 404)
    assert fresh(world.br, sent).state == "reported"


@pytest.mark.parametrize(
    ("role", "answers", "closes"),
    [
        ("analyst", True, False),
        ("coordinator", True, True),
        ("administrator", False, True),
        ("operator", False, False),
        ("issuer", False, False),
        ("observer", False, False),
    ],
)
def test_buttons_and_rights_agree(world, client, sent, role, answers, closes):
    client.force_login(world.br.people[role])
    page = read(client.get(page_of(sent)))
    assert ('value="answer"' in page) is answers
    assert ('value="close"' in page) is closes
    acts = {"answer": {"feedback": "x"}, "close": {}}
    for act, may in (("answer", answers), ("close", closes)):
        status = client.post(page_of(sent), {"act": act} | acts[act]).status_code
        assert status == (302 if may else 403)


def test_reports_of_another_programme_are_not_found(world, coordinator):
    theirs = opened(world.ar)
    read(coordinator.get(page_of(theirs)), 404)
    read(coordinator.post(page_of(theirs), {"act": "close"}), 404)
    with world.ar.staff():
        assert MonitoringReport.objects.get().state == "open"


def test_governments_and_strangers_are_kept_out(world, client, sent):
    for user, status in ((world.br.people["lead"], 403), (world.stranger, 404)):
        client.force_login(user)
        for address in (QUEUE, page_of(sent), "/br/admin/reports/"):
            assert client.get(address, follow=True).status_code == status


@pytest.mark.parametrize("language", ["pt-br", "es", "en"])
def test_the_pages_in_each_language(world, coordinator, sent, language):
    for address in (f"{QUEUE}?state=", f"{page_of(sent)}?", "/br/admin/reports/?"):
        assert f'lang="{language}"' in read(coordinator.get(f"{address}&lang={language}"))
