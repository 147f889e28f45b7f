"""Builders that bring a country of the test world to a step of the cycle, through the real verbs.

Each enters the scope it needs; keyword arguments replace what a builder chooses by itself.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from certification.editions.models import Edition, Step, Window
from dimensions.loading import load
from dimensions.models import Questionnaire
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
