"""Which questions of earlier versions a question comes from, as the maintainers of the files say.

``was`` of a question names those of the version before; without it, the question of the same code
is meant. Over several versions the ways are followed one by one, so that a government that stayed
away for years still finds its answers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from dimensions import queries
from dimensions.faults import Said, say
from dimensions.form import Form, Indicator
from dimensions.models import Questionnaire

UNKNOWN = _("%(code)s: was names %(one)s, which version %(version)s does not ask")
FIRST = _("%(code)s: was names %(one)s, but there is no version before this one")

KEPT = 64

Ways = Mapping[str, tuple[str, ...]]
_known: dict[tuple[object, ...], Mapping[str, "Origin"]] = {}


class Kinship(StrEnum):
    """What became of a question between two versions."""

    SAME = "same"
    CHANGED = "changed"  # asked under its code, but not the same: an answer may mean another thing
    RENAMED = "renamed"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"


@dataclass(frozen=True)
class Origin:
    """Where a question comes from: the ``codes`` of the earlier version, none when it is new."""

    kinship: Kinship
    codes: tuple[str, ...] = ()


def before(form: Form) -> Form | None:
    """The published version that the ``was`` of a form speaks of: the one before it."""
    earlier = [one for one in _published(form.code) if one.version < form.version]
    return queries.form_of(earlier[-1]) if earlier else None


def strangers(form: Form) -> list[Said]:
    """What is wrong with the origins a form names: questions that the version before lacks."""
    named = [(ask.code, one) for ask in form.indicators for one in ask.was]
    if not named:
        return []
    earlier = before(form)
    if earlier is None:
        return [say(FIRST, code=code, one=one) for code, one in named]
    return [
        say(UNKNOWN, code=code, one=one, version=earlier.version)
        for code, one in named
        if one not in earlier.by_code
    ]


def origins_between(new: Questionnaire, old: Questionnaire) -> Mapping[str, Origin]:
    """Where each question of ``new`` comes from in ``old``, an earlier version of the same code.

    No query once this process has looked. The same version gives every question itself; other
    questionnaires have nothing in common.
    """
    key = tuple((one.pk, one.checksum, one.texts_checksum) for one in (new, old))
    if key not in _known:
        if len(_known) >= KEPT:
            _known.clear()
        _known[key] = _origins_between(new, old)
    return _known[key]


def _origins_between(new: Questionnaire, old: Questionnaire) -> Mapping[str, Origin]:
    if new.code != old.code or old.version > new.version:
        return {one.code: Origin(Kinship.NEW) for one in queries.form_of(new).indicators}
    line = [one for one in _published(new.code) if old.version <= one.version <= new.version]
    return origins([queries.form_of(one) for one in line])


def origins(line: Sequence[Form]) -> Mapping[str, Origin]:
    """The same for forms at hand: the versions in their order, the old one first, the new last."""
    old, new = line[0], line[-1]
    ways: Ways = {code: (code,) for code in old.by_code}
    for form in line[1:]:
        ways = {one.code: _followed(one, ways) for one in form.indicators}
    claims = Counter(code for codes in ways.values() for code in codes)
    return {
        one.code: Origin(_kinship(one, ways[one.code], line, claims), ways[one.code])
        for one in new.indicators
    }


def _followed(indicator: Indicator, ways: Ways) -> tuple[str, ...]:
    """Through one version: the questions where it begins, each once and in their order."""
    steps = indicator.was or (indicator.code,)
    return tuple(dict.fromkeys(code for step in steps for code in ways.get(step, ())))


def _kinship(
    indicator: Indicator, codes: Sequence[str], line: Sequence[Form], claims: Mapping[str, int]
) -> Kinship:
    old, new = line[0], line[-1]
    if not codes:
        return Kinship.NEW
    if len(codes) > 1:
        return Kinship.MERGED
    if claims[codes[0]] > 1:
        return Kinship.SPLIT
    if not alike(old.by_code[codes[0]], indicator, new.source_language):
        return Kinship.CHANGED
    return Kinship.SAME if codes[0] == indicator.code else Kinship.RENAMED


def alike(old: Indicator, new: Indicator, source: str) -> bool:
    """Whether an answer to one says, and is worth, exactly the same as an answer to the other.

    ``source`` is the language they were written in: translations are no part of the question.
    """
    return _asked(old, source) == _asked(new, source)


def _asked(one: Indicator, source: str) -> tuple[object, ...]:
    options = tuple((option.code, option.score) for option in one.options)
    return one.kind, one.text.read(source), options, one.bands, one.unit.read(source)


def _published(code: str) -> Iterable[Questionnaire]:
    found = Questionnaire.objects.filter(code=code, published=True)
    return sorted(found.select_related("programme"), key=lambda one: one.version)
