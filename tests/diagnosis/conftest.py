"""Who stands at the desk in most of these tests; a module that needs another says so itself."""

import pytest
from django.test import Client

from certification.diagnosis.models import Diagnosis
from tests.diagnosis import building
from tests.world import Country, World


@pytest.fixture
def br(world: World) -> Country:
    return world.br


@pytest.fixture
def diagnosis(br: Country) -> Diagnosis:
    return building.diagnosis(br)


@pytest.fixture
def lead(br: Country, diagnosis: Diagnosis, client: Client) -> Client:
    """A browser of the lead, whose diagnosis is open."""
    client.force_login(br.people["lead"])
    return client
