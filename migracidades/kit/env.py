"""Typed reading of the environment; what was asked is remembered for the README's table."""

import os
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


@dataclass(frozen=True)
class Variable:
    name: str
    default: str
    purpose: str


asked: list[Variable] = []


def text(name: str, default: str, purpose: str) -> str:
    """The value of ``name``; a secret may stand in the file that ``<name>_FILE`` names."""
    asked.append(Variable(name, default, purpose))
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, default: bool, purpose: str) -> bool:
    """``name`` as yes or no; anything else stops the start with a sentence."""
    value = text(name, "on" if default else "off", purpose).lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be on or off, not {value!r}.")


def number(name: str, default: int, purpose: str) -> int:
    """``name`` as a whole number; anything else stops the start with a sentence."""
    value = text(name, str(default), purpose)
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def pairs(name: str, default: str, purpose: str) -> dict[str, str]:
    """``name`` as a mapping, ``key=value`` separated by commas; anything else stops the start."""
    found = [word.partition("=") for word in words(name, default, purpose)]
    if not all(key.strip() and value.strip() for key, _equals, value in found):
        raise ImproperlyConfigured(f"{name} must be written as key=value,key=value.")
    return {key.strip(): value.strip() for key, _equals, value in found}


def words(name: str, default: str, purpose: str) -> list[str]:
    """``name`` as a list, separated by commas."""
    return [word.strip() for word in text(name, default, purpose).split(",") if word.strip()]
