"""What a settings file may say, written as a shape; each fault is a sentence naming the key.

A shape is a function of a value and its key that yields faults. Shapes are put together from the
ones below, so that the description of a file reads like the file.
"""

import re
from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches
from typing import Any

Shape = Callable[[Any, str], Iterator[str]]


def fields(required: dict[str, Shape], optional: dict[str, Shape] | None = None) -> Shape:
    """A mapping with these names and no others."""
    known = required | (optional or {})

    def check(value: Any, key: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{key or 'the file'} must be a mapping of names to values"
            return
        for name in required.keys() - value.keys():
            yield f"{_join(key, name)} is missing"
        for name, held in value.items():
            shape = known.get(name)
            yield from shape(held, _join(key, name)) if shape else _unknown(key, name, known)

    return check


def each(shape: Shape, *, least: int = 0) -> Shape:
    """A list whose members all have a shape."""

    def check(value: Any, key: str) -> Iterator[str]:
        if not isinstance(value, list) or len(value) < least:
            yield f"{key} must be a list" + (f" of at least {least}" if least else "")
            return
        for number, held in enumerate(value, 1):
            yield from shape(held, f"{key}[{number}]")

    return check


def mapped(shape: Shape) -> Shape:
    """A mapping from codes to values of a shape."""

    def check(value: Any, key: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{key} must be a mapping of codes to values"
            return
        for code, held in value.items():
            if not isinstance(code, str):
                yield f"{key}: put the code {code} in quotes"
            yield from shape(held, _join(key, code))

    return check


def texts(languages: Collection[str], *, may_be_empty: bool = False) -> Shape:
    """One text per language, in every language."""

    def check(value: Any, key: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{key} needs one text per language, like “pt-br: …”"
            return
        for language in languages:
            held = value.get(language)
            if not isinstance(held, str) or not (may_be_empty or held.strip()):
                yield f"{key} has no text in {language}"
        for language in value.keys() - set(languages):
            yield f"{key} has a text in {language}, which is none of the languages"

    return check


def word(pattern: str, example: str) -> Shape:
    """A text that looks like ``pattern``; ``example`` is shown when it does not."""

    def check(value: Any, key: str) -> Iterator[str]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield f"{key} “{value}” must look like {example}"

    return check


def one_of(allowed: Collection[str], *, such_as: str = "") -> Shape:
    """One of a set of codes; ``such_as`` stands for a set too long to be listed."""

    def check(value: Any, key: str) -> Iterator[str]:
        if value not in allowed:
            yield f"{key} “{value}” must be one of {such_as or ', '.join(sorted(allowed))}"

    return check


def whole(low: int, high: int) -> Shape:
    def check(value: Any, key: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            yield f"{key} must be a whole number from {low} to {high}"

    return check


def flag(value: Any, key: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield f"{key} must be true or false"


def _join(key: str, name: Any) -> str:
    return f"{key}.{name}" if key else str(name)


def _unknown(key: str, name: Any, known: Collection[str]) -> Iterator[str]:
    near = get_close_matches(str(name), known, n=1)
    yield f"{_join(key, name)} is not known here" + (f": {near[0]}?" if near else "")
