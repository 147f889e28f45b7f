"""Builders that bring a government to the diagnosis and through it. Shared by ``tests.cycle``."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.utils import timezone

from certification.diagnosis.models import Diagnosis
from certification.diagnosis.opening import open_diagnosis
from certification.diagnosis.saving import Saved, save_answer
from certification.diagnosis.sheet import form_for
from certification.editions.models import Edition, Participation, Step, Window
from dimensions.form import Indicator
from dimensions.loading import load
from dimensions.models import Questionnaire
from tests.world import Country

FORM = Path(__file__).parent / "files" / "form.yaml"


def questionnaire(country: Country, path: Path = FORM) -> Questionnaire:
    with country.staff():
        return load(country.programme, path).questionnaire


def edition(country: Country, *, path: Path = FORM, year: int = 2026, **rules) -> Edition:
    """An edition whose five steps are all open today."""
    asked = questionnaire(country, path)
    now = timezone.now()
    with country.staff():
        made = Edition.objects.create(
            year=year, published=True, questionnaire=asked, levels=["municipality"], **rules
        )
        for step in Step:
            Window.objects.create(
                edition=made,
                step=step,
                opens_at=now - timedelta(days=10),
                closes_at=now + timedelta(days=20),
            )
    return made


def diagnosis(
    country: Country, *, government=None, of: Edition | None = None, **rules
) -> Diagnosis:
    """An open diagnosis of ``country.here`` (or ``government``), nothing answered."""
    of = of or edition(country, **rules)
    with country.staff():
        participation = Participation.objects.create(
            edition=of, government=government or country.here
        )
        return open_diagnosis(participation)


def loaded(diagnosis: Diagnosis) -> Diagnosis:
    """The diagnosis as it stands, with what the verbs need. Inside a scope."""
    found = Diagnosis.objects.select_related(
        "questionnaire__programme", "government", "participation__edition__programme"
    )
    return found.get(pk=diagnosis.pk)


def indicator(diagnosis: Diagnosis, code: str) -> Indicator:
    return form_for(diagnosis).by_code[code]


def save(country: Country, diagnosis: Diagnosis, code: str, *raw: str, **more) -> Saved:
    """Save one answer as the lead, on top of nothing unless ``base_version`` says otherwise."""
    with country.desk(diagnosis.government_id):
        fresh = loaded(diagnosis)
        kept = {
            "author": country.people["lead"],
            "roles": {"lead"},
            "base_version": 0,
            "save_id": uuid4(),
            "standing": "answered",
        } | more
        return save_answer(diagnosis=fresh, indicator=indicator(fresh, code), raw=raw, **kept)
