"""Next year's edition as a copy: rules as they were, dates on sane weekdays, nothing public."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from certification.editions.cloning import shifted, workday
from certification.editions.models import Edition, Window
from migracidades.ledger.models import AuditEntry
from tests import cycle

SAO_PAULO = ZoneInfo("America/Sao_Paulo")


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2026, 3, 2), 1, date(2027, 3, 1)),  # a Monday stays a Monday
        (date(2026, 6, 30), 1, date(2027, 6, 29)),  # a Tuesday
        (date(2026, 1, 1), 1, date(2026, 12, 31)),  # the Thursday next to it
        (date(2028, 2, 29), 1, date(2029, 2, 27)),  # a Tuesday; there is no 29th
        (date(2026, 5, 31), 1, date(2027, 5, 31)),  # a Sunday moves on to Monday
        (date(2026, 5, 30), 1, date(2027, 5, 31)),  # so does a Saturday
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
)
def test_a_day_a_year_later(day, years, later):
    assert workday(day, years) == later
    assert later.weekday() < 5
    assert abs(later - day - timedelta(days=365.25 * years)) <= timedelta(days=5)


def test_the_hour_stays_that_of_the_programme_across_a_change_of_clocks():
    lisbon = ZoneInfo("Europe/Lisbon")
    closing = datetime(2025, 3, 31, 22, 59, 59, tzinfo=UTC)  # 23h59 in summer time
    assert shifted(closing, 1, lisbon).astimezone(lisbon).hour == 23


@pytest.fixture
def admin(world, client):
    client.force_login(world.br.people["administrator"])
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def edition(world):
    course = cycle.course(world.br)
    return cycle.edition(
        world.br,
        course=course,
        course_required_of=["lead"],
        quota=12,
        levels=["municipality"],
        maximum_priorities=2,
        ceremony_on=date(2026, 12, 10),
        signatories=[{"name": "Ana", "office": "Reitora", "institution": "Universidade"}],
        figures={},
    )


def test_a_copy_is_a_draft_with_the_same_rules(world, admin, edition):
    page = admin.get(f"/br/admin/editions/{edition.year}/copy/?lang=en").content.decode()
    assert "Make the copy" in page
    answer = admin.post(f"/br/admin/editions/{edition.year}/copy/", {"year": "2027"})
    with world.br.staff():
        made = Edition.objects.get(year=2027)
        assert answer["Location"].endswith(f"/edition/{made.pk}/change/")
        assert not made.published
        for rule in ("questionnaire_id", "course_id", "quota", "levels", "maximum_priorities"):
            assert getattr(made, rule) == getattr(edition, rule)
        assert made.signatories == edition.signatories
        assert made.ceremony_on == date(2027, 12, 9)
        steps = {one.step: one for one in Window.objects.filter(edition=made)}
        for was in Window.objects.filter(edition=edition):
            opens = steps[was.step].opens_at.astimezone(SAO_PAULO)
            assert opens.year - was.opens_at.astimezone(SAO_PAULO).year in (0, 1)
            assert opens.weekday() < 5
            assert opens.time() == was.opens_at.astimezone(SAO_PAULO).time()
        assert AuditEntry.objects.filter(act="edition.clone", object_id=str(made.pk)).exists()
    client_outside = type(admin)()
    assert "2027" not in client_outside.get("/br/call/").content.decode()


def test_a_year_has_one_edition(world, admin, edition):
    answer = admin.post(f"/br/admin/editions/{edition.year}/copy/?lang=en", {"year": "2026"})
    assert "There is an edition of 2026 already." in answer.content.decode()
    answer = admin.post(f"/br/admin/editions/{edition.year}/copy/?lang=en", {"year": "soon"})
    assert "Enter a whole number." in answer.content.decode()
    with world.br.staff():
        assert Edition.objects.count() == 1


def test_the_dates_are_shown_before(admin, edition):
    page = admin.get(f"/br/admin/editions/{edition.year}/copy/", {"year": "2029"}).content.decode()
    assert "2029</th>" in page
