"""An edition in the admin: rules that hold together, a calendar in days, published when ready."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certification.editions.models import Edition, Participation, Step, Window
from certification.editions.queries import Counts, counts
from dimensions.loading import load
from migracidades.ledger import outbox
from migracidades.ledger.models import AuditEntry, MailMessage
from migracidades.tenancy.steps import USUAL
from tests import cycle
from training.models import Course

LIST = "/br/admin/certification/edition/"
ADD = f"{LIST}add/?lang=en"
OPTIONAL = Path(__file__).parents[1] / "dimensions" / "files" / "small.yaml"
SAO_PAULO = ZoneInfo("America/Sao_Paulo")


@pytest.fixture
def questionnaire(world):
    return cycle.published_questionnaire(world.br)


@pytest.fixture
def admin(world, client):
    client.force_login(world.br.people["administrator"])
    return client


def form(**asked):
    """What the page sends: an unpublished edition with the five steps, unless told otherwise."""
    months = {"application": 1, "diagnosis": 3, "prioritization": 5}
    months |= {"certification": 7, "monitoring": 9}
    sent = {
        "year": "2027",
        "levels": ["municipality"],
        "minimum_priorities": "1",
        "maximum_priorities": "3",
        "days_to_answer": "15",
        "grace_days": "3",
        "grace_minutes": "30",
        "windows-TOTAL_FORMS": "5",
        "windows-INITIAL_FORMS": "0",
    }
    for number, (step, month) in enumerate(months.items()):
        sent[f"windows-{number}-step"] = step
        sent[f"windows-{number}-opens_at"] = f"01/{month:02}/2027"
        sent[f"windows-{number}-closes_at"] = f"20/{month + 1:02}/2027"
    return sent | {key.replace("__", "-"): value for key, value in asked.items()}


def said(admin, **asked):
    response = admin.post(ADD, form(**asked))
    assert response.status_code == 200, response["Location"]
    return response.content.decode()


def test_an_edition_with_its_calendar(world, admin, questionnaire):
    page = admin.get(ADD).content.decode()
    steps = [f'name="windows-{n}-step" value="{step}"' for n, step in enumerate(USUAL)]
    assert all(one in page for one in steps)
    sent = form(
        published="on",
        questionnaire=questionnaire.pk,
        signatories="Ana; Chefe de Missão; OIM\nRui; Reitor; UFRGS",
        ceremony_on="15/12/2027",
    )
    assert admin.post(ADD, sent).status_code == 302
    with world.br.staff():
        made = Edition.objects.get(year=2027)
        assert made.published
        assert made.signatories[1] == {"name": "Rui", "office": "Reitor", "institution": "UFRGS"}
        first = Window.objects.get(edition=made, step=Step.APPLICATION)
        assert first.opens_at == datetime(2027, 1, 1, tzinfo=SAO_PAULO)
        assert first.closes_at == datetime(2027, 2, 20, 23, 59, 59, tzinfo=SAO_PAULO)
        assert AuditEntry.objects.filter(act="edition.add").exists()
    page = admin.get(f"{LIST}{made.pk}/change/").content.decode()
    assert 'value="20/02/2027"' in page
    assert "Rui; Reitor; UFRGS" in page


def test_it_is_not_published_without_questionnaire_and_dates(world, admin):
    shown = said(admin, published="on")
    assert "Choose a published questionnaire" in shown
    empty = {f"windows__{n}__{end}_at": "" for n in (1, 4) for end in ("opens", "closes")}
    shown = said(admin, published="on", **empty)
    assert "Missing: Diagnosis, Monitoring." in shown
    with world.br.staff():
        assert not Edition.objects.exists()


def test_a_draft_needs_neither(world, admin):
    empty = {f"windows__{n}__{end}_at": "" for n in range(5) for end in ("opens", "closes")}
    assert admin.post(ADD, form(**empty)).status_code == 302
    with world.br.staff():
        assert not Window.objects.exists()


def test_a_draft_questionnaire_does_not_do(world, admin):
    with world.br.staff():
        draft = load(world.br.programme, cycle.FRAMEWORK, publish=False).questionnaire
    shown = said(admin, published="on", questionnaire=draft.pk)
    assert "Choose a published questionnaire" in shown


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"year": "1999"}, "greater than or equal to 2019"),
        ({"levels": []}, "This field is required"),
        ({"levels": ["planet"]}, "Select a valid choice"),
        ({"minimum_priorities": "4"}, "must not be less than the fewest"),
        ({"maximum_priorities": "1.234,5"}, "Enter a whole number"),
        ({"windows__0__closes_at": "31/12/2026"}, "A step closes after it opens"),
        ({"windows__0__opens_at": "30/02/2027"}, "Enter a valid date"),
        ({"signatories": "Ana; OIM"}, "write name; office; institution"),
        ({"course_by": "amanhã"}, "Enter a valid date"),
        ({"enrolled": "67"}, "Published figures need their source"),
        ({"enrolled": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_is_wrong_is_said(admin, questionnaire, asked, sentence):
    assert sentence in said(admin, **asked)


def test_a_year_has_one_edition(world, admin):
    cycle.edition(world.br, year=2027)
    assert "already exists" in said(admin)


def test_optional_dimensions_are_those_of_the_questionnaire(world, admin, questionnaire):
    with world.br.staff():
        other = load(world.br.programme, OPTIONAL).questionnaire
    asked = {"optional_dimensions": ["T1"]}
    assert "has no optional dimension T1" in said(admin, questionnaire=questionnaire.pk, **asked)
    assert admin.post(ADD, form(questionnaire=other.pk, **asked)).status_code == 302


def test_a_course_is_required_of_somebody(world, admin):
    with world.br.staff():
        course = Course.objects.create(code="curso", provider="Enap", hours=30, titles={})
    assert "Say who must complete" in said(admin, course=course.pk)
    sent = form(course=course.pk, course_required_of=["lead"], course_by="30/11/2027")
    assert admin.post(ADD, sent).status_code == 302
    with world.br.staff():
        made = Edition.objects.get(year=2027)
        assert made.course_by == datetime(2027, 11, 30, 23, 59, 59, tzinfo=SAO_PAULO)


def test_questions_stay_once_a_government_is_admitted(world, admin, questionnaire):
    made = cycle.edition(world.br, questionnaire=questionnaire, year=2027)
    with world.br.staff():
        Participation.objects.create(edition=made, government=world.br.here)
        other = load(world.br.programme, OPTIONAL).questionnaire
        windows = list(Window.objects.filter(edition=made).order_by("opens_at"))
        for one in windows:
            one.opens_at = one.opens_at.replace(second=0, microsecond=0)
            one.closes_at = one.closes_at.replace(second=0, microsecond=0)
        Window.objects.bulk_update(windows, ["opens_at", "closes_at"])
    sent = standing_form(made, windows) | {"questionnaire": other.pk}
    address = f"{LIST}{made.pk}/change/?lang=en"
    assert "its questions stay as they are" in admin.post(address, sent).content.decode()
    sent["questionnaire"] = questionnaire.pk
    assert admin.post(address, sent).status_code == 302


def standing_form(edition, windows, **asked):
    """What the page sends of an edition as it stands, but for what is asked."""
    stands = {"published": "on", "year": str(edition.year), "levels": edition.levels}
    sent = form(windows__INITIAL_FORMS="5", **stands | asked)
    sent.setdefault("questionnaire", edition.questionnaire_id)
    for number, window in enumerate(windows):
        dates = {"opens_at": window.opens_at, "closes_at": window.closes_at}
        sent |= {f"windows-{number}-id": window.pk, f"windows-{number}-edition": edition.pk}
        sent |= {f"windows-{number}-step": window.step}
        for name, moment in dates.items():
            key = f"windows-{number}-{name}"
            local = moment.astimezone(SAO_PAULO)
            sent[key] = asked.get(f"{window.step}_{name}") or local.strftime("%d/%m/%Y %H:%M")
    return sent


class TestOnceGovernmentsStandInIt:
    """What they count on stays; what is still to come moves with a reason, and they are told."""

    @pytest.fixture
    def running(self, world, questionnaire):
        made = cycle.edition(world.br, questionnaire=questionnaire)
        with world.br.staff():
            Participation.objects.create(edition=made, government=world.br.here)
            now = timezone.now().replace(second=0, microsecond=0)
            for number, step in enumerate(USUAL):
                Window.objects.filter(edition=made, step=step).update(
                    opens_at=now + timedelta(days=30 * number - 40),
                    closes_at=now + timedelta(days=30 * number - 5),
                )
            return made

    @pytest.fixture
    def change(self, world, admin, running):
        def change(**asked):
            with world.br.staff():
                windows = list(Window.objects.filter(edition=running).order_by("opens_at"))
            address = f"{LIST}{running.pk}/change/?lang=en"
            response = admin.post(address, standing_form(running, windows, **asked))
            return "" if response.status_code == 302 else response.content.decode()

        return change

    def day(self, days):
        return (timezone.now() + timedelta(days=days)).astimezone(SAO_PAULO).strftime("%d/%m/%Y")

    def test_as_it_stands_it_is_saved(self, change):
        assert change() == ""

    def test_its_year_stays(self, change):
        assert "its year, which is in every address, stays" in change(year="2031")

    def test_it_cannot_be_hidden(self, change):
        assert "cannot be hidden any more" in change(published="")

    def test_places_are_no_fewer_than_governments(self, change, world):
        with world.br.staff():
            edition = Edition.objects.get()
            Participation.objects.create(edition=edition, government=world.br.sibling)
        assert "2 governments were admitted" in change(quota="1")
        assert change(quota="2") == ""

    @pytest.mark.parametrize("step", ["application", "diagnosis"])
    def test_a_step_that_has_opened_keeps_its_dates(self, change, step, world):
        assert "Give more time under" in change(**{f"{step}_closes_at": self.day(60)})
        assert "its opening stays as it is" in change(**{f"{step}_opens_at": self.day(-50)})
        with world.br.staff():
            assert not AuditEntry.objects.filter(act="edition.move").exists()

    def test_a_step_to_come_moves_with_a_reason_that_is_mailed(self, change, world):
        later = {"prioritization_closes_at": self.day(120), "monitoring_closes_at": self.day(300)}
        assert "Write below why the calendar changes" in change(**later)
        assert change(reason="A enchente adiou as visitas.", **later) == ""
        outbox.drain(world.br.programme, queue="default")
        with world.br.staff():
            entry = AuditEntry.objects.get(act="edition.move")
            assert [one["step"] for one in entry.fields["moves"]] == [
                "prioritization",
                "monitoring",
            ]
            told = MailMessage.objects.filter(kind="calendar_moved")
            assert {one.government_id for one in told} == {world.br.here.pk}
            text = told.first().text
        assert "A enchente adiou as visitas." in text
        assert "Priorização" in text
        assert "Diagnóstico" not in text

    def test_a_step_to_come_is_not_moved_into_the_past(self, change):
        assert "Choose a day to come" in change(prioritization_opens_at=self.day(-1))

    def test_who_changes_a_date_reads_where_the_steps_lie(self, admin, running):
        page = admin.get(f"{LIST}{running.pk}/change/?lang=en").content.decode()
        assert "Why a step is moved" in page
        assert page.index("1 Application") < page.index("2 Diagnosis") < page.index("5 Monitoring")


def test_no_step_begins_before_the_one_before_it(admin, questionnaire):
    asked = {"windows__4__opens_at": "01/12/2026", "published": "on"}
    shown = said(admin, questionnaire=questionnaire.pk, **asked)
    assert "It cannot open before “Certification”" in shown


def test_an_edition_before_the_platform_has_figures_instead(world, admin):
    empty = {f"windows__{n}__{end}_at": "" for n in range(5) for end in ("opens", "closes")}
    figures = {"enrolled": "67", "certified": "54", "source": "Relatório 2022"}
    assert admin.post(ADD, form(year="2022", published="on", **figures, **empty)).status_code == 302
    with world.br.staff():
        made = Edition.objects.get(year=2022)
        assert counts(made) == Counts(67, None, 54, "Relatório 2022")


@pytest.mark.parametrize("role", ["analyst", "observer", "issuer", "coordinator"])
def test_who_only_reads(world, client, role):
    made = cycle.edition(world.br, figures={"enrolled": 5, "source": "x"})
    client.force_login(world.br.people[role])
    shown = client.get(f"{LIST}{made.pk}/change/?lang=en")
    assert shown.status_code == 200
    assert "Save" not in shown.content.decode().split("<main")[-1].split("site-name")[0]
    assert client.get(ADD).status_code == 403
    assert client.post(f"{LIST}{made.pk}/change/", form()).status_code == 403


def test_the_list_costs_the_same_at_any_length(world, admin, questionnaire):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert admin.get(LIST).status_code == 200
        return len(captured)

    cycle.edition(world.br, questionnaire=questionnaire, year=2030)
    cost()  # what a process remembers is asked once
    before = cost()
    for year in range(2031, 2041):
        cycle.edition(world.br, questionnaire=questionnaire, year=year)
    assert cost() == before


class TestCounts:
    def test_three_counts_are_never_mixed(self, world):
        running = cycle.edition(world.br)
        application = running.applications.model
        with world.br.staff():
            for government, person, sent in (
                (world.br.here, "lead", True),
                (world.br.here, "alternate", True),
                (world.br.sibling, "lead", False),
            ):
                application.objects.create(
                    edition=running,
                    government=government,
                    applicant=world.br.people[person],
                    state="submitted" if sent else "draft",
                    submitted_at=running.windows.first().opens_at if sent else None,
                )
            Participation.objects.create(edition=running, government=world.br.here)
        with world.br.desk(world.br.sibling):
            assert counts(running) == Counts(enrolled=1, admitted=1)
