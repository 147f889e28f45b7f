"""The parts of a questionnaire's tree that are edited one at a time, found by their code.

``""`` is the head, ``"D1"`` a dimension without its questions, ``"D1.3"`` a question.
"""

from typing import Any

from dimensions.exporting import Tree
from dimensions.faults import Fault, Place
from dimensions.scoring import digest
from dimensions.texts import Untranslated

HEAD = ""
# What hangs below a part and is a part itself.
BELOW = ("dimensions", "indicators")


class NoPart(LookupError):
    """The questionnaire has no part of this code (any more)."""


def place_of(tree: Tree, code: str) -> Place:
    """Where the part called ``code`` stands in a tree. Raises ``NoPart``."""
    if code == HEAD:
        return ()
    for at, dimension in enumerate(tree.get("dimensions", [])):
        if dimension.get("code") == code:
            return ("dimensions", at)
        for below, indicator in enumerate(dimension.get("indicators", [])):
            if indicator.get("code") == code:
                return ("dimensions", at, "indicators", below)
    raise NoPart(code)


def codes_of(tree: Tree) -> list[str]:
    """The codes of every part but the head, in their order."""
    found = []
    for dimension in tree.get("dimensions", []):
        found += [dimension.get("code", ""), *(one["code"] for one in _below(dimension))]
    return found


def without_origins(tree: Tree) -> Tree:
    """The tree as the next version begins: its questions come from those of their own codes."""
    tree.pop("dropped", None)
    for dimension in tree.get("dimensions", []):
        for one in dimension.get("indicators", []):
            one.pop("was", None)
    return tree


def _below(dimension: Tree) -> list[Tree]:
    return [one for one in dimension.get("indicators", []) if one.get("code")]


def at(tree: Tree, place: Place) -> Any:
    """The value at a place."""
    found: Any = tree
    for step in place:
        found = found[step]
    return found


def part(tree: Tree, code: str) -> Tree:
    """The values of a part itself, without the parts below it. Raises ``NoPart``."""
    found = at(tree, place_of(tree, code))
    return {key: held for key, held in found.items() if key not in BELOW}


def fingerprint(held: Tree) -> str:
    """What a form carries to tell whether somebody else has changed the part meanwhile."""
    return digest(held)


def holder_of(tree: Tree, place: Place) -> tuple[str, Place]:
    """The code of the part in which a place lies, and the rest of the way."""
    depth = 4 if place[2:3] == ("indicators",) and len(place) > 3 else 2
    if place[:1] != ("dimensions",) or len(place) < 2:
        return HEAD, place
    return str(at(tree, place[:depth]).get("code", "")), place[depth:]


def field_of(tree: Tree, text: Untranslated, language: str) -> str:
    """The name of the field in which a text is typed, as ``draft_forms`` draws it."""
    kind, _colon, code = text.name.partition(":")
    if not code:
        return f"{kind}.{language}"
    listed = part(tree, text.holder).get(f"{kind}s", [])
    row = next((at for at, one in enumerate(listed) if one.get("code") == code), 0)
    return f"{kind}s.{row}.{'text' if kind == 'option' else 'name'}.{language}"


def own_faults(tree: Tree, faults: list[Fault], code: str) -> list[tuple[Place, Fault]]:
    """The faults of one part, each with its way from there."""
    led = ((holder_of(tree, one.place), one) for one in faults)
    return [(rest, one) for (holder, rest), one in led if holder == code]
