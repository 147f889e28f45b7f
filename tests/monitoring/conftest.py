from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from certification.diagnosis.models import Diagnosis
from certification.editions.models import Edition, Participation
from certification.prioritization.models import Plan, Priority
from certification.seal.models import Seal
from dimensions.models import Dimension
from migracidades.files.models import StoredFile
from migracidades.ledger import outbox
from migracidades.tenancy.models import Government
from monitoring.carrying import open_report
from monitoring.models import MonitoringReport
from monitoring.queries import report_of
from tests import cycle
from tests.rows import make
from tests.world import Country


@pytest.fixture(autouse=True)
def english(world):
    """Sentences are asserted in the language they are written in."""
    for country in (world.br, world.ar):
        for user in (*country.people.values(), country.neighbour):
            user.language = "en"
            user.save(update_fields=["language"])
    with translation.override("en"):
        yield


def planned(
    country: Country, *, of: Edition, government: Government | None = None, priorities: int = 2
) -> Participation:
    """A government with accepted priorities, by rows. The caller stands on the staff side."""
    government = government or country.here
    participation = Participation.objects.create(edition=of, government=government)
    here = {"participation": participation, "government": government}
    asked = of.questionnaire
    Diagnosis.objects.create(questionnaire=asked, state="consented", **here)
    plan = Plan.objects.create(state="accepted", **here)
    dimensions = list(Dimension.objects.filter(questionnaire=asked).order_by("position"))
    for number in range(priorities):
        Priority.objects.create(
            plan=plan,
            government=government,
            order=number + 1,
            dimension=dimensions[number % len(dimensions)],
            action=f"Ação {number + 1} de {government.name}",
            department="Gabinete",
            due_on=timezone.localdate() + timedelta(days=90),
            success="Decreto publicado",
        )
    return participation


def sealed(country: Country, participation: Participation, *, kind: str = "seal") -> Seal:
    """A seal by rows, and the event that follows it."""
    with country.staff():
        seal = make(
            Seal,
            participation.government,
            participation=participation,
            edition=participation.edition,
            kind=kind,
            # Drawn already: these tests are not about the document.
            file_id=_stored(participation.government),
        )
        outbox.emit("seal.issued", seal_id=seal.pk, government_id=seal.government_id)
    assert outbox.drain(country.programme) == []
    return seal


def _stored(government: Government) -> Any:
    return make(StoredFile, government, purpose="seal").pk


def opened(country: Country, *, of: Edition | None = None, **chosen: Any) -> MonitoringReport:
    """An open report, by rows and the room's own verb."""
    of = of or cycle.edition(country)
    with country.staff():
        participation = planned(country, of=of, **chosen)
        open_report(participation)
        return report_of(participation)


@pytest.fixture
def report(world) -> MonitoringReport:
    return opened(world.br)


def fresh(country: Country, report: MonitoringReport) -> MonitoringReport:
    with country.staff():
        return report_of(report.participation)


FORMULA = "=1+1"


def government(country, number: int, **facts) -> Government:
    """A government besides the two. The caller stands on the staff side."""
    return Government.objects.create(
        code=f"98{number:05}",
        **{
            "level": "municipality",
            "name": f"Cidade {number}",
            "name_of": f"de Cidade {number}",
            "sort_name": f"cidade {number}",
            "region": "S",
            "time_zone": "America/Sao_Paulo",
        }
        | facts,
    )


@pytest.fixture
def of(world):
    """One government that only applied, two with a seal, one of them called like a formula."""
    made = cycle.edition(world.br)
    cycle.applied(world.br, of=made)
    with world.br.staff():
        formula = government(world.br, 1, level="state", name=FORMULA, sort_name="1 1")
        for one in (world.br.sibling, formula):
            participation = planned(world.br, of=made, government=one)
            make(Seal, one, participation=participation, edition=made, kind="seal")
    return made
