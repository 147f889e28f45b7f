"""What a cell of a workbook takes, as the programs of spreadsheets are told it."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dimensions import kinds
from dimensions.figures import DIGITS_LIMIT
from dimensions.form import Indicator

# Before it their calendars differ; what is older is written as a text.
FIRST_DAY = date(1901, 1, 1)


def listed(source: str) -> dict[str, Any]:
    """One of the answers of a list."""
    return {
        "validate": "list",
        "source": source,
        "error_title": _("Choose from the list"),
        "error_message": _("Choose one of the answers of the list, or leave it empty."),
    }


def written(indicator: Indicator) -> dict[str, Any]:
    """What one writes: a number within its bounds, a day, or any text."""
    if indicator.kind == kinds.Number.code:
        return _number(indicator)
    return _day() if indicator.kind == kinds.Day.code else {"validate": "any"}


def _number(indicator: Indicator) -> dict[str, Any]:
    most = 10**DIGITS_LIMIT
    low, high = indicator.minimum, indicator.maximum
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": -most if low is None else float(low),
        "maximum": most if high is None else float(high),
        "error_title": _("A number"),
        "error_message": _("Write only the number, without its unit and within its bounds."),
    }


def _day() -> dict[str, Any]:
    """A warning only: a day before the programs' calendars is written as a text."""
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": FIRST_DAY,
        "maximum": timezone.localdate() + timedelta(days=366),
        "error_type": "warning",
        "error_title": _("A date"),
        "error_message": _("Write the date as day/month/year, like 31/12/2024."),
    }
