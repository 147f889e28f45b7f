"""When a step is open: the database's clock, the programme's zone, extensions counted in."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from certification.editions.calendar import (
    clock,
    in_both_zones,
    is_open,
    period_of,
    periods,
    require_open,
    step_now,
    timeline,
)
from certification.editions.extending import extend
from certification.editions.fields import CLOSING, OPENING, MomentField
from certification.editions.models import Edition, Step, Window
from migracidades.kit.errors import Refused
from migracidades.tenancy.steps import USUAL
from tests import cycle

SAO_PAULO = "America/Sao_Paulo"
DAY = timedelta(days=1)


@pytest.fixture
def edition(world):
    return cycle.edition(world.br)


@pytest.fixture
def bare(world):
    """An edition without windows, on the staff side."""
    with world.br.staff():
        made = Edition.objects.create(year=2026, published=True, levels=["municipality"])
        yield made


def window(edition, step, opens, closes):
    now = clock()
    Window.objects.create(edition=edition, step=step, opens_at=now + opens, closes_at=now + closes)


def test_an_edition_of_the_tests_is_open_at_every_step(world, edition):
    with world.br.desk():
        assert set(periods(edition)) == set(USUAL)
        assert all(is_open(edition, step, world.br.here) for step in USUAL)


def test_a_closed_step_says_since_when_and_until_when(bare, world):
    with pytest.raises(Refused, match="“Diagnosis” has no dates yet"):
        require_open(bare, Step.DIAGNOSIS)
    window(bare, Step.DIAGNOSIS, DAY, 2 * DAY)
    with pytest.raises(Refused, match="“Diagnosis” opens on"):
        require_open(bare, Step.DIAGNOSIS)
    window(bare, Step.APPLICATION, -2 * DAY, -DAY)
    with pytest.raises(Refused, match="“Application” closed on"):
        require_open(bare, Step.APPLICATION, world.br.here)


def test_the_closing_instant_still_counts(bare):
    window(bare, Step.APPLICATION, -DAY, DAY)
    period = period_of(bare, Step.APPLICATION)
    assert period.holds(period.closes_at)
    assert not period.holds(period.closes_at + timedelta(microseconds=1))


def test_an_extension_counts_for_whom_it_was_made(world, edition):
    people = world.br.people
    later = clock() + timedelta(days=45)
    with world.br.staff():
        extend(
            edition=edition,
            step=Step.DIAGNOSIS,
            closes_at=later,
            reason="Floods",
            actor=people["coordinator"],
            roles={"coordinator"},
            beneficiary=world.br.here,
        )
        assert period_of(edition, Step.DIAGNOSIS, world.br.here).closes_at == later
        assert period_of(edition, Step.DIAGNOSIS, world.br.here).extended
        assert period_of(edition, Step.DIAGNOSIS, world.br.sibling).closes_at < later
        assert period_of(edition, Step.DIAGNOSIS).closes_at < later
        with CaptureQueriesContext(connection) as captured:
            periods(edition, world.br.here)
        assert len(captured) == 2


def test_where_an_edition_stands(bare):
    assert step_now(bare) == Step.APPLICATION
    window(bare, Step.APPLICATION, -3 * DAY, -2 * DAY)
    window(bare, Step.DIAGNOSIS, -DAY, DAY)
    window(bare, Step.MONITORING, DAY, 2 * DAY)
    assert step_now(bare) == Step.DIAGNOSIS


def test_the_line_of_the_calendar(bare):
    zone = ZoneInfo(SAO_PAULO)
    Window.objects.create(
        edition=bare,
        step=Step.APPLICATION,
        opens_at=datetime(2026, 3, 1, tzinfo=zone),
        closes_at=datetime(2026, 5, 20, 23, 59, 59, tzinfo=zone),
    )
    window(bare, Step.DIAGNOSIS, -DAY, DAY)
    Window.objects.create(
        edition=bare,
        step=Step.MONITORING,
        opens_at=datetime(2040, 1, 1, tzinfo=zone),
        closes_at=datetime(2040, 6, 30, tzinfo=zone),
    )
    with translation.override("pt-br"):
        first, second, last = timeline(bare)
        assert (first.number, first.state) == (1, "done")
        assert first.when.lower().endswith(" 20 de maio")
    assert (second.state, last.number, last.state) == ("current", 5, "next")
    assert "2040" in last.when
    shown = render_to_string("editions/calendar.html", {"timeline": timeline(bare)})
    assert 'aria-current="step"' in shown
    assert "Today is" in shown
    assert "not been published" in render_to_string("editions/calendar.html", {"timeline": []})


def test_a_deadline_is_said_where_the_government_is(world):
    moment = datetime(2026, 7, 7, 2, 59, tzinfo=UTC)
    said = in_both_zones(moment, world.br.here, world.br.programme)
    assert "22:59" in said
    assert "23:59 in Brasília" in said
    world.br.here.time_zone = SAO_PAULO
    assert "(" not in in_both_zones(moment, world.br.here, world.br.programme)


class TestMoments:
    @pytest.mark.parametrize(
        ("typed", "edge", "moment"),
        [
            ("06/07/2026", CLOSING, (2026, 7, 6, 23, 59, 59)),
            ("06/07/2026", OPENING, (2026, 7, 6, 0, 0, 0)),
            (" 6/7/2026 18:00 ", CLOSING, (2026, 7, 6, 18, 0, 0)),
            ("2026-07-06", CLOSING, (2026, 7, 6, 23, 59, 59)),
        ],
    )
    def test_a_day_is_an_instant_in_the_zone_in_force(self, typed, edge, moment):
        with timezone.override(SAO_PAULO):
            cleaned = MomentField(edge=edge).clean(typed)
        assert cleaned == datetime(*moment, tzinfo=ZoneInfo(SAO_PAULO))

    @pytest.mark.parametrize("typed", ["31/02/2026", "07/2026", "amanhã", "06/07/2026 25:00", "\0"])
    def test_what_is_no_day_is_refused(self, typed):
        with pytest.raises(ValidationError):
            MomentField().clean(typed)

    @pytest.mark.parametrize(
        ("moment", "shown"),
        [
            (datetime(2026, 7, 7, 2, 59, 59, tzinfo=UTC), "06/07/2026"),
            (datetime(2026, 7, 6, 21, 0, tzinfo=UTC), "06/07/2026 18:00"),
        ],
    )
    def test_it_comes_back_as_it_was_typed(self, moment, shown):
        with timezone.override(SAO_PAULO):
            field = MomentField()
            assert field.prepare_value(moment) == shown
            assert field.clean(shown) == moment
            assert not field.has_changed(moment, shown)
