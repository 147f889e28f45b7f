"""A YAML file whose every value knows its line, and which gathers its faults.

Readers take what they expect from a ``Node`` by name; what is missing, of another shape or left
over becomes a fault such as "2024.yaml, line 213: D3.2: weight must be a whole number from 1 to
100". All faults of a file come together, in one ``ContentError``.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar

import yaml

from dimensions.form import Text
from migracidades.kit.text import plain

Place = tuple[str | int, ...]


class ContentError(Exception):
    """A content file that cannot be used; ``faults`` holds one English sentence per fault."""

    def __init__(self, faults: Iterable[str]):
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML without its surprises: ``yes`` and ``no`` are words, dates are texts."""

    yaml_implicit_resolvers: ClassVar[dict] = {
        first: [
            (tag, shape) for tag, shape in resolvers if not tag.endswith((":bool", "timestamp"))
        ]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


@dataclass
class Source:
    """An open file: its lines by path, and the faults found so far."""

    name: str
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def fault(self, place: Place, message: str) -> None:
        while place and place not in self.lines:
            place = place[:-1]
        self.refuse(self.lines.get(place, 1), message)

    def refuse(self, line: int, message: str) -> None:
        self.faults.append((line, f"{self.name}, line {line}: {message}"))

    def finish(self) -> None:
        """Raise ``ContentError`` if there were faults, in the order of their lines."""
        if self.faults:
            raise ContentError(message for _line, message in sorted(set(self.faults)))


def open_yaml(path: Path) -> "Node":
    """Return the root of a YAML file; raises ``ContentError`` when it cannot be read at all."""
    source = Source(path.name)
    try:
        loader = _Loader(path.read_bytes().decode())
        tree = loader.get_single_node()
        source.lines |= _lines(tree, (), source)
        source.finish()
        value = loader.construct_document(tree) if tree else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContentError([f"{path.name}, line {line}: {error.problem}"]) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContentError([f"{path.name}: cannot be read as UTF-8 YAML ({error})"]) from error
    if not isinstance(value, dict):
        raise ContentError([f"{path.name}, line 1: must be a mapping of names to values"])
    return Node(source, value)


def _lines(tree: yaml.Node | None, place: Place, source: Source) -> dict[Place, int]:
    """Return the line of every value; complains about what is written twice, and about aliases."""
    found = {place: tree.start_mark.line + 1} if tree else {}
    for key, child, line in _children(tree):
        here = (*place, key)
        if here in found:
            source.refuse(line, f"{key} is written twice")
        if id(child) in source.seen:
            source.refuse(line, f"{key} is an alias (*): write the value out")
            continue
        source.seen.add(id(child))
        found |= _lines(child, here, source) | {here: line}
    return found


def _children(tree: yaml.Node | None) -> Iterator[tuple[str | int, yaml.Node, int]]:
    if isinstance(tree, yaml.MappingNode):
        for key, child in tree.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            yield name, child, key.start_mark.line + 1
    elif isinstance(tree, yaml.SequenceNode):
        yield from ((at, child, child.start_mark.line + 1) for at, child in enumerate(tree.value))


class Node:
    """A mapping of the file. Whoever reads it takes each value by name, then calls ``close``."""

    def __init__(self, source: Source, value: dict, place: Place = (), label: str = ""):
        self.source, self.value, self.place, self.label = source, value, place, label
        self.taken: set[str] = set()

    def fault(self, message: str, key: str | int | None = None) -> None:
        place = self.place if key is None else (*self.place, key)
        self.source.fault(place, f"{self.label}: {message}" if self.label else message)

    def take(self, key: str, *, required: bool = False) -> Any:
        """Return a value as the file has it, ``None`` when it is absent."""
        self.taken.add(key)
        found = self.value.get(key)
        if required and found is None:
            self.fault(f"{key} is missing")
        return found

    def close(self) -> None:
        """Complain about what nobody took: most often a name written wrong."""
        for key in self.value.keys() - self.taken:
            near = get_close_matches(str(key), self.taken, n=1)
            self.fault(f"{key} is not known here" + (f": {near[0]}?" if near else ""), key)

    def text(self, key: str, *, shape: str = r".+", required: bool = True) -> str:
        found = self.take(key, required=required)
        if found is None:
            return ""
        if not isinstance(found, str):
            self.fault(f"{key} must be a text: put it in quotes", key)
        elif not re.fullmatch(shape, found):
            self.fault(f"{key} “{found}” must look like {shape}", key)
        return str(found)

    def code(self, *, shape: str) -> str:
        """Take the node's own code, which later faults will name."""
        code = self.text("code", shape=shape)
        self.label = f"{self.label} {code}".strip() if shape.startswith("[a-z]") else code
        return code

    def words(self, key: str, languages: Iterable[str], *, required: bool = False) -> Text:
        """Take a text in several languages; the first of ``languages`` may not be missing."""
        found = self.take(key, required=required)
        if found is None:
            return Text()
        if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
            self.fault(f"{key} needs one text per language, like “pt-br: …”", key)
            return Text()
        source, *others = languages
        for language in found.keys() - {source, *others}:
            self.fault(f"{key} has a text in {language}, which is none of the languages", key)
        if not plain(found.get(source, "")):
            self.fault(f"{key} has no text in {source}, the language of the source", key)
        return Text({tongue: plain(text) for tongue, text in found.items() if plain(text)})

    def choice(self, key: str, allowed: Collection[str], *, required: bool = True) -> str:
        found = self.take(key, required=required)
        if found is not None and found not in allowed:
            self.fault(f"{key} “{found}” must be one of {', '.join(allowed)}", key)
        return str(found or "")

    def codes(self, key: str, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        """Take a list of codes, each of them one of ``allowed`` and none of them twice."""
        found = self.take(key)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            self.fault(f"{key} must be a list, like [one, other]", key)
            return ()
        for one in found:
            if found.count(one) > 1:
                self.fault(f"{key} names {one} twice", key)
            if allowed is not None and one not in allowed:
                self.fault(f"{key} “{one}” must be one of {', '.join(allowed)}", key)
        return tuple(found)

    def whole(self, key: str, low: int, high: int, *, required: bool = False) -> int | None:
        found = self.take(key, required=required)
        if found is None:
            return None
        if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
            self.fault(f"{key} must be a whole number from {low} to {high}", key)
            return low
        return found

    def decimal(self, key: str, *, required: bool = False) -> Decimal | None:
        found = self.take(key, required=required)
        if found is None:
            return None
        if not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", str(found)):
            self.fault(f"{key} must be a number of at most 12 digits", key)
            return None
        return Decimal(str(found))

    def flag(self, key: str) -> bool:
        found = self.take(key)
        if not isinstance(found, bool | None):
            self.fault(f"{key} must be true or false", key)
        return found is True

    def child(self, key: str) -> "Node | None":
        found = self.take(key)
        if found is None:
            return None
        if not isinstance(found, dict):
            self.fault(f"{key} must be a mapping of names to values", key)
            return None
        return Node(self.source, found, (*self.place, key), self.label)

    def children(self, key: str, *, required: bool = False) -> "list[Node]":
        found = self.take(key, required=required)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.fault(f"{key} must be a list of mappings", key)
            return []
        return [
            Node(self.source, one, (*self.place, key, at), self.label)
            for at, one in enumerate(found)
        ]
