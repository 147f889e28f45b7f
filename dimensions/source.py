"""A YAML file whose every value knows its line, and which gathers its faults.

Readers take what they expect from a ``Node`` by name; what is missing, of another shape or left
over becomes a fault such as "2024.yaml, line 213: D3.2: weight must be a whole number from 1 to
100". All faults of a file come together, in one ``ContentError``. A draft, which is no file, is
read by the same nodes.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dimensions.faults import ContentError, Fault, Place, Said, say
from dimensions.form import Text
from migracidades.kit.text import plain

__all__ = ["ContentError", "Node", "open_yaml", "opened", "parse"]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML without its surprises: ``yes`` and ``no`` are words, dates are texts."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        first: [
            (tag, shape) for tag, shape in resolvers if not tag.endswith((":bool", "timestamp"))
        ]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


@dataclass
class Source:
    """What is read: its lines by path when it is a file, and the faults found so far."""

    name: str = ""
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def fault(self, place: Place, said: Said, label: str = "") -> None:
        known = place
        while known and known not in self.lines:
            known = known[:-1]
        self.refuse(self.lines.get(known, 1) if self.name else 0, said, place, label)

    def refuse(self, line: int, said: Said, place: Place = (), label: str = "") -> None:
        self.faults.append(Fault(said, place, label, self.name, line))

    def found(self) -> list[Fault]:
        """The faults in the order of their lines, each sentence once a line."""
        once = {(one.line, str(one)): one for one in self.faults}
        return [once[key] for key in sorted(once)] if self.name else list(once.values())

    def finish(self) -> None:
        """Raise ``ContentError`` if there were faults."""
        if self.faults:
            raise ContentError(self.found())


def open_yaml(path: Path) -> "Node":
    """Return the root of a YAML file; raises ``ContentError`` when it cannot be read at all."""
    try:
        return parse(path.name, path.read_bytes())
    except OSError as error:
        raise ContentError([_unreadable(path.name, error)]) from error


def parse(name: str, content: bytes) -> "Node":
    """The same for the content of a file called ``name``."""
    source = Source(name)
    try:
        loader = _Loader(content.decode())
        tree = loader.get_single_node()
        source.lines |= _lines(tree, (), source)
        source.finish()
        value = loader.construct_document(tree) if tree else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        said = say("%(problem)s", problem=error.problem)
        raise ContentError([Fault(said, file=name, line=line)]) from error
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError, ValueError) as error:
        raise ContentError([_unreadable(name, error)]) from error
    if not isinstance(value, dict):
        raise ContentError([Fault(say(_MAPPING), file=name, line=1)])
    return Node(source, value)


def opened(value: dict[Any, Any]) -> "Node":
    """The root of what is no file: a mapping that somebody is still writing."""
    return Node(Source(), value)


_ONE_OF = _("%(key)s “%(found)s” must be one of %(allowed)s")
_NOT_KNOWN = _("%(key)s is not known here")
_MAPPING = _("must be a mapping of names to values")


def _unreadable(name: str, error: Exception) -> Fault:
    said = say(_("%(file)s: cannot be read as UTF-8 YAML (%(problem)s)"), file=name, problem=error)
    return Fault(said)


def _lines(tree: yaml.Node | None, place: Place, source: Source) -> dict[Place, int]:
    """Return the line of every value; complains about what is written twice, and about aliases."""
    found = {place: tree.start_mark.line + 1} if tree else {}
    for key, child, line in _children(tree):
        here = (*place, key)
        if here in found:
            source.refuse(line, say(_("%(key)s is written twice"), key=key))
        if id(child) in source.seen:
            source.refuse(line, say(_("%(key)s is an alias (*): write the value out"), key=key))
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

    def __init__(self, source: Source, value: dict[Any, Any], place: Place = (), label: str = ""):
        self.source, self.value, self.place, self.label = source, value, place, label
        self.taken: set[str] = set()

    def fault(self, message: Promise | str, key: str | int | None = None, **words: Any) -> None:
        """Complain about the value called ``key``, or the whole; ``words`` fill the message."""
        place = self.place if key is None else (*self.place, key)
        self.source.fault(place, say(message, key=key, **words), self.label)

    def complain(self, said: Said) -> None:
        """The same for a sentence made elsewhere, about its word ``key``."""
        self.source.fault((*self.place, said.words["key"]), said, self.label)

    def take(self, key: str, *, required: bool = False) -> Any:
        """Return a value as the file has it, ``None`` when it is absent."""
        self.taken.add(key)
        found = self.value.get(key)
        if required and found is None:
            self.fault(_("%(key)s is missing"), key)
        return found

    def close(self) -> None:
        """Complain about what nobody took: most often a name written wrong."""
        for key in self.value.keys() - self.taken:
            near = get_close_matches(str(key), self.taken, n=1)
            unknown = _("%(key)s is not known here: %(near)s?") if near else _NOT_KNOWN
            self.fault(unknown, key, near="".join(near))

    def text(self, key: str, *, shape: str = r".+", required: bool = True) -> str:
        found = self.take(key, required=required)
        if found is None:
            return ""
        if not isinstance(found, str):
            self.fault(_("%(key)s must be a text: put it in quotes"), key)
        elif not re.fullmatch(shape, found):
            self.fault(
                _("%(key)s “%(found)s” must look like %(shape)s"), key, found=found, shape=shape
            )
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
            self.fault(_("%(key)s needs one text per language, like “pt-br: …”"), key)
            return Text()
        source, *others = languages
        for language in found.keys() - {source, *others}:
            strange = _("%(key)s has a text in %(language)s, which is none of the languages")
            self.fault(strange, key, language=language)
        if not plain(found.get(source, "")):
            missing = _("%(key)s has no text in %(language)s, the language of the source")
            self.fault(missing, key, language=source)
        return Text({tongue: plain(text) for tongue, text in found.items() if plain(text)})

    def choice(self, key: str, allowed: Collection[str], *, required: bool = True) -> str:
        found = self.take(key, required=required)
        if found is not None and (not isinstance(found, str) or found not in allowed):
            self.fault(_ONE_OF, key, found=found, allowed=", ".join(allowed))
        return str(found or "")

    def codes(self, key: str, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        """Take a list of codes, each of them one of ``allowed`` and none of them twice."""
        found = self.take(key)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            self.fault(_("%(key)s must be a list, like [one, other]"), key)
            return ()
        for one in found:
            if found.count(one) > 1:
                self.fault(_("%(key)s names %(one)s twice"), key, one=one)
            if allowed is not None and one not in allowed:
                self.fault(_ONE_OF, key, found=one, allowed=", ".join(allowed))
        return tuple(found)

    def whole(self, key: str, low: int, high: int, *, required: bool = False) -> int | None:
        found = self.take(key, required=required)
        if found is None:
            return None
        if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
            self.fault(
                _("%(key)s must be a whole number from %(low)s to %(high)s"),
                key,
                low=low,
                high=high,
            )
            return low
        return found

    def decimal(self, key: str, *, required: bool = False) -> Decimal | None:
        found = self.take(key, required=required)
        if found is None:
            return None
        if not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", str(found)):
            self.fault(_("%(key)s must be a number of at most 12 digits"), key)
            return None
        return Decimal(str(found))

    def flag(self, key: str) -> bool:
        found = self.take(key)
        if not isinstance(found, bool | None):
            self.fault(_("%(key)s must be true or false"), key)
        return found is True

    def child(self, key: str) -> "Node | None":
        found = self.take(key)
        if found is None:
            return None
        if not isinstance(found, dict):
            self.fault(_("%(key)s must be a mapping of names to values"), key)
            return None
        return Node(self.source, found, (*self.place, key), self.label)

    def children(self, key: str, *, required: bool = False) -> "list[Node]":
        found = self.take(key, required=required)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.fault(_("%(key)s must be a list of mappings"), key)
            return []
        return [
            Node(self.source, one, (*self.place, key, at), self.label)
            for at, one in enumerate(found)
        ]
