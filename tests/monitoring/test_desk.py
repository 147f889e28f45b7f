"""The government's pages: read, say what became of a priority, send."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certification.editions.models import Participation, Window
from certification.prioritization.models import Priority
from migracidades.files.models import StoredFile
from monitoring import carrying
from monitoring.models import MonitoringReport, Progress
from tests import cycle
from tests.files import samples
from tests.monitoring.conftest import fresh, opened, planned

PAGE = f"/br/desk/9900011/{cycle.YEAR}/monitoring/"
GOOD = {
    "status": "under_way",
    "achievements": "O comitê foi criado.",
    "challenges": "Faltou gente.",
    "link": "https://exemplo.org/decreto",
    "version": "0",
}
PDF = samples.PDF


def upload(name="ata.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def read(response, status=200):
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def lead(world, client):
    client.force_login(world.br.people["lead"])
    return client


@pytest.fixture
def priorities(world, report):
    with world.br.staff():
        return list(Priority.objects.filter(plan__participation=report.participation))


def at(priority) -> str:
    return f"{PAGE}{priority.pk}/"


def kept(world, priority) -> Progress | None:
    with world.br.staff():
        return Progress.objects.select_related("file").filter(priority=priority).first()


# ------------------------------------------------------------------ reading
def test_the_page_shows_each_priority_and_writes_nothing(world, lead, report, priorities):
    page = read(lead.get(PAGE))
    for priority in priorities:
        assert priority.action in page
        assert f'href="{at(priority)}"' in page
    assert "2 priorities have no status yet." in page
    assert "in Vila Exemplo BR (" in page
    with world.br.staff():
        assert not Progress.objects.exists()


def test_before_the_seal_the_page_says_what_comes(world, lead):
    of = cycle.edition(world.br)
    with world.br.staff():
        planned(world.br, of=of)
    assert "Monitoring begins when the seal is issued" in read(lead.get(PAGE))
    with world.br.staff():
        assert not MonitoringReport.objects.exists()
    read(lead.post(f"{PAGE}report/"), 404)


def test_no_participation_no_page(world, lead):
    cycle.edition(world.br)
    read(lead.get(PAGE), 404)


def test_what_the_programme_says_is_shown_once_answered(world, lead, report):
    cycle.reported(world.br, report)
    page = read(lead.get(PAGE))
    assert "This report was sent" in page
    assert "O comitê se reúne todo mês." in page
    assert "/monitoring/report/" not in page
    who = {"actor": world.br.people["coordinator"], "roles": {"coordinator"}}
    with world.br.staff():
        carrying.answer(report, feedback="Muito bom <b>trabalho</b>.", **who)
    page = read(lead.get(PAGE))
    assert "What we say of your report" in page
    assert "&lt;b&gt;trabalho" in page
    with world.br.staff():
        carrying.reopen(report, feedback="Falta a ata.", **who)
    page = read(lead.get(PAGE))
    assert "What we ask you for" in page
    assert "/monitoring/report/" in page
    with world.br.desk():
        roles = {"actor": world.br.people["lead"], "roles": {"lead"}}
        carrying.send_report(fresh(world.br, report), **roles)
    with world.br.staff():
        carrying.close(report, **who)
    page = read(lead.get(PAGE))
    assert "closed and stays as it is" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]


def test_the_number_of_queries_does_not_grow(world, lead, report):
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            read(lead.get(PAGE))
        return len(found)

    count()
    few = count()
    with world.br.staff():
        first = Priority.objects.first()
        for number in range(20):
            Priority.objects.create(
                plan_id=first.plan_id,
                government_id=first.government_id,
                dimension_id=first.dimension_id,
                order=10 + number,
                action="x",
                department="x",
                due_on=first.due_on,
                success="x",
            )
    cycle.tell_all(world.br, report)
    assert count() == few


# ------------------------------------------------------------------ saving
def test_progress_is_saved_with_evidence(world, lead, priorities):
    assert "What became of this priority" in read(lead.get(at(priorities[0])))
    response = lead.post(at(priorities[0]), GOOD | {"file": upload()})
    assert (response.status_code, response["Location"]) == (302, PAGE)
    one = kept(world, priorities[0])
    assert (one.status, one.achievements, one.link) == (
        "under_way",
        "O comitê foi criado.",
        "https://exemplo.org/decreto",
    )
    assert (one.version, one.saved_by) == (1, world.br.people["lead"])
    assert (one.file.purpose, one.file.government_id) == ("progress", world.br.here.pk)
    page = read(lead.get(PAGE))
    assert "1 priority has no status yet." in page
    assert f"/br/desk/9900011/files/{one.file_id}/" in page
    fetched = lead.get(f"/br/desk/9900011/files/{one.file_id}/")
    assert b"".join(fetched.streaming_content) == PDF


def test_a_contributor_saves_and_does_not_send(world, client, report, priorities):
    client.force_login(world.br.people["contributor"])
    for priority in priorities:
        assert client.post(at(priority), GOOD).status_code == 302
    assert "The lead or the alternate sends the report" in read(client.get(PAGE))
    read(client.post(f"{PAGE}report/"), 403)


def test_a_signatory_reads_and_writes_nothing(world, client, priorities):
    client.force_login(world.br.people["signatory"])
    assert at(priorities[0]) not in read(client.get(PAGE))
    read(client.post(at(priorities[0]), GOOD), 403)


def test_sending(world, lead, report, priorities):
    page = read(lead.post(f"{PAGE}report/", follow=True))
    assert "2 priorities have no status yet. Say what became of them" in page
    for priority in priorities:
        lead.post(at(priority), GOOD)
    assert "Your report is sent" in read(lead.post(f"{PAGE}report/", follow=True))
    assert fresh(world.br, report).state == "reported"
    response = lead.get(at(priorities[0]), follow=True)
    assert "It can be changed if we ask for more" in read(response)


def test_saving_the_same_again_changes_nothing(world, lead, priorities):
    for _ in range(2):
        assert lead.post(at(priorities[0]), GOOD).status_code == 302
    assert kept(world, priorities[0]).version == 1


def test_a_stale_edit_shows_both_texts_and_can_be_insisted_on(world, lead, priorities):
    lead.post(at(priorities[0]), GOOD)
    other = GOOD | {"achievements": "Outra pessoa escreveu.", "version": "1"}
    lead.post(at(priorities[0]), other)
    mine = GOOD | {"achievements": "Eu escrevi.", "version": "1", "file": upload()}
    page = read(lead.post(at(priorities[0]), mine), 409)
    assert "Outra pessoa escreveu." in page
    assert "Eu escrevi." in page
    assert "choose the file again" in page
    assert 'name="version" value="2"' in page
    assert kept(world, priorities[0]).achievements == "Outra pessoa escreveu."
    lead.post(at(priorities[0]), mine | {"version": "2", "file": upload()})
    assert kept(world, priorities[0]).achievements == "Eu escrevi."


def test_two_first_saves_do_not_overwrite_each_other(world, lead, priorities):
    lead.post(at(priorities[0]), GOOD)
    page = read(lead.post(at(priorities[0]), GOOD | {"achievements": "Eu também."}), 409)
    assert "Eu também." in page
    assert "O comitê foi criado." in page


def test_a_file_is_replaced_and_taken_away(world, lead, priorities):
    lead.post(at(priorities[0]), GOOD | {"file": upload()})
    page = read(lead.get(at(priorities[0])))
    assert "ata.pdf" in page
    assert 'name="drop_file"' in page
    lead.post(at(priorities[0]), GOOD | {"file": upload("nova.pdf"), "version": "1"})
    assert kept(world, priorities[0]).file.name == "nova.pdf"
    lead.post(at(priorities[0]), GOOD | {"drop_file": "on", "version": "2"})
    assert kept(world, priorities[0]).file is None
    with world.br.staff():
        assert StoredFile.objects.filter(purpose="progress").count() == 2


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("status", "", "Choose where it stands."),
        ("status", "nonsense", "nonsense"),
        ("link", "javascript:alert(1)", "Write the whole address"),
        ("link", "ftp://exemplo.org/x", "Write the whole address"),
        ("link", "http://10.1.2.3/x", "only known inside your network"),
        ("achievements", "á" * 200_000, "4000"),
        ("file", ("virus.exe", b"MZ"), "cannot be taken"),
        ("file", ("ata.pdf", b"MZ\x90"), "is a program"),
        ("file", ("ata.pdf", b""), "empty"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_nothing_is_lost(
    world, lead, priorities, field, value, sentence
):
    sent = GOOD | {field: upload(*value) if isinstance(value, tuple) else value}
    page = read(lead.post(at(priorities[0]), sent), 422)
    # Once in the summary, once beside the field.
    assert page.count(sentence) == 2
    assert "Faltou gente." in page
    assert kept(world, priorities[0]) is None


def test_marks_that_break_pages_are_left_out(world, lead, priorities):
    typed = GOOD | {"achievements": "  a\x00b\u202ec\r\nd 🙂 "}
    assert lead.post(at(priorities[0]), typed).status_code == 302
    assert kept(world, priorities[0]).achievements == "abc\nd 🙂"


def test_outside_the_dates_what_was_typed_stays_in_the_form(world, lead, priorities):
    with world.br.staff():
        Window.objects.filter(step="monitoring").update(
            closes_at=timezone.now() - timedelta(days=1)
        )
    page = read(lead.post(at(priorities[0]), GOOD), 422)
    assert "“Monitoring” closed on" in page
    assert "O comitê foi criado." in page
    assert kept(world, priorities[0]) is None
    assert "closed on" in read(lead.get(at(priorities[0]), follow=True))


def test_whoever_left_the_edition_writes_no_more(world, lead, priorities):
    with world.br.staff():
        Participation.objects.update(withdrawn_at=timezone.now())
    assert "withdrawn" in read(lead.post(at(priorities[0]), GOOD), 422)


# ------------------------------------------------------------------ walls
def test_priorities_of_others_are_not_found(world, lead, report):
    with world.br.staff():
        of = report.participation.edition
    theirs = opened(world.br, of=of, government=world.br.sibling)
    with world.br.staff():
        foreign = Priority.objects.filter(plan__participation=theirs.participation).first()
    read(lead.get(at(foreign)), 404)
    read(lead.post(at(foreign), GOOD), 404)
    read(lead.get(PAGE.replace("9900011", "9900029")), 404)
    assert kept(world, foreign) is None


def test_strangers_staff_and_the_anonymous(world, client, priorities):
    assert client.get(PAGE).status_code == 302
    for user, status in (
        (world.stranger, 404),
        (world.br.neighbour, 404),
        (world.ar.people["lead"], 404),
        (world.br.people["coordinator"], 403),
    ):
        client.force_login(user)
        assert client.get(PAGE).status_code == status
        assert client.post(at(priorities[0]), GOOD).status_code == status
        assert client.post(f"{PAGE}report/").status_code == status


@pytest.mark.parametrize("language", ["pt-br", "es", "en"])
def test_the_pages_in_each_language(world, lead, priorities, language):
    for address in (PAGE, at(priorities[0])):
        assert f'lang="{language}"' in read(lead.get(f"{address}?lang={language}"))
