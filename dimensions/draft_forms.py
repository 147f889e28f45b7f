"""The form of a part: made from its sheet, filled from the tree, read back into it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dimensions import parts, sheets
from dimensions.choices import Choices
from dimensions.exporting import Tree
from dimensions.faults import Fault, Place
from dimensions.sheets import BLANK_ROWS, Column, Section, Shape
from dimensions.tongues import language_name
from migracidades.kit.fields import LineField, LinesField

_FIGURE = re.compile(r"-?[0-9]+")
_FRACTION = re.compile(r"(-?[0-9]+)[.,]([0-9]+)")
MULTIPLE = (Shape.CHOICES,)
NEW_CODE_HINT = _("A capital letter and a number. The next free one stands here already.")


@dataclass(frozen=True)
class Drawn:
    """A section as the page draws it: one group of fields, or one for each line of its list.

    In a group the languages of a text share a row of their own.
    """

    section: Section
    groups: list[list[list[forms.BoundField]]]
    open: bool


class PartForm(forms.Form):
    """Everything typed of one part. ``tree_of_typed`` gives it as the YAML file would have it."""

    all_optional = True
    sheet: tuple[Section, ...] = ()

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        choices: Choices,
        languages: Sequence[str],
        held: Tree | None = None,
        faults: Iterable[tuple[Place, Fault]] = (),
    ):
        super().__init__(data)
        self.choices, self.languages, self.held = choices, languages, held or {}
        for section in self.sheet:
            for row in self._rows(section):
                for column in section.columns:
                    self._draw(column, f"{section.list}.{row}." if section.list else "")
        for place, fault in faults:
            self.add_error(self.field_at(place), fault.worded(sheets.NAMES))

    def field_at(self, place: Place) -> str | None:
        """The field that stands for a value of the part, or for the nearest one above it."""
        steps = [str(one) for one in place]
        while steps:
            name = ".".join(steps)
            for one in (name, f"{name}.{self.languages[0]}"):
                if one in self.fields:
                    return one
            below = next((one for one in self.fields if one.startswith(f"{name}.")), None)
            if below:
                return below
            steps.pop()
        return None

    def drawn(self) -> Iterator[Drawn]:
        """The sections of the page."""
        for section in self.sheet:
            groups = []
            for row in self._rows(section):
                prefix = f"{section.list}.{row}." if section.list else ""
                groups.append(list(self._abreast(section.columns, prefix)))
            every = (one for group in groups for row in group for one in row)
            filled = any(one.value() or one.errors for one in every)
            yield Drawn(section, groups, filled or not section.folded)

    def _abreast(self, columns: Iterable[Column], prefix: str) -> Iterator[list[forms.BoundField]]:
        for texts, side_by_side in groupby(columns, lambda one: one.shape is Shape.WORDS):
            drawn = [[self[name] for name in self._names(one, prefix)] for one in side_by_side]
            yield from drawn if texts else [[one for row in drawn for one in row]]

    def part(self) -> Tree:
        """What was typed, as a part of the tree; what the sheet does not show stays as it was."""
        made = deepcopy(self.held)
        for section in self.sheet:
            if section.list:
                _put(made, section.list, [one for one in self._members(section) if one])
            else:
                self._read(section.columns, "", made)
        self._settle_condition(made)
        return made

    def labelled(self, name: str) -> str:
        return str(self.fields[name].label)

    def _members(self, section: Section) -> Iterator[Tree]:
        for row in self._rows(section):
            member: Tree = {}
            self._read(section.columns, f"{section.list}.{row}.", member)
            yield member

    def _read(self, columns: Iterable[Column], prefix: str, into: Tree) -> None:
        for column in columns:
            key, holder = column.name, into
            if "." in key:
                above, key = key.split(".")
                holder = into.setdefault(above, {})
            _put(holder, key, self._value(column, prefix))

    def _value(self, column: Column, prefix: str) -> Any:
        given = [self.cleaned_data.get(one) for one in self._names(column, prefix)]
        if column.shape is Shape.WORDS:
            return {one: text for one, text in zip(self.languages, given, strict=True) if text}
        return _figure(given[0]) if column.shape is Shape.FIGURE else given[0]

    def _settle_condition(self, made: Tree) -> None:
        """A condition goes with its question, and answers of another question go too."""
        when = made.get("when")
        if when is None:
            return
        if not when.get("indicator"):
            made.pop("when")
            return
        known = dict(self.choices.answers(when["indicator"]))
        _put(when, "in", [one for one in when.get("in", []) if one in known])

    def _rows(self, section: Section) -> Sequence[int]:
        if not section.list:
            return range(1)
        shape = re.compile(rf"{section.list}\.([0-9]{{1,3}})\.")
        given = [int(found[1]) for found in map(shape.match, self.data) if found]
        return range(max(given, default=-1) + 1)

    def _names(self, column: Column, prefix: str) -> list[str]:
        if column.shape is not Shape.WORDS:
            return [prefix + column.name]
        return [f"{prefix}{column.name}.{language}" for language in self.languages]

    def _draw(self, column: Column, prefix: str) -> None:
        for at, name in enumerate(self._names(column, prefix)):
            field = self._field(column, name)
            field.label, field.required = column.label, False
            repeated = bool(prefix) and not prefix.endswith(".0.")
            field.help_text = "" if at or repeated else column.hint
            if column.shape is Shape.WORDS:
                language = self.languages[at]
                field.label = f"{column.label} ({language_name(language)})"
                field.widget.attrs["lang"] = language
            self.fields[name] = field

    def _field(self, column: Column, name: str) -> forms.Field:
        match column.shape:
            case Shape.WORDS if column.rows > 1:
                return LinesField(rows=column.rows)
            case Shape.FIGURE:
                return LineField(max_length=30, widget=forms.TextInput(attrs={"size": 6}))
            case Shape.FLAG:
                return forms.BooleanField()
            case Shape.CHOICE:
                return forms.ChoiceField(choices=self.choices.of(column.name, self._held(name)))
            case Shape.CHOICES:
                return forms.MultipleChoiceField(
                    choices=self._several(column, name), widget=forms.CheckboxSelectMultiple
                )
        return LineField(max_length=500)

    def _several(self, column: Column, name: str) -> list[tuple[str, str]]:
        held = self._held(name)
        if column.name != "when.in":
            return self.choices.of(column.name, held)
        asked = self._held("when.indicator")
        offered = self.choices.when_in(asked)
        return [*offered, *((one, one) for one in held if one not in dict(offered))]

    def _held(self, name: str) -> list[str]:
        data = self.data
        return data.getlist(name) if isinstance(data, QueryDict) else [data.get(name, "")]


class HeadForm(PartForm):
    sheet = sheets.HEAD


class DimensionForm(PartForm):
    sheet = sheets.DIMENSION


class NewDimensionForm(PartForm):
    sheet = (
        Section("", (Column("code", sheets.CODE.label, hint=NEW_CODE_HINT),)),
        *DimensionForm.sheet,
    )


class IndicatorForm(PartForm):
    sheet = sheets.INDICATOR


def typed(sheet: Iterable[Section], part: Tree, languages: Sequence[str]) -> QueryDict:
    """What a browser would send for a part: to fill its form, and to compare two of them."""
    data = QueryDict(mutable=True)
    for section in sheet:
        if not section.list:
            _type(data, section.columns, "", part, languages)
            continue
        held = part.get(section.list) or []
        for row, member in enumerate([*held, *[{}] * BLANK_ROWS]):
            _type(data, section.columns, f"{section.list}.{row}.", member, languages)
    return data


def _type(
    data: QueryDict, columns: Iterable[Column], prefix: str, held: Tree, languages: Sequence[str]
) -> None:
    for column in columns:
        value: Any = held
        for step in column.name.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        name = prefix + column.name
        if column.shape is Shape.WORDS:
            words = value if isinstance(value, dict) else {}
            for language in languages:
                data[f"{name}.{language}"] = words.get(language, "")
        elif column.shape is Shape.CHOICES:
            data.setlist(name, value if isinstance(value, list) else [])
        elif column.shape is Shape.FLAG:
            data.setlist(name, ["on"] if value else [])
        else:
            data[name] = "" if value is None else str(value)


def languages_of(tree: Tree) -> list[str]:
    """The languages of a draft, the source language first."""
    source = tree["source_language"]
    return [source, *(one for one in tree.get("languages", []) if one != source)]


def sheet_of(code: str) -> type[PartForm]:
    """The form of the part called ``code``."""
    if code == parts.HEAD:
        return HeadForm
    return IndicatorForm if "." in code else DimensionForm


def _figure(typed: Any) -> Any:
    text = str(typed or "")
    if _FIGURE.fullmatch(text):
        return int(text)
    fraction = _FRACTION.fullmatch(text)
    return f"{fraction[1]}.{fraction[2]}" if fraction else text


def _put(tree: Tree, key: str, value: Any) -> None:
    if value in ("", None, [], {}) or value is False:
        tree.pop(key, None)
    else:
        tree[key] = value
