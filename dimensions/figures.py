"""Numbers and days as people type and read them, in the active language."""

import datetime as dt
import re
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

DIGITS_LIMIT = 12


class Invalid(ValueError):
    """An answer that cannot be kept; the message, translated, says how to fix it."""


def separators() -> tuple[str, str]:
    """Return the marks of decimals and of thousands: "," and "." except in English."""
    return (".", ",") if (get_language() or "").startswith("en") else (",", ".")


def parse_number(text: str) -> Decimal:
    """Return the number a person typed; raises ``Invalid`` when it can be read in two ways.

    Thousands may be set apart, in groups of three, by the language's mark or by a space; "1.5" is
    refused in Portuguese rather than taken for fifteen or for one and a half.
    """
    decimal, thousands = separators()
    negative = text.startswith(("-", "\u2212"))
    grouped_by = rf"(?:{re.escape(thousands)}|\s)"
    shape = rf"([0-9]{{1,3}}(?:{grouped_by}[0-9]{{3}})+|[0-9]+)(?:{re.escape(decimal)}([0-9]+))?"
    found = re.fullmatch(shape, text[negative:])
    if not found:
        raise Invalid(
            _("Write only the number, like %(example)s.")
            % {"example": f"1{thousands}234{decimal}5"}
        )
    whole, rest = re.sub(r"[^0-9]", "", found[1]), found[2] or ""
    if len(whole + rest) > DIGITS_LIMIT:
        raise Invalid(
            _("This number has more than %(limit)s digits. Check it for extra zeros.")
            % {"limit": DIGITS_LIMIT}
        )
    return Decimal(f"{'-' if negative else ''}{whole}.{rest or 0}")


def canonical(number: Decimal) -> str:
    """Return the one text of a number: no exponent, no trailing zeros, no minus zero."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def grouped(number: Decimal | int) -> str:
    """Return a number as people read it: "1.234,5" or, in English, "1,234.5"."""
    english = f"{Decimal(canonical(Decimal(number))):,f}"
    decimal, thousands = separators()
    return english.translate(str.maketrans(",.", thousands + decimal))


def parse_day(text: str) -> dt.date:
    """Return the day of "31/12/2024" or "2024-12-31"; raises ``Invalid`` for anything else."""
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text):
        year, month, day = map(int, found.groups())
    elif found := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text):
        day, month, year = map(int, found.groups())
    else:
        raise Invalid(
            _("Write the date as day/month/year with four digits for the year, like 31/12/2024.")
        )
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise Invalid(
            _("There is no day %(date)s in the calendar. Write day/month/year, like 31/12/2024.")
            % {"date": text}
        ) from None
