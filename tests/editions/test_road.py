"""A country says which steps its road has, in what order, and what it calls them."""

from datetime import timedelta

import pytest
from django.utils import translation

from certification.editions import calendar, rules
from certification.editions.requirements import course_deadline
from migracidades.pages.road import DONE, OURS, road_of
from migracidades.tenancy.models import Programme
from migracidades.tenancy.steps import Step, about_of, choices_of, name_of, step_before, steps_of
from tests import cycle

ROAD = [
    {"code": "application"},
    {"code": "training"},
    {"code": "diagnosis"},
    {
        "code": "prioritization",
        "name": {"es": "Plan de acción", "en": "Action plan", "pt-br": "Plano de ação"},
        "about": {"es": "Elige qué hará.", "en": "It chooses.", "pt-br": "Escolhe o que fará."},
    },
    {"code": "certification"},
    {"code": "monitoring"},
]


@pytest.fixture
def paved(world):
    """The tests' Argentina with a road of its own."""
    programme = world.ar.programme
    programme.config = programme.config | {"steps": ROAD}
    Programme.objects.filter(pk=programme.pk).update(config=programme.config)
    return world.ar


def test_without_a_word_of_the_country_the_road_is_the_usual_one(world):
    road = steps_of(world.br.programme)
    assert [step.value for step in road] == [
        *("application", "diagnosis", "prioritization", "certification", "monitoring")
    ]
    with translation.override("en"):
        assert name_of(world.br.programme, "prioritization") == "Prioritization"


def test_a_country_orders_and_names_its_steps(paved):
    assert steps_of(paved.programme)[1] is Step.TRAINING
    with translation.override("es"):
        assert name_of(paved.programme, Step.PRIORITIZATION) == "Plan de acción"
        assert about_of(paved.programme, Step.PRIORITIZATION) == "Elige qué hará."
        assert ("training", "Capacitación") in choices_of(paved.programme)
    assert step_before(paved.programme, Step.DIAGNOSIS) is Step.TRAINING
    assert step_before(paved.programme, Step.APPLICATION) is None


def test_an_edition_needs_dates_for_the_steps_of_its_country(world, paved):
    usual = [step.value for step in steps_of(world.br.programme)]
    ours, theirs = cycle.edition(paved), cycle.edition(world.br)
    with paved.staff(), translation.override("en"):
        (missing,) = rules.unready(ours, usual)
        assert "Training" in missing
    with world.br.staff():
        assert list(rules.unready(theirs, usual)) == []


def test_training_as_a_step_says_until_when_the_course_is_to_be_done(paved):
    edition = cycle.edition(paved, course=cycle.course(paved), course_required_of=["lead"])
    with paved.staff():
        closing = calendar.period_of(edition, Step.TRAINING).closes_at
        assert course_deadline(edition) == closing
        edition.course_by = closing - timedelta(days=3)
        assert course_deadline(edition) == edition.course_by


def test_the_desk_shows_the_road_of_the_country(client, paved):
    course = cycle.course(paved)
    edition = cycle.edition(paved, course=course, course_required_of=["lead"])
    made = cycle.diagnosis(paved, of=edition)
    with paved.staff(), translation.override("es"):
        road, _facts = road_of(made.participation)
        assert [one.name for one in road] == [
            *("Inscripción", "Capacitación", "Diagnóstico"),
            *("Plan de acción", "Certificación", "Monitoreo"),
        ]
        assert road[1].turn == OURS
    cycle.completed(paved, paved.people["lead"], of=course)
    with paved.staff():
        assert road_of(made.participation)[0][1].turn == DONE
    client.force_login(paved.people["lead"])
    page = client.get(f"/ar/desk/{paved.here.code}/2026/?lang=es")
    assert "4 Plan de acción" in page.content.decode()


def test_steps_beside_each_other_are_drawn_on_one_line_of_time(client, paved):
    edition = cycle.edition(paved)
    with paved.staff():
        stages = calendar.timeline(edition)
        assert calendar.overlapping(stages)
        assert {(one.begins, one.lasts, one.today) for one in stages} == {(0, 100, 50)}
        edition.windows.all().delete()
        cycle.open_steps(edition, opens=-cycle.MONTH, closes=-timedelta(days=1), steps=["training"])
        cycle.open_steps(edition, opens=timedelta(days=1), steps=["diagnosis"])
        stages = calendar.timeline(edition)
        assert not calendar.overlapping(stages)
        assert [(one.begins, one.lasts) for one in stages] == [(0, 48), (52, 48)]
    assert 'class="mc-steps"' in client.get("/ar/").content.decode()
