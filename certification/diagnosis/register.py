"""The register of a government's evidence: each piece, how it stands, and where it is used.

A government has hundreds of pieces, not thousands: they are read at once, told and filtered here.
Whoever adds a state adds it to ``State`` and to ``Line.states``.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.db import models
from django.utils.translation import ngettext_lazy, pgettext_lazy

from certification.evidence.models import PieceVersion
from certification.evidence.queries import newest
from certification.evidence.validity import Validity, validity
from dimensions.form import Dimension, Indicator
from dimensions.queries import form_of
from migracidades.files.looking import holds
from migracidades.files.models import StoredFile
from migracidades.kit.text import fold

from .losses import lost_pieces
from .models import Evidence
from .queries import told, with_context
from .sight import Sight


class State(models.TextChoices):
    """How a piece stands. Several may hold at once."""

    VALID = Validity.VALID.value, Validity.VALID.label
    SOON = Validity.SOON.value, Validity.SOON.label
    EXPIRED = Validity.EXPIRED.value, Validity.EXPIRED.label
    LOST = "lost", pgettext_lazy("evidence", "link lost")
    INFECTED = StoredFile.Scan.INFECTED.value, StoredFile.Scan.INFECTED.label
    PERSONAL = "personal", pgettext_lazy("evidence", "may hold personal data")
    UNUSED = "unused", pgettext_lazy("evidence", "not used")
    WITHDRAWN = "withdrawn", pgettext_lazy("evidence", "withdrawn")


# What is counted above the register, as far as there is any.
COUNTED = {
    State.EXPIRED: ngettext_lazy("%(n)s expired", "%(n)s expired", "n"),
    State.SOON: ngettext_lazy("%(n)s expires soon", "%(n)s expire soon", "n"),
    State.LOST: ngettext_lazy("%(n)s link lost", "%(n)s links lost", "n"),
}
TONES = {State.VALID: "ok", State.SOON: "wait"}
TONES |= dict.fromkeys((State.EXPIRED, State.LOST, State.INFECTED), "error")


@dataclass(frozen=True)
class Wanted:
    """What a reader of the register looks for; nothing: all that is not withdrawn."""

    text: str = ""
    kind: str = ""
    state: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Use:
    """A piece as proof of one answer of one edition."""

    evidence: Evidence
    year: int
    dimension: Dimension
    indicator: Indicator


@dataclass(frozen=True)
class Line:
    """A piece by its newest version; ``years`` are the editions in which it proves something.

    ``behind``: an older version whose link is lost is used where a newer one can take its place.
    """

    version: PieceVersion
    years: Collection[int] = ()
    uses: list[Use] = field(default_factory=list)
    behind: bool = False

    @property
    def validity(self) -> Validity:
        return validity(self.version.valid_until)

    @property
    def states(self) -> list[State]:
        if self.version.piece.withdrawn_at:
            return [State.WITHDRAWN]
        held = {State(self.validity.value)}
        held |= {State.LOST} if self.version.lost or self.behind else set()
        held |= {State.INFECTED} if self.version.file and self.version.file.is_infected else set()
        held |= {State.PERSONAL} if self.version.file and holds(self.version.file) else set()
        held |= set() if self.years else {State.UNUSED}
        return [one for one in State if one in held]

    @property
    def tags(self) -> list[tuple[str, str]]:
        """Each state with the tone of its tag. Whose link is lost is not called valid; of personal
        data another tag says more.
        """
        held = self.states
        hidden = {State.PERSONAL} | ({State.VALID} if State.LOST in held else set())
        told = [one for one in held if one not in hidden]
        return [(str(one.label), TONES.get(one, "quiet")) for one in told]

    def matches(self, wanted: Wanted) -> bool:
        states = self.states
        named = wanted.state in states if wanted.state else State.WITHDRAWN not in states
        return (
            named
            and wanted.kind in ("", self.version.kind)
            and (wanted.year is None or wanted.year in self.years)
            and all(word in _words(self.version) for word in fold(wanted.text).split())
        )


def lines(sight: Sight) -> list[Line]:
    """The pieces in scope that a reader sees, by title, without their uses. Three queries."""
    years, lost = _years(sight), lost_pieces(sight)
    shown = [one for one in newest() if sight.has_piece(one.piece_id, used=one.piece_id in years)]
    found = [
        Line(one, sorted(years.get(one.piece_id, ())), behind=one.piece_id in lost) for one in shown
    ]
    return sorted(found, key=lambda one: fold(one.version.title))


@dataclass(frozen=True)
class Tally:
    """How many pieces are there, and how many of them want something, each in words."""

    total: int
    wanting: list[tuple[State, str]]


def tally(found: Iterable[Line]) -> Tally:
    """What is counted of a register: withdrawn pieces are not."""
    standing = [one.states for one in found if one.version.piece.withdrawn_at is None]
    counted = {state: sum(state in one for one in standing) for state in COUNTED}
    told = [(state, COUNTED[state] % {"n": number}) for state, number in counted.items() if number]
    return Tally(len(standing), told)


def _years(sight: Sight) -> dict[int, set[int]]:
    """In which editions each piece proves an answer that the reader sees."""
    found: dict[int, set[int]] = {}
    for piece, year, *question in _standing().values_list(*_PLACES).distinct().order_by():
        if sight.has_use(*question):
            found.setdefault(piece, set()).add(year)
    return found


def with_uses(found: Iterable[Line], sight: Sight) -> list[Line]:
    """The same lines with where each piece is used. Two queries."""
    listed = list(found)
    uses = uses_of([one.version.piece_id for one in listed], sight)
    return [replace(one, uses=uses.get(one.version.piece_id, [])) for one in listed]


def uses_of(pieces: Collection[int], sight: Sight) -> Mapping[int, list[Use]]:
    """Where pieces are used, by the piece: the newest edition first, then as the form asks."""
    standing = list(told(_standing().filter(version__piece__in=pieces)))
    diagnoses = with_context().in_bulk({one.diagnosis_id for one in standing})
    found: dict[int, list[Use]] = {}
    for one in standing:
        one.diagnosis = diagnoses[one.diagnosis_id]
        use = _use(one)
        if sight.has_use(one.diagnosis_id, use.dimension.code, use.indicator.code):
            found.setdefault(one.version.piece_id, []).append(use)
    for uses in found.values():
        uses.sort(key=lambda one: (-one.year, one.dimension.position, one.indicator.code))
    return found


_PLACES = (
    *("version__piece", "diagnosis__participation__edition__year"),
    *("diagnosis", "indicator__dimension__code", "indicator__code"),
)


def _standing() -> models.QuerySet[Evidence]:
    return Evidence.objects.filter(removed_at=None)


def _use(one: Evidence) -> Use:
    """With the question as the whole questionnaire asks it, also where it is asked no more."""
    form = form_of(one.diagnosis.questionnaire)
    indicator = next(ask for ask in form.indicators if ask.id == one.indicator_id)
    year = one.diagnosis.participation.edition.year
    return Use(one, year, form.dimension(indicator.dimension), indicator)


def _words(version: PieceVersion) -> str:
    file = version.file.name if version.file else version.link
    return fold(f"{version.title} {file}")
