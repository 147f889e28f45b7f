"""The small form of these tests: every kind, a condition, a level and an optional dimension."""

from pathlib import Path
from typing import Any

from certification.diagnosis.models import Diagnosis, Part
from certification.diagnosis.saving import Saved
from certification.diagnosis.sheet import form_for
from certification.governments.models import Figure
from dimensions.form import Indicator
from migracidades.tenancy.models import Membership
from tests import cycle
from tests.world import Country

FORM = Path(__file__).parent / "files" / "form.yaml"
loaded = cycle.loaded


def diagnosis(country: Country, *, path: Path = FORM, **more: Any) -> Diagnosis:
    asked = cycle.published_questionnaire(country, path=path)
    return cycle.diagnosis(country, **{"questionnaire": asked} | more)


def naming_a_figure(folder: Path) -> Path:
    """The small form, in which the number D1.3 names the figure ``population``."""
    path = folder / "figure.yaml"
    told = FORM.read_text().replace("kind: number\n", "kind: number\n        figure: population\n")
    path.write_text(told)
    return path


def figure(country: Country, value: int, *, year: int = 2022, **more: Any) -> Figure:
    """A figure of ``country.here``, as the census of a year says it."""
    told = {"subject": country.here, "key": "population", "source": {"pt-br": f"Censo {year}"}}
    with country.staff():
        return Figure.objects.create(value=value, year=year, **told | more)


def indicator(diagnosis: Diagnosis, code: str) -> Indicator:
    return form_for(diagnosis).by_code[code]


def save(country: Country, diagnosis: Diagnosis, code: str, *raw: str, **more: Any) -> Saved:
    return cycle.answer(country, diagnosis, code, *raw, **more)


def give(
    country: Country, diagnosis: Diagnosis, *codes: str, role: str = "contributor", **more: Any
) -> Part:
    """Let the one open part of a seat hold these dimensions and questions alone."""
    whole = [code for code in codes if "." not in code]
    held = {"dimensions": whole, "indicators": [code for code in codes if "." in code]}
    given = {"department": "Saúde", "assigned_by": country.people["lead"]} | held | more
    here = {"diagnosis": diagnosis, "government_id": diagnosis.government_id}
    with country.desk(diagnosis.government_id):
        seat = Membership.objects.get(role=role, active=True)
        return Part.objects.update_or_create(**here, seat=seat, ended_at=None, defaults=given)[0]
