"""What the columns of a part hold, in words: as a page shows them, whatever their shape."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from dimensions import parts, sheets
from dimensions.choices import Choices
from dimensions.exporting import Tree, tree_of
from dimensions.form import Form
from dimensions.sheets import Column, Section, Shape
from migracidades.tenancy.models import Programme

# Said by their codes, which name questions.
CODES = ("was", "dropped", "when.indicator")
# The name of the version is the difference itself.
LEFT_OUT = ("version",)


@dataclass(frozen=True)
class Worded:
    """A value with what it is called. ``column`` is its key, or that of the list it stands in."""

    column: str
    label: str
    words: str


class Wording:
    """A form in words; its texts in ``language``."""

    def __init__(self, form: Form, programme: Programme, language: str):
        self.form, self.language = form, language
        self.choices = Choices(programme, form)

    @cached_property
    def tree(self) -> Tree:
        return tree_of(self.form)

    def held(self, code: str) -> Tree | None:
        """The values of a part, without the parts below it; ``None`` where there is no such."""
        try:
            return parts.part(self.tree, code)
        except parts.NoPart:
            return None

    def part(self, code: str) -> dict[str, Worded]:
        """Every value of a part by its place; what is empty is left out."""
        held = self.held(code)
        if held is None:
            return {}
        found = (one for section in sheet_of(code) for one in self._section(section, held))
        return {place: one for place, one in found if one.words}

    def orders(self, code: str) -> dict[str, list[str]]:
        """The codes of every list of a part in their order, by what the list is called."""
        held = self.held(code) or {}
        found = {str(one.title): held.get(one.list) for one in sheet_of(code) if one.list}
        if code == parts.HEAD:
            found[_("Dimensions")] = self.tree.get("dimensions")
        elif "." not in code and self.held(code) is not None:
            chapter = parts.at(self.tree, parts.place_of(self.tree, code))
            found[_("Questions")] = chapter.get("indicators")
        codes = {name: [one.get("code") for one in listed or ()] for name, listed in found.items()}
        return {name: listed for name, listed in codes.items() if all(listed)}

    def _section(self, section: Section, held: Tree) -> Iterator[tuple[str, Worded]]:
        if not section.list:
            for one in section.columns:
                if one.name not in LEFT_OUT:
                    words = self._words(one, _value(held, one.name), held)
                    yield one.name, Worded(one.name, str(one.label), words)
            return
        first, *others = sorted(section.columns, key=lambda one: one.shape is Shape.FIGURE)
        for member in held.get(section.list, []):
            named = self._words(first, member.get(first.name), held)
            said = [self._words(one, member.get(one.name), held) for one in others]
            label, words = f"{section.title}: {named}", " · ".join(filter(None, said))
            yield f"{section.list}.{named}", Worded(section.list, label, words)

    def _words(self, column: Column, value: Any, held: Tree) -> str:
        match column.shape:
            case Shape.WORDS:
                return (value or {}).get(self.language, "")
            case Shape.FLAG:
                return _("yes") if value else ""
            case Shape.CHOICE | Shape.CHOICES:
                codes = [value] if isinstance(value, str) else value or []
                names = self._names(column.name, codes, held)
                return ", ".join(names.get(one, one) for one in codes)
        return "" if value is None else str(value)

    def _names(self, column: str, codes: list[str], held: Tree) -> dict[str, str]:
        if column in CODES:
            return {}
        if column == "when.in":
            return dict(self.choices.answers(held["when"]["indicator"])) if codes else {}
        return dict(self.choices.of(column, codes))


def sheet_of(code: str) -> tuple[Section, ...]:
    """The sheet of the part called ``code``."""
    if code == parts.HEAD:
        return sheets.HEAD
    return sheets.INDICATOR if "." in code else sheets.DIMENSION


def _value(held: Tree, name: str) -> Any:
    found: Any = held
    for step in name.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found
