import pytest

from certification.seal.models import PublishedCertification, Seal
from migracidades.tenancy.models import Government
from tests import cycle
from tests.monitoring.conftest import planned
from tests.rows import make
from tests.world import Country

SOURCE = "https://exemplo.org/lista-2020"


def government(country: Country, number: int, **facts: str) -> Government:
    """A government besides the two. The caller stands on the staff side."""
    known = {
        "code": f"98{number:05}",
        "level": "municipality",
        "name": f"Cidade {number}",
        "name_of": f"de Cidade {number}",
        "sort_name": f"cidade {number:03}",
        "state": "RS",
        "region": "S",
        "time_zone": "America/Sao_Paulo",
    }
    return Government.objects.create(**known | facts)


def seal_of(country: Country, edition, to: Government, **facts) -> Seal:
    """A seal by rows. The caller stands on the staff side."""
    participation = planned(country, of=edition, government=to, priorities=1)
    return make(
        Seal,
        to,
        participation=participation,
        edition=edition,
        **{"kind": "seal", "facts": {"year": edition.year}} | facts,
    )


@pytest.fixture
def edition(world):
    """The current edition: one application, one seal."""
    made = cycle.edition(world.br)
    cycle.applied(world.br, of=made)
    with world.br.staff():
        seal_of(world.br, made, world.br.sibling, code="7K3F-9MWD", sha256="ab" * 32)
    return made


@pytest.fixture
def past(world):
    """An edition before this platform: what a source tells, and one name."""
    made = cycle.edition(
        world.br,
        year=2020,
        questionnaire=None,
        figures={"enrolled": 29, "certified": 27, "source": SOURCE},
    )
    with world.br.staff():
        PublishedCertification.objects.create(
            edition=made, beneficiary=world.br.here, source=SOURCE
        )
    return made
