"""What a returning government is offered of its last edition: facts, made by ``inheriting``."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dimensions.ancestry import Difference, Kinship, Origin
from dimensions.form import Dimension, Indicator

from .content import Content
from .outliving import Proof
from .previous import Last
from .sheet import Sheet, given, spoken

CERTAIN = (Kinship.SAME, Kinship.RENAMED)


class Anew(models.TextChoices):
    """Why a question has to be answered anew."""

    EXPIRED = "expired", gettext_lazy("the proof of the last edition has expired")
    WITHDRAWN = "withdrawn", gettext_lazy("the proof of the last edition was withdrawn")
    LINK = "link", gettext_lazy("the link that proved it no longer leads there")
    UNPROVEN = "unproven", gettext_lazy("it is proved every year anew, and had no proof")
    CHANGED = "changed", gettext_lazy("the question is not asked as it was")
    SPLIT = "split", gettext_lazy("the question is one of several made of an earlier one")
    MERGED = "merged", gettext_lazy("the question joins several earlier ones")
    UNFIT = "unfit", gettext_lazy("the answer can no longer be given as it was")
    EMPTY = "empty", gettext_lazy("it had no answer")
    NEW = "new", gettext_lazy("the question is new")


class Look(models.TextChoices):
    """Why an answer is looked at on its own before it is confirmed."""

    CHANGED = "changed", gettext_lazy("the question is not asked as it was")
    SPLIT = "split", gettext_lazy("the question is one of several made of an earlier one")
    MERGED = "merged", gettext_lazy("the question joins several earlier ones")
    ADJUSTED = "adjusted", gettext_lazy("the analysis verified another answer than yours")
    ASKED = "asked", gettext_lazy("the analysis had asked you about it")
    FIGURE = "figure", gettext_lazy("a number of last year may be another one now")
    YEARLY = "yearly", gettext_lazy("it is asked every year anew")
    NEWER = "newer", gettext_lazy("what proved it has a newer version")
    LESS = "less", gettext_lazy("part of its proof no longer counts")


@dataclass(frozen=True)
class Offer:
    """One question and what it comes from; ``content`` is what confirming would save.

    Without content it is to be answered ``anew``; with ``looks`` on its own.
    """

    indicator: Indicator
    origin: Origin
    last: Sequence[Last]
    proofs: Sequence[Proof]
    content: Content | None
    anew: Anew | None
    looks: Sequence[Look] = ()

    @property
    def certain(self) -> bool:
        """Whether it may be confirmed with others: nothing of question, answer or proof changed."""
        return self.content is not None and not self.looks

    @property
    def alive(self) -> list[Proof]:
        return [one for one in self.proofs if one.alive]

    @property
    def said(self) -> str:
        """What would be kept, as people read it."""
        held = self.content
        return spoken(held.standing, held.value, self.indicator) if held else ""

    @property
    def reweighed(self) -> str:
        """That the same answer counts otherwise in its dimension now; nothing where it does not."""
        if Difference.WEIGHT not in self.origin.differences or not self.last:
            return ""
        weights = {"before": self.last[0].indicator.weight, "now": self.indicator.weight}
        if None in weights.values():
            return _("Whether this question counts in its dimension has changed.")
        return _("This question weighs %(now)s in its dimension; it weighed %(before)s.") % weights

    @property
    def rescored(self) -> bool:
        """Whether what can be answered, or what an answer is worth, is not as it was."""
        return Difference.ANSWERS in self.origin.differences


@dataclass(frozen=True)
class Chapter:
    """The offers of one dimension."""

    dimension: Dimension
    offers: Sequence[Offer]

    @property
    def anew(self) -> list[Offer]:
        """Those to be answered anew; what the last edition had no answer to comes last."""
        without = [one for one in self.offers if one.content is None]
        return sorted(without, key=lambda one: not one.last)

    @property
    def alone(self) -> list[Offer]:
        """Those to be looked at one by one."""
        return [one for one in self.offers if one.content and not one.certain]

    @property
    def certain(self) -> list[Offer]:
        return [one for one in self.offers if one.certain]

    @property
    def waiting(self) -> int:
        """How many wait to be confirmed."""
        return len(self.alone) + len(self.certain)


@dataclass(frozen=True)
class Inheritance:
    """The questions without an answer, in the order of the questionnaire, asked once whatever is
    offered has been confirmed.
    """

    sheet: Sheet
    offers: Sequence[Offer] = ()

    @cached_property
    def by_code(self) -> Mapping[str, Offer]:
        return {one.indicator.code: one for one in self.offers}

    @cached_property
    def chapters(self) -> list[Chapter]:
        held = ((one, self._of(one)) for one in self.sheet.form.dimensions)
        return [Chapter(one, offers) for one, offers in held if offers]

    @property
    def anew(self) -> int:
        """How many are to be answered anew."""
        return sum(len(one.anew) for one in self.chapters)

    @property
    def waiting(self) -> int:
        """How many wait to be confirmed."""
        return sum(one.waiting for one in self.chapters)

    @cached_property
    def total(self) -> int:
        """How many questions are asked once all is confirmed, whether answered or not."""
        return filled(self.sheet, self.offers).progress().total

    def chosen(self, codes: Collection[str]) -> list[Offer]:
        """What is kept when the questions ``codes`` are confirmed: none that then is not asked."""
        picked = [one for one in self.offers if one.content and one.indicator.code in codes]
        asked = filled(self.sheet, picked).asked
        return [one for one in picked if one.indicator.code in asked]

    def _of(self, dimension: Dimension) -> list[Offer]:
        return [one for one in self.offers if one.indicator.dimension == dimension.code]


def filled(sheet: Sheet, offers: Iterable[Offer]) -> Sheet:
    """The sheet as it is once what is offered has been confirmed."""
    kept = {one.indicator.code: one.content for one in offers if one.content}
    more = {code: given(one.standing, one.value) for code, one in kept.items()}
    return replace(sheet, given={**sheet.given, **more})
