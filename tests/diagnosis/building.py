"""The small form of these tests: every kind, a condition, a level and an optional dimension."""

from pathlib import Path
from typing import Any

from certification.diagnosis.models import Diagnosis
from certification.diagnosis.saving import Saved
from certification.diagnosis.sheet import form_for
from dimensions.form import Indicator
from tests import cycle
from tests.world import Country

FORM = Path(__file__).parent / "files" / "form.yaml"
loaded = cycle.loaded


def diagnosis(country: Country, *, path: Path = FORM, **more: Any) -> Diagnosis:
    asked = cycle.published_questionnaire(country, path=path)
    return cycle.diagnosis(country, **{"questionnaire": asked} | more)


def indicator(diagnosis: Diagnosis, code: str) -> Indicator:
    return form_for(diagnosis).by_code[code]


def save(country: Country, diagnosis: Diagnosis, code: str, *raw: str, **more: Any) -> Saved:
    return cycle.answer(country, diagnosis, code, *raw, **more)
