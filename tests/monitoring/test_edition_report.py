"""The report of an edition: asked for by a person, made by the worker, fetched."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext
from openpyxl import load_workbook

from migracidades.files.storing import open_file
from migracidades.ledger import outbox
from migracidades.ledger.models import OutboxEntry
from monitoring import edition_reports
from monitoring.edition_reports import request_report
from monitoring.figures import STAGES
from monitoring.models import EditionReport
from tests import cycle
from tests.monitoring.conftest import FORMULA

LIST = "/br/admin/reports/"


def made_report(world, of) -> EditionReport:
    with world.br.staff():
        coordinator = world.br.people["coordinator"]
        report, _fresh = request_report(of, actor=coordinator, roles={"coordinator"})
    assert outbox.drain(world.br.programme) == []
    with world.br.staff():
        return EditionReport.objects.select_related("file").get(pk=report.pk)


def sheets(report) -> dict:
    with open_file(report.file) as content:
        return {one.title: one for one in load_workbook(BytesIO(content.read()))}


# ------------------------------------------------------------------ the worker
def test_the_report_is_made_by_the_worker_and_read_back(world, of):
    report = made_report(world, of)
    assert report.made_at
    assert report.figures["stages"]["certified"] == 2
    assert report.file.purpose == "report"
    found = sheets(report)
    with translation.override("pt-br"):
        said = edition_reports.sheets_of(report.figures, world.br.programme)
        demonstration = gettext("DEMONSTRATION")
    assert list(found) == [table.name for table in said]
    about, steps, *_others, listed = found.values()
    assert demonstration in [cell.value for cell in about["A"]]
    assert [cell.data_type for cell in listed["A"] if cell.value == FORMULA] == ["s"]
    assert not any(
        cell.data_type == "f" for sheet in found.values() for row in sheet for cell in row
    )
    rows = [[cell.value for cell in row] for row in steps.iter_rows(min_row=4)]
    counts = report.figures["stages"]
    assert [row[2] for row in rows] == [counts[stage] for stage in STAGES]


def test_asking_twice_makes_one_until_it_is_made(world, of):
    who = {"actor": world.br.people["coordinator"], "roles": {"coordinator"}}
    with world.br.staff():
        first, fresh = request_report(of, **who)
        again, second = request_report(of, **who)
    assert (again.pk, fresh, second) == (first.pk, True, False)
    outbox.drain(world.br.programme)
    with world.br.staff():
        assert request_report(of, **who)[1]


def test_delivered_twice_it_is_made_once(world, of):
    report = made_report(world, of)
    with world.br.staff():
        outbox.emit("edition_report.requested", report_id=report.pk)
    assert outbox.drain(world.br.programme) == []
    with world.br.staff():
        assert EditionReport.objects.get().file_id == report.file_id


def test_the_worker_hears_it_on_its_own_queue(world, of):
    assert outbox._handlers["monitoring.edition_report"].queue == "render"


def test_one_that_cannot_be_made_says_so_and_may_be_asked_for_again(world, of, client, monkeypatch):
    def broken(*_args):
        raise OSError("disk")

    monkeypatch.setattr(edition_reports, "workbook", broken)
    who = {"actor": world.br.people["coordinator"], "roles": {"coordinator"}}
    with world.br.staff():
        report, _fresh = request_report(of, **who)
    for _ in range(outbox.MAX_ATTEMPTS):
        outbox.drain(world.br.programme)
    with world.br.staff():
        assert OutboxEntry.objects.filter(state="parked").count() == 1
        assert request_report(of, **who)[1]
    client.force_login(world.br.people["coordinator"])
    assert "could not be made" in client.get(f"{LIST}{report.pk}/").content.decode()


# ------------------------------------------------------------------ pages
def test_the_pages_from_asking_to_fetching(world, of, client):
    client.force_login(world.br.people["coordinator"])
    assert "No report has been asked for yet." in client.get(LIST).content.decode()
    response = client.post(f"{LIST}request/", {"edition": cycle.YEAR})
    assert response.status_code == 302
    address = response["Location"]
    assert "being made" in client.get(address).content.decode()
    outbox.drain(world.br.programme)
    page = client.get(address).content.decode()
    assert page.count("<caption") == 4
    assert "governments that sent an application" in page
    assert "Estrutura" in page or "Institutional structure" in page
    with world.br.staff():
        stored = EditionReport.objects.get().file
    assert f"/br/admin/files/{stored.pk}/" in page
    assert client.get(f"/br/admin/files/{stored.pk}/").status_code == 200
    assert address in client.get(LIST).content.decode()


@pytest.mark.parametrize("role", ["operator", "administrator", "coordinator", "issuer"])
def test_who_may_ask(world, of, client, role):
    client.force_login(world.br.people[role])
    assert "/reports/request/" in client.get(LIST).content.decode()
    assert client.post(f"{LIST}request/", {"edition": cycle.YEAR}).status_code == 302


@pytest.mark.parametrize("role", ["analyst", "observer"])
def test_who_may_only_look(world, of, client, role):
    client.force_login(world.br.people[role])
    assert "/reports/request/" not in client.get(LIST).content.decode()
    assert client.post(f"{LIST}request/", {"edition": cycle.YEAR}).status_code == 403
    with world.br.staff(), pytest.raises(PermissionDenied):
        request_report(of, actor=world.br.people[role], roles={role})


def test_an_unknown_edition_is_refused_in_a_sentence(world, of, client):
    client.force_login(world.br.people["coordinator"])
    page = client.post(f"{LIST}request/", {"edition": "1999"}, follow=True).content.decode()
    assert "Choose one of the editions listed." in page


def test_reports_stay_inside_the_programme_and_with_the_staff(world, of, client):
    report = made_report(world, of)
    for elsewhere in (world.br.desk(), world.ar.staff()):
        with elsewhere:
            assert not EditionReport.objects.exists()
    client.force_login(world.ar.people["coordinator"])
    assert client.get(f"/ar/admin/reports/{report.pk}/").status_code == 404
    assert client.get(f"/br/admin/files/{report.file_id}/").status_code in (302, 404)


def test_the_list_costs_the_same_for_many(world, of, client):
    client.force_login(world.br.people["coordinator"])

    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(LIST).status_code == 200
        return len(found)

    def grow(number: int) -> None:
        with world.br.staff():
            EditionReport.objects.bulk_create(
                EditionReport(edition=of, requested_by=world.br.people["operator"], figures={})
                for _ in range(number)
            )

    grow(3)
    count()
    few = count()
    grow(97)
    assert count() == few
