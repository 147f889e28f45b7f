"""A submitted diagnosis in the hands of an analyst."""

from dataclasses import dataclass

import pytest

from certification.diagnosis.models import Diagnosis
from certification.diagnosis.sheet import form_for
from certification.review import carrying
from dimensions.form import Indicator
from migracidades.tenancy.models import Membership
from tests import cycle
from tests.world import Country, World


@dataclass
class Review:
    country: Country
    diagnosis: Diagnosis
    seat: Membership

    def asks(self, code: str) -> Indicator:
        return form_for(self.diagnosis).by_code[code]


@pytest.fixture
def review(world: World) -> Review:
    """Everything answered with its fullest answer, but D1.1 partly and D2.1 no; taken by Ana."""
    round_ = cycle.submitted(world.br, D1_1="partial", D2_1="no")
    with world.br.staff():
        diagnosis, seat = cycle.loaded(round_.diagnosis), world.br.seat("analyst")
        carrying.take(diagnosis, seat=seat)
    return Review(world.br, diagnosis, seat)
