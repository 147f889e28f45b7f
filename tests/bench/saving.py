"""Saving an answer through the whole request, and the arithmetic of one diagnosis."""

from collections.abc import Callable
from itertools import cycle as around
from uuid import uuid4

from django.test import Client
from django.urls import set_script_prefix
from django.utils import timezone

from certification.diagnosis.models import Answer
from certification.diagnosis.sheet import form_for, given_by
from certification.editions.models import Edition
from dimensions.asking import scores
from dimensions.models import Questionnaire
from migracidades.tenancy.models import Government, Membership, Programme
from migracidades.tenancy.scope import Side, enter
from tests import cycle
from tests.world import Country, person


def saving_rows(loop: Callable) -> list[tuple[str, str, str]]:
    """Rows of the table: CPU of a save and of scoring the 2024 framework."""
    country, made = _open_diagnosis()
    client = Client(SERVER_NAME="localhost")
    client.force_login(country.people["lead"])
    path = f"/br/desk/{country.here.code}/{timezone.now().year}/answers/D1.1/"
    answers = around(("yes", "no"))
    version = iter(range(10**6))

    def save() -> None:
        sent = {
            "answer-D1.1": next(answers),
            "standing": "answered",
            "base": next(version),
            "save": uuid4(),
        }
        response = client.post(path, sent, headers={"HX-Request": "true"})
        assert response.status_code == 200, response.status_code

    milliseconds = loop(save, 100)
    set_script_prefix("/")
    with country.desk(made.government_id):
        found = cycle.loaded(made)
        form = form_for(found)
        given = given_by(Answer.objects.filter(diagnosis=found), form)
    scoring = loop(lambda: scores(form, given), 200)
    return [
        ("save an answer, whole request", f"{milliseconds:.1f} ms CPU", ""),
        (
            f"score one diagnosis ({len(form.indicators)} questions)",
            f"{scoring:.2f} ms CPU",
            "1 ms",
        ),
    ]


def _open_diagnosis():
    programme = Programme.objects.get(slug="br")
    with enter(programme, side=Side.STAFF):
        here, sibling = Government.objects.filter(level="municipality")[:2]
        lead = person("bench@exemplo.org", "Bench")
        Membership.objects.create(user=lead, role="lead", government=here)
        framework = Questionnaire.objects.filter(kind="framework").order_by("-version").first()
        edition = Edition.objects.create(
            year=timezone.now().year,
            published=True,
            questionnaire=framework,
            levels=["municipality"],
        )
        cycle.open_steps(edition)
    country = Country(programme, here, sibling, {"lead": lead})
    return country, cycle.diagnosis(country, of=edition)
