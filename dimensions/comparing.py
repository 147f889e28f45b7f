"""What a new version changes against the one it was begun from: all of it, before and after.

Whatever may be typed of a part is compared, column by column of its sheet, so that publishing
freezes nothing that was not listed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dimensions import parts, texts
from dimensions.form import Form, Text
from dimensions.models import Questionnaire
from dimensions.sheets import label_of
from dimensions.tongues import language_name
from dimensions.wording import Worded, Wording
from migracidades.tenancy.models import Programme

# What makes a question another question: answers of two years could no longer be compared.
MEANING = ("kind", "text", "options", "unit", "bands")

FEW = 5


class Fate(StrEnum):
    """What became of a part."""

    NEW = "new"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Difference:
    """A value in words, before and after: empty where there is none."""

    label: str
    before: str
    after: str
    column: str = ""


@dataclass(frozen=True)
class Change:
    """A dimension or a question that differs, in itself or in what is below it."""

    code: str
    name: Text
    fate: Fate
    differences: tuple[Difference, ...] = ()
    below: "tuple[Change, ...]" = ()

    @property
    def whole(self) -> bool:
        """Whether all of it comes or goes."""
        return self.fate in (Fate.NEW, Fate.REMOVED)

    @property
    def meaning(self) -> bool:
        """Whether a question may mean something else under the same code."""
        columns = {one.column for one in self.differences}
        return self.fate is Fate.CHANGED and bool(columns & set(MEANING))


@dataclass(frozen=True)
class Retold:
    """The translations that differ in one language."""

    language: str
    differences: tuple[Difference, ...]

    @property
    def name(self) -> str:
        return language_name(self.language)


@dataclass(frozen=True)
class Changes:
    """Everything a version changes: of its head, of its dimensions and questions, of its words."""

    head: tuple[Difference, ...] = ()
    chapters: tuple[Change, ...] = ()
    translations: tuple[Retold, ...] = ()

    @property
    def every(self) -> bool:
        return bool(self.head or self.chapters or self.translations)

    @property
    def questions(self) -> list[Change]:
        return [one for chapter in self.chapters for one in chapter.below]

    @property
    def few(self) -> bool:
        """Whether they may all lie open; more are unfolded one by one."""
        return len(self.questions) <= FEW

    @property
    def to_ponder(self) -> list[Change]:
        """The questions whose meaning may have changed under the same code."""
        return [one for one in self.questions if one.meaning]

    @property
    def tally(self) -> list[tuple[str, list[Change]]]:
        """Which dimensions and questions are new, gone or changed; nothing that is empty."""
        counted = [
            (_("New dimensions"), self.chapters, Fate.NEW),
            (_("Dimensions taken out"), self.chapters, Fate.REMOVED),
            (_("Dimensions changed or moved"), self.chapters, Fate.CHANGED),
            (_("New questions"), self.questions, Fate.NEW),
            (_("Questions no longer asked"), self.questions, Fate.REMOVED),
            (_("Questions changed"), self.questions, Fate.CHANGED),
        ]
        found = [(name, [one for one in held if one.fate is fate]) for name, held, fate in counted]
        return [(name, held) for name, held in found if held]


def compare(before: Form | None, after: Form, programme: Programme) -> Changes:
    """What differs between two versions; nothing where there is no earlier one."""
    return Changes() if before is None else _Comparison(before, after, programme).changes()


class _Comparison:
    def __init__(self, before: Form, after: Form, programme: Programme):
        language = after.source_language
        self.old = Wording(before, programme, language)
        self.new = Wording(after, programme, language)

    def changes(self) -> Changes:
        head = (*self._of_the_whole(), *self._differences(parts.HEAD))
        return Changes(head, tuple(self._chapters()), tuple(self._translations()))

    def _of_the_whole(self) -> Iterator[Difference]:
        before, after = self.old.form, self.new.form
        kinds = dict(Questionnaire.Kind.choices)
        if before.kind != after.kind:
            yield Difference(_("Kind"), str(kinds[before.kind]), str(kinds[after.kind]))
        if before.source_language != after.source_language:
            names = language_name(before.source_language), language_name(after.source_language)
            yield Difference(_("Language of the source"), *names)

    def _chapters(self) -> Iterator[Change]:
        sides = self.old.form, self.new.form
        before, after = ([one.code for one in side.dimensions] for side in sides)
        moved = _moved(before, after)
        for code in dict.fromkeys([*after, *before]):
            places = (
                [Difference(pgettext("in an order", "Place"), *moved[code])]
                if code in moved
                else []
            )
            change = self._change(code, places, tuple(self._questions(code)))
            if change.fate is not Fate.SAME or change.below:
                yield change

    def _questions(self, dimension: str) -> Iterator[Change]:
        asked = (
            one.code
            for side in (self.new, self.old)
            for one in side.form.indicators
            if one.dimension == dimension
        )
        found = (self._change(code) for code in dict.fromkeys(asked))
        return (one for one in found if one.fate is not Fate.SAME)

    def _change(
        self, code: str, more: Iterable[Difference] = (), below: tuple[Change, ...] = ()
    ) -> Change:
        side = self.new if self.new.held(code) is not None else self.old
        named = texts.texts_of(side.form, code)
        differences = (*more, *self._differences(code))
        return Change(
            code, named["text" if "." in code else "name"], self._fate(code, differences),
            differences, below,
        )  # fmt: skip

    def _fate(self, code: str, differences: tuple[Difference, ...]) -> Fate:
        if self.old.held(code) is None:
            return Fate.NEW
        if self.new.held(code) is None:
            return Fate.REMOVED
        return Fate.CHANGED if differences else Fate.SAME

    def _differences(self, code: str) -> tuple[Difference, ...]:
        if self.old.held(code) == self.new.held(code):
            return tuple(self._reordered(code))
        before, after = self.old.part(code), self.new.part(code)
        # Which earlier questions it comes from is each version's own affair.
        before.pop("was", None)
        return (*_apart(before, after), *self._reordered(code))

    def _reordered(self, code: str) -> Iterator[Difference]:
        before, after = self.old.orders(code), self.new.orders(code)
        for name in before.keys() & after.keys():
            kept = [one for one in before[name] if one in after[name]]
            if kept != [one for one in after[name] if one in before[name]]:
                label = _("Order: %(list)s") % {"list": name}
                yield Difference(label, ", ".join(before[name]), ", ".join(after[name]))

    def _translations(self) -> Iterator[Retold]:
        before, after = self.old.form, self.new.form
        for language in dict.fromkeys([*after.languages, *before.languages]):
            if language != after.source_language:
                found = tuple(_retold(before, after, language))
                yield from [Retold(language, found)] if found else []


def _apart(before: Mapping[str, Worded], after: Mapping[str, Worded]) -> Iterator[Difference]:
    for place in {**after, **before}:
        old, new = before.get(place), after.get(place)
        words = old.words if old else "", new.words if new else ""
        if words[0] != words[1] and (one := new or old):
            yield Difference(one.label, *words, one.column)


def _moved(before: list[str], after: list[str]) -> dict[str, tuple[str, str]]:
    """The places, before and after, of those that no longer stand in the order of the others."""
    old, new = ([one for one in side if one in before and one in after] for side in (before, after))
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = {code for block in blocks for code in old[block.a : block.a + block.size]}
    return {
        code: (str(before.index(code) + 1), str(after.index(code) + 1))
        for code in new
        if code not in kept
    }


def _retold(before: Form, after: Form, language: str) -> Iterator[Difference]:
    codes = [one.code for one in after.dimensions]
    for holder in (parts.HEAD, *codes, *after.by_code):
        try:
            old = texts.texts_of(before, holder)
        except KeyError:
            continue
        for name, text in texts.texts_of(after, holder).items():
            words = [one.words.get(language, "") for one in (old.get(name, Text()), text)]
            if words[0] != words[1]:
                yield Difference(f"{holder} {label_of(name)}".strip(), *words)
