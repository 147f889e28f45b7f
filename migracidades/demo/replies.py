"""What is answered to a question: a letter of a story turned into what a form would send.

Letters: y the fullest answer, p part of it, n none, d no data, x does not apply.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from certification.diagnosis.models import Standing
from dimensions.form import Indicator, Option
from dimensions.scoring import FULL

from .source import read

_WITHOUT = {"d": Standing.NO_DATA, "x": Standing.NOT_APPLICABLE}


def reply(country: str, indicator: Indicator, letter: str) -> dict[str, Any]:
    """The part of ``save_answer``'s arguments that a person types."""
    book = read(country, "replies")
    department = book["departments"].get(indicator.dimension, "")
    if letter in _WITHOUT:
        reason = book["reasons"][letter]
        return {
            "raw": (),
            "standing": _WITHOUT[letter],
            "reason": reason,
            "department": department,
        }
    told = book["replies"].get(indicator.code, {})
    return {
        "raw": _raw(indicator, letter, told.get("value")),
        "note": told.get(letter, ""),
        "department": department,
    }


def _raw(indicator: Indicator, letter: str, value: Any) -> tuple[str, ...]:
    match indicator.kind:
        case "yes_no":
            return ("no" if letter == "n" else "yes",)
        case "yes_partial_no":
            return ({"y": "yes", "p": "partial", "n": "no"}[letter],)
        case "single":
            return (_one(indicator.options, letter),)
        case "multiple":
            return _several(indicator.options, letter)
        case "number":
            return (value[letter],)
        case "date":
            day = timezone.localdate() - timedelta(days=value)
            return (f"{day:%d/%m/%Y}",)
        case _:
            return (value,)


def _one(options: tuple[Option, ...], letter: str) -> str:
    ranked = sorted(options, key=lambda one: one.score or 0)
    return ranked[{"n": 0, "p": -2, "y": -1}[letter]].code


def _several(options: tuple[Option, ...], letter: str) -> tuple[str, ...]:
    worth = [one for one in options if one.score]
    if letter != "y":
        nothing = tuple(one.code for one in options if not one.score)
        return nothing[:1] if letter == "n" and nothing else _codes(worth[:2])
    total, chosen = 0, []
    for one in worth:
        if total < FULL:
            chosen.append(one)
            total += one.score or 0
    return _codes(chosen)


def _codes(options: list[Option]) -> tuple[str, ...]:
    return tuple(one.code for one in options)
