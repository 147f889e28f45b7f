"""A programme's configuration: what its folder says, with the texts changed in the admin over it.

``Programme.folder`` is the one, ``Programme.config`` the whole. Loading the folder again keeps what
was changed, and the admin shows where the two now differ.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from migracidades.kit import shelf

from .models import Programme, ProgrammeText
from .scope import Side, enter

# Codes, colours and clocks are no texts; courses are rows with an admin of their own.
NO_TEXTS = {"languages", "default_language", "time_zone", "brand", "states", "courses"}
ADDRESSES = {"url", "contact"}

Config = dict[str, Any]


@dataclass(frozen=True)
class Piece:
    """One text of a configuration. ``language`` is empty for an address."""

    key: str
    language: str
    text: str


def pieces(config: Config) -> list[Piece]:
    """Every text of a configuration that may be changed, in its order."""
    languages = config.get("languages", [])
    kept = {key: value for key, value in config.items() if key not in NO_TEXTS}
    return list(_walk(kept, "", languages))


def _walk(value: Any, key: str, languages: list[str]) -> Iterator[Piece]:
    if isinstance(value, list):
        for one in value:
            if isinstance(one, dict) and "code" in one:
                yield from _walk(one, f"{key}.{one['code']}", languages)
    elif isinstance(value, dict) and value and set(value) <= set(languages):
        yield from (Piece(key, one, value.get(one, "")) for one in languages)
    elif isinstance(value, dict):
        for name, held in value.items():
            yield from _walk(held, f"{key}.{name}".lstrip("."), languages)
    elif key.rsplit(".", 1)[-1] in ADDRESSES:
        yield Piece(key, "", str(value))


def lacks(piece: Piece) -> bool:
    """Whether a text says nothing where it should. Some level has no word before its names."""
    return not piece.text and not piece.key.endswith(".of")


def changed_here() -> dict[tuple[str, str], ProgrammeText]:
    """The texts of the programme in scope that other words stand for, by key and language."""
    newest = {(one.key, one.language): one for one in ProgrammeText.objects.all()}
    return {place: one for place, one in newest.items() if not one.reverted}


def take_over(programme: Programme, folder: Config, **head: Any) -> None:
    """Keep what the folder says as the programme's configuration, with what was changed over it."""
    with enter(programme, side=Side.STAFF):
        config = laid_over(folder, changed_here())
        if (programme.config, programme.folder) == (config, folder):
            return
        Programme.objects.filter(pk=programme.pk).update(config=config, folder=folder, **head)
        transaction.on_commit(shelf.changed, robust=True)
    programme.refresh_from_db()


def laid_over(folder: Config, changed: dict[tuple[str, str], ProgrammeText]) -> Config:
    """The folder's configuration with other words where they stand; what is gone stays gone."""
    config = deepcopy(folder)
    languages = config.get("languages", [])
    for (key, language), one in changed.items():
        *above, last = [*key.split("."), *([language] if language else [])]
        holder = _at(config, above)
        if isinstance(holder, dict) and (last in holder or _lacks(holder, language, languages)):
            holder[last] = one.text
    return config


def _lacks(holder: Config, language: str, languages: list[str]) -> bool:
    """Whether these are the words of a text, and none of them in one of the languages."""
    return language in languages and bool(holder) and set(holder) <= set(languages)


def _at(value: Any, steps: list[str]) -> Any:
    for step in steps:
        if isinstance(value, list):
            value = next((one for one in value if one.get("code") == step), None)
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value
