from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from migracidades.files.accept import Accepted, check
from tests.cycle import PAGE_OF_PDF
from tests.world import Country, World


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def br(world: World) -> Country:
    return world.br


def pdf(text: str = "", name: str = "lei.pdf") -> Accepted:
    return check(sent(text, name))


def sent(text: str = "", name: str = "lei.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PAGE_OF_PDF + text.encode(), "application/pdf")


def by(country: Country, role: str = "lead") -> dict[str, Any]:
    return {"actor": country.people[role], "roles": {role}}
