"""Builders that bring a country of the test world to a step of the cycle, through the real verbs.

Each enters the scope it needs; keyword arguments replace what a builder chooses by itself.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils import timezone

from certification.diagnosis.models import Diagnosis, Round
from certification.diagnosis.opening import open_diagnosis
from certification.diagnosis.queries import answers_of, with_context
from certification.diagnosis.saving import Saved, save_answer
from certification.diagnosis.sheet import form_for
from certification.diagnosis.signoff import digest_of, sign_off
from certification.diagnosis.submitting import submit
from certification.editions.models import Edition, Participation, Step, Window
from dimensions.form import Indicator
from dimensions.loading import load
from dimensions.models import Questionnaire
from migracidades.tenancy.models import Government
from tests.world import Country

FRAMEWORK = Path(__file__).with_name("cycle.yaml")
YEAR = 2026
MONTH = timedelta(days=30)


def published_questionnaire(country: Country, *, path: Path = FRAMEWORK) -> Questionnaire:
    """A framework of three dimensions with three indicators each, published."""
    with country.staff():
        return load(country.programme, path).questionnaire


def edition(country: Country, **rules: Any) -> Edition:
    """A published edition of 2026 with all five steps open from a month ago for two months.

    ``rules`` are fields of ``Edition``; without a questionnaire the small framework is asked.
    """
    if "questionnaire" not in rules:
        rules["questionnaire"] = published_questionnaire(country)
    levels = [one["code"] for one in country.programme.config["levels"]]
    with country.staff():
        made = Edition.objects.create(
            **{"year": YEAR, "published": True, "levels": levels, **rules}
        )
        open_steps(made)
    return made


def open_steps(
    made: Edition, *, opens: timedelta = -MONTH, closes: timedelta = MONTH, steps: Any = Step
) -> None:
    """Windows for ``steps``, relative to now. The caller stands on the staff side."""
    now = timezone.now()
    Window.objects.bulk_create(
        Window(edition=made, step=step, opens_at=now + opens, closes_at=now + closes)
        for step in steps
    )


# ------------------------------------------------------------------ 2 diagnosis
def diagnosis(
    country: Country,
    *,
    government: Government | None = None,
    of: Edition | None = None,
    **rules: Any,
) -> Diagnosis:
    """An open diagnosis of ``country.here`` (or ``government``) with nothing answered."""
    of = of or edition(country, **rules)
    with country.staff():
        participation, _made = Participation.objects.get_or_create(
            edition=of, government=government or country.here
        )
        return open_diagnosis(participation)


def loaded(made: Diagnosis) -> Diagnosis:
    """The diagnosis as it stands now, with what the verbs need. The caller stands in a scope."""
    return with_context().get(pk=made.pk)


def answer(country: Country, made: Diagnosis, code: str, *raw: str, **more: Any) -> Saved:
    """Save one answer as the lead, on top of nothing unless ``base_version`` says otherwise."""
    person = country.people["lead"]
    with country.desk(made.government_id):
        fresh = loaded(made)
        chosen = {"author": person, "roles": {"lead"}, "base_version": 0, "save_id": uuid4()}
        return save_answer(
            diagnosis=fresh,
            indicator=form_for(fresh).by_code[code],
            raw=raw,
            **chosen | more,
        )


def answer_all(country: Country, made: Diagnosis, **answers: str | tuple[str, ...]) -> None:
    """Answer every question asked with its fullest answer; ``D1_1="no"`` replaces one."""
    with country.desk(made.government_id):
        form = form_for(loaded(made))
    for one in form.indicators:
        chosen = answers.get(one.code.replace(".", "_"), fullest(one))
        answer(country, made, one.code, *([chosen] if isinstance(chosen, str) else chosen))


def fullest(indicator: Indicator) -> tuple[str, ...]:
    """What a form would send for the best answer to a question."""
    if indicator.kind in ("yes_no", "yes_partial_no"):
        return ("yes",)
    if indicator.options:
        best = [one.code for one in indicator.options if one.score]
        return tuple(best if indicator.kind == "multiple" else best[-1:])
    return {"number": ("100",), "date": ("31/12/2024",), "text": ("Texto de teste.",)}[
        indicator.kind
    ]


def sign(country: Country, made: Diagnosis) -> None:
    """The signatory's sign-off of the answers as they stand."""
    with country.desk(made.government_id):
        seen = digest_of(answers_of(made))
        sign_off(made, actor=country.people["signatory"], roles={"signatory"}, seen=seen)


def submitted(country: Country, made: Diagnosis | None = None, **answers: Any) -> Round:
    """A diagnosis answered in full, signed off and handed in by the lead: its first round."""
    made = made or diagnosis(country)
    answer_all(country, made, **answers)
    sign(country, made)
    with country.desk(made.government_id):
        return submit(made, actor=country.people["lead"], roles={"lead"})
