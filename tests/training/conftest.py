from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from migracidades.tenancy.scope import Side, enter
from tests.files import samples
from tests.world import Country
from training.models import Completion, Course

PDF = samples.PDF


@pytest.fixture(autouse=True)
def english(world):
    """Sentences are asserted in the language they are written in."""
    for user in (*world.br.people.values(), *world.ar.people.values(), world.br.neighbour):
        user.language = "en"
        user.save(update_fields=["language"])
    with translation.override("en"):
        yield


@pytest.fixture
def course(world) -> Course:
    return make_course(world.br)


def make_course(country: Country, code: str = "migracidades", title: str = "Governança") -> Course:
    with country.staff():
        return Course.objects.create(
            code=code,
            titles={"pt-br": title, "en": "Local governance"},
            provider="Escola",
            hours=30,
        )


def pdf(name: str = "certificate.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def outside(country: Country, user):
    """The public side, with a person known."""
    return enter(country.programme, side=Side.PUBLIC, user=user)


def pending(country: Country, course: Course, email: str, **facts) -> Completion:
    """A completion that waits. The caller stands on the staff side."""
    return Completion.objects.create(
        course=course,
        email=email,
        completed_on=date(2026, 3, 2),
        **{"origin": Completion.Origin.UPLOAD, "full_name": email, **facts},
    )
