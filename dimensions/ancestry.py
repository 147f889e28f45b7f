"""Which questions of earlier versions a question comes from, as the maintainers of the files say.

``was`` of a question names those of the version before; without it, the question of the same code
is meant. Over several versions the ways are followed one by one, so that a government that stayed
away for years still finds its answers. A question that no other comes from is declared in
``dropped`` of the new version: no answer is left behind because somebody forgot it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from dimensions import queries
from dimensions.faults import Said, say
from dimensions.form import Form, Indicator
from dimensions.models import Questionnaire

UNKNOWN = _("%(code)s: was names %(one)s, which version %(version)s does not ask")
FIRST = _("%(code)s: was names %(one)s, but there is no version before this one")
FORSAKEN = _(
    "%(one)s of version %(version)s has no successor: name it in was of the question that takes "
    "its place, or in dropped, if its answers shall be left behind"
)
CLAIMED = _("dropped names %(one)s, but %(by)s comes from it: take it out of one of the two")
NOT_ASKED = _("dropped names %(one)s, which version %(version)s does not ask")
NONE_BEFORE = _("dropped names %(one)s, but there is no version before this one")

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


class Difference(StrEnum):
    """What of a question is another than it was."""

    KIND = "kind"
    TEXT = "text"
    ANSWERS = "answers"  # what can be chosen or typed, or what it is worth
    WEIGHT = "weight"
    CONDITION = "condition"
    EVIDENCE = "evidence"


# With one of these an answer may mean another thing; the others are told, and move no answer.
ALTERING = {Difference.KIND, Difference.TEXT, Difference.ANSWERS}


@dataclass(frozen=True)
class Origin:
    """Where a question comes from: the ``codes`` of the earlier version, none when it is new.

    ``differences``: what of it is otherwise than in the one question that it comes from.
    """

    kinship: Kinship
    codes: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()


def before(form: Form) -> Form | None:
    """The published version that the ``was`` of a form speaks of: the one before it."""
    earlier = [one for one in _published(form.code) if one.version < form.version]
    return queries.form_of(earlier[-1]) if earlier else None


def faults(form: Form) -> list[Said]:
    """What is wrong with the origins a form names, and which answers it would lose.

    Of each, the word ``code`` is the part it speaks of (empty: the head), ``key`` the value there.
    """
    earlier = before(form)
    if earlier is None:
        return list(_out_of_nothing(form))
    return [*_strangers(form, earlier), *_left_behind(form, earlier)]


def _out_of_nothing(form: Form) -> Iterator[Said]:
    for ask in form.indicators:
        yield from (say(FIRST, code=ask.code, key="was", one=one) for one in ask.was)
    yield from (say(NONE_BEFORE, code="", key="dropped", one=one) for one in form.dropped)


def _strangers(form: Form, earlier: Form) -> Iterator[Said]:
    there = {"version": earlier.version}
    for ask in form.indicators:
        for one in ask.was:
            if one not in earlier.by_code:
                yield say(UNKNOWN, code=ask.code, key="was", one=one, **there)
    for one in form.dropped:
        if one not in earlier.by_code:
            yield say(NOT_ASKED, code="", key="dropped", one=one, **there)


def _left_behind(form: Form, earlier: Form) -> Iterator[Said]:
    """Only a framework's answers are carried from year to year."""
    if form.kind != Questionnaire.Kind.FRAMEWORK:
        return
    heirs = claims(form)
    for one in earlier.by_code:
        if one in heirs and one in form.dropped:
            yield say(CLAIMED, code="", key="dropped", one=one, by=heirs[one])
        elif one not in heirs and one not in form.dropped:
            yield say(FORSAKEN, code="", key="dropped", one=one, version=earlier.version)


def claims(form: Form) -> Mapping[str, str]:
    """By the code of each earlier question, the code of one that says it comes from it."""
    return {one: ask.code for ask in form.indicators for one in _steps(ask)}


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
    heirs = Counter(code for codes in ways.values() for code in codes)
    return {
        one.code: _origin(one, ways, old.by_code, heirs, new.source_language)
        for one in new.indicators
    }


def _steps(indicator: Indicator) -> tuple[str, ...]:
    return indicator.was or (indicator.code,)


def _followed(indicator: Indicator, ways: Ways) -> tuple[str, ...]:
    """Through one version: the questions where it begins, each once and in their order."""
    return tuple(dict.fromkeys(code for one in _steps(indicator) for code in ways.get(one, ())))


def _origin(
    new: Indicator, ways: Ways, old: Mapping[str, Indicator], heirs: Mapping[str, int], source: str
) -> Origin:
    codes = ways[new.code]
    if not codes:
        return Origin(Kinship.NEW)
    if len(codes) > 1:
        return Origin(Kinship.MERGED, codes)
    found = differences(old[codes[0]], new, source, ways)
    if heirs[codes[0]] > 1:
        return Origin(Kinship.SPLIT, codes, found)
    if ALTERING.intersection(found):
        return Origin(Kinship.CHANGED, codes, found)
    same = codes[0] == new.code
    return Origin(Kinship.SAME if same else Kinship.RENAMED, codes, found)


def differences(
    old: Indicator, new: Indicator, source: str, ways: Ways | None = None
) -> tuple[Difference, ...]:
    """What of a question is otherwise than in an earlier one; without any of ``ALTERING`` an
    answer to one says, and scores, exactly the same as an answer to the other.

    ``source`` is the language they were written in: translations are no part of the question.
    ``ways`` lead from the questions of the new form to those of the old one.
    """
    before, after = _parts(old, source, {}), _parts(new, source, ways or {})
    return tuple(one for one in Difference if before[one] != after[one])


def _parts(one: Indicator, source: str, ways: Ways) -> dict[Difference, object]:
    options = [(option.code, option.score, option.text.read(source)) for option in one.options]
    limits = (one.minimum, one.maximum, one.bands, one.unit.read(source))
    when = one.condition
    return {
        Difference.KIND: one.kind,
        Difference.TEXT: one.text.read(source),
        Difference.ANSWERS: (options, limits),
        Difference.WEIGHT: one.weight,
        Difference.CONDITION: when and (ways.get(when.indicator, (when.indicator,)), when.codes),
        Difference.EVIDENCE: (set(one.evidence_kinds), one.evidence_months),
    }


def _published(code: str) -> Iterable[Questionnaire]:
    found = Questionnaire.objects.filter(code=code, published=True)
    return sorted(found.select_related("programme"), key=lambda one: one.version)
