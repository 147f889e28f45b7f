"""A government that has done everything, short of the seal."""

from dataclasses import dataclass

import pytest

from certification.diagnosis.models import Diagnosis
from certification.editions.models import Edition, Participation
from certification.prioritization.models import Plan
from tests import cycle
from tests.rows import make
from tests.world import Country, World
from training.models import Completion, Course


@dataclass
class Ready:
    country: Country
    edition: Edition
    participation: Participation
    course: Course


def ready_in(country: Country) -> Ready:
    """Rows as the steps before leave them; the journey walks there through the pages."""
    with country.staff():
        course = Course.objects.create(
            code="course", titles={"pt-br": "Curso", "en": "Course"}, provider="Escola", hours=30
        )
    edition = cycle.edition(
        country,
        course=course,
        course_required_of=["lead"],
        signatories=[
            {"name": "Ana Souza", "office": "Representante", "institution": "OIM"},
            {"name": "Beto Lima", "office": "Pró-reitor", "institution": "UFRGS"},
        ],
    )
    with country.staff():
        participation = Participation.objects.create(edition=edition, government=country.here)
        make(
            Diagnosis,
            country.here,
            participation=participation,
            questionnaire=edition.questionnaire,
            state="consented",
        )
        make(Plan, country.here, participation=participation, state="accepted")
        lead = country.people["lead"]
        make(
            Completion,
            country.here,
            course=course,
            user=lead,
            email=lead.email,
            state="accepted",
        )
    return Ready(country, edition, participation, course)


@pytest.fixture
def ready(world: World) -> Ready:
    return ready_in(world.br)
