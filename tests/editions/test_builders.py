from certification.editions.calendar import is_open, periods
from certification.editions.models import Step
from tests import cycle


def test_an_edition_of_the_tests_is_open_at_every_step(world):
    made = cycle.edition(world.br)
    with world.br.desk():
        assert set(periods(made)) == set(Step)
        assert all(is_open(made, step, world.br.here) for step in Step)
