from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from certification.diagnosis.models import Diagnosis
from certification.evidence import keeping
from certification.evidence.keeping import Told
from certification.evidence.models import PieceVersion
from migracidades.files.accept import Accepted, check
from tests import cycle
from tests.cycle import PAGE_OF_PDF
from tests.world import Country, World


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def br(world: World) -> Country:
    return world.br


@pytest.fixture
def diagnosis(br: Country) -> Diagnosis:
    """The government's diagnosis, open, as its verbs want it."""
    made = cycle.diagnosis(br)
    with br.desk():
        return cycle.loaded(made)


@pytest.fixture
def lead(br: Country, diagnosis: Diagnosis, client: Client) -> Client:
    client.force_login(br.people["lead"])
    return client


@pytest.fixture
def law(br: Country, diagnosis: Diagnosis) -> PieceVersion:
    """A piece of the register that proves nothing yet."""
    with br.desk():
        return keeping.keep(br.here.pk, Told("law", "Lei"), link="https://example.org/x", **by(br))


def pdf(text: str = "", name: str = "lei.pdf") -> Accepted:
    return check(sent(text, name))


def sent(text: str = "", name: str = "lei.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PAGE_OF_PDF + text.encode(), "application/pdf")


def by(country: Country, role: str = "lead") -> dict[str, Any]:
    return {"actor": country.people[role], "roles": {role}}
