"""Personal data in a text: mailboxes of people, mobile telephones, numbers of documents.

What a country numbers its people by is its configuration (``Wanted``); how a number is told from
another is here. It is a help and no wall: nobody's name is found, and what is not written as text
is not read. Pure, and in time proportional to the text.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from migracidades.kit.check_digits import CHECKS

from . import shapes
from .mailboxes import addresses, is_personal
from .words import OTHERWISE, UNNAMED, Words

EMAIL, TELEPHONE = "email", "telephone"
# A column goes on: what looks like the one found just before it is one more.
COLUMN = 250
MANY = 3


@dataclass(frozen=True)
class Document:
    """A kind of document: its shapes (``shapes``), the words it is called, its check digits.

    Without ``check`` a number counts only near one of the words.
    """

    code: str
    shapes: Sequence[str]
    words: Sequence[str]
    check: str = ""


@dataclass(frozen=True)
class Mobiles:
    """The mobile telephones of a country with a prefix; ``words`` announce one.

    ``called`` are the shapes of any telephone: such a number counts near one of ``calling`` alone.
    """

    country: str = ""
    shapes: Sequence[str] = ()
    words: Sequence[str] = ()
    called: Sequence[str] = ()
    calling: Sequence[str] = ()


@dataclass(frozen=True)
class Wanted:
    documents: Sequence[Document] = ()
    mobiles: Mobiles = Mobiles()


@dataclass(frozen=True)
class Finding:
    """``value`` is the same however it was written; it stands at ``start`` in the flat text."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class _Seen:
    """A number that may be one. ``marked``: it is written in the document's own manner."""

    finding: Finding
    marked: bool
    far: int

    @property
    def is_whole(self) -> bool:
        """Whether no sign of the value was lost before it came here."""
        return self.finding.end - self.finding.start >= len(self.finding.value)

    @property
    def near(self) -> bool:
        """Whether a word names it."""
        return self.far < UNNAMED


def find(text: str, wanted: Wanted) -> list[Finding]:
    """What a flat text holds, in its order; of two readings of a place the surer one."""
    found = [*_mailboxes(text), *_mobiles(text, wanted.mobiles)]
    for one in wanted.documents:
        found += _documents(text, one)
    surest = sorted(found, key=lambda one: one.far)
    return sorted(_without_overlaps(surest, len(text)), key=lambda one: one.start)


def _without_overlaps(found: Sequence[_Seen], length: int) -> Iterator[Finding]:
    taken = bytearray(length)
    for one in found:
        start, end = one.finding.start, one.finding.end
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            yield one.finding


def _mailboxes(text: str) -> Iterator[_Seen]:
    for start, address in addresses(text):
        if is_personal(address):
            yield _Seen(Finding(EMAIL, address, start, start + len(address)), True, 0)


def _mobiles(text: str, mobiles: Mobiles) -> Iterator[_Seen]:
    """Written as a mobile is, or announced as one."""
    mobile = _seen_of(text, mobiles.shapes, mobiles.words, mobiles.country)
    told = [one for one in mobile if one.near or one.marked]
    called = _seen_of(text, mobiles.called, mobiles.calling, mobiles.country)
    sure = [*told, *(one for one in called if one.near), *_abroad(text, mobiles)]
    return _with_columns(sure, [*mobile, *called])


def _seen_of(text: str, listed: Sequence[str], called: Sequence[str], country: str) -> list[_Seen]:
    words, found = Words(called, text), []
    for shape in listed:
        length = sum(one.isdigit() for one in shape)
        for pattern in shapes.of_telephone(shape, country):
            for match in pattern.finditer(text):
                one = _finding(TELEPHONE, match.span(), _digits(match[0])[-length:])
                marked = any(mark in text[max(one.start - 1, 0) : one.end] for mark in "+-()")
                found.append(_Seen(one, marked, words.distance(one.start, one.end)))
    return found


def _abroad(text: str, mobiles: Mobiles) -> Iterator[_Seen]:
    """Numbers with the prefix of another country, whoever they ring."""
    for match in shapes.ABROAD.finditer(text):
        digits = _digits(match[0])
        if not (mobiles.shapes and digits.startswith(mobiles.country)):
            yield _Seen(_finding(TELEPHONE, match.span(), digits), True, UNNAMED)


def _documents(text: str, document: Document) -> Iterator[_Seen]:
    words = Words(document.words, text)
    seen = [_seen(text, one, words) for one in _written(text, document)]
    if document.check:
        return _checked(seen, document, named=bool(words))
    return _with_columns([one for one in seen if one.near], seen)


def _checked(seen: Sequence[_Seen], document: Document, *, named: bool) -> Iterator[_Seen]:
    """Those whose check digits hold. Bare digits count near a word and in its column; in a text
    without any such word, where so many hold that it is no chance.
    """
    holds = CHECKS[document.check].holds
    right = [one for one in seen if holds(one.finding.value)]
    tried, held = _bare(seen), _bare(right)
    if not named and held >= MANY and held * 3 >= tried:
        return iter(right)
    return _with_columns([one for one in right if one.marked or one.near], right)


def _bare(seen: Iterable[_Seen]) -> int:
    """How many are written as digits alone, and none of them lost."""
    return sum(one.is_whole and not one.marked for one in seen)


def _with_columns(sure: Sequence[_Seen], seen: Iterable[_Seen]) -> Iterator[_Seen]:
    """Those that are sure, and what goes on in their column."""
    kept, last = set(map(id, sure)), -COLUMN - 1
    more = (one for one in seen if id(one) not in kept and one.far < OTHERWISE)
    for one in sorted([*sure, *more], key=_begin):
        if id(one) in kept or one.finding.start - last <= COLUMN:
            last = one.finding.end
            yield one


def _begin(one: _Seen) -> int:
    return one.finding.start


def _written(text: str, document: Document) -> Iterator[Finding]:
    for shape in document.shapes:
        for match in shapes.of_document(shape).finditer(text):
            yield _finding(document.code, match.span(), _plain(match[0]))
    if document.check:
        length = CHECKS[document.check].length
        for match in shapes.short(length).finditer(text):
            yield _finding(document.code, match.span(), match[0].zfill(length))


def _seen(text: str, one: Finding, words: Words) -> _Seen:
    marked = any(mark in text[one.start : one.end] for mark in ".-/")
    return _Seen(one, marked, words.distance(one.start, one.end))


def _finding(kind: str, span: tuple[int, int], value: str) -> Finding:
    return Finding(kind, value, *span)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text))
