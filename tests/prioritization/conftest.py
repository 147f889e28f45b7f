from typing import Any

import pytest
from django.utils import translation

from certification.diagnosis.models import Diagnosis
from certification.prioritization import queries
from certification.prioritization.models import Plan
from certification.review.models import Scorecard
from certification.review.scoring_run import keep_score
from dimensions.form import Form
from migracidades.ledger import outbox
from tests import cycle
from tests.world import Country

RULES = {"minimum_priorities": 2, "maximum_priorities": 3}


@pytest.fixture(autouse=True)
def english(world):
    """Sentences are asserted in the language they are written in."""
    for country in (world.br, world.ar):
        for user in (*country.people.values(), country.neighbour):
            user.language = "en"
            user.save(update_fields=["language"])
    with translation.override("en"):
        yield


def concluded(country: Country, *, scored: bool = True, **chosen: Any) -> Diagnosis:
    """A concluded diagnosis without the road before it: its plan is open."""
    if "of" not in chosen:
        chosen["of"] = cycle.edition(country, **RULES)
    made = cycle.diagnosis(country, **chosen)
    with country.staff():
        Diagnosis.objects.filter(pk=made.pk).update(state=Diagnosis.State.CONSENTED)
        if scored:
            keep_score(cycle.loaded(made), Scorecard.Basis.VERIFIED)
        ids = {"diagnosis_id": made.pk, "government_id": made.government_id}
        outbox.emit("diagnosis.consented", **ids)
    outbox.drain(country.programme)
    return made


def opened(country: Country, **chosen: Any) -> Plan:
    """The open plan of a concluded diagnosis."""
    made = concluded(country, **chosen)
    with country.staff():
        return queries.plan_of(made.participation)


@pytest.fixture
def plan(world) -> Plan:
    return opened(world.br)


def form_of(country: Country, plan: Plan) -> Form:
    with country.desk(plan.government_id):
        return cycle.form_for(queries.diagnosis_behind(plan))
