"""One piece of evidence as a person of the government finds it, and what they may do with it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.http import Http404

from certification.evidence.models import Piece, PieceVersion
from certification.evidence.queries import newest
from certification.evidence.validity import Lives, lives_of
from migracidades.tenancy.http import Request
from migracidades.tenancy.rules import ANSWERING, holds

from .desk import Desk, desk_of
from .models import Diagnosis, Evidence
from .register import Line, Use, uses_of
from .sight import sight_of
from .workflow import ANSWERABLE


@dataclass(frozen=True)
class Step:
    """A version and what it changed: ``content`` is another file or link than before."""

    version: PieceVersion
    content: bool


@dataclass(frozen=True)
class PieceDesk:
    """A piece with its versions, the oldest first, its uses, and the diagnoses that are open."""

    piece: Piece
    versions: list[PieceVersion]
    uses: list[Use]
    desks: list[Desk]
    keeps: bool
    lives: Lives

    @property
    def newest(self) -> PieceVersion:
        return self.versions[-1]

    @property
    def line(self) -> Line:
        behind = any(one.evidence.version.lost for one in self.open_uses)
        years = sorted({one.year for one in self.uses})
        return Line(self.newest, years, self.uses, behind=behind)

    @property
    def steps(self) -> list[Step]:
        """The newest first."""
        before = [None, *self.versions]
        return [
            Step(now, old is None or (old.file_id, old.link) != (now.file_id, now.link))
            for old, now in zip(before, self.versions, strict=False)
        ][::-1]

    @property
    def changeable(self) -> bool:
        """Whether the person may add a version, correct or withdraw it."""
        return self.keeps and self.piece.withdrawn_at is None

    @property
    def open_uses(self) -> list[Use]:
        """Those in questions that the person may answer now."""
        opened = {
            (desk.diagnosis.pk, desk.form.by_code[code].id)
            for desk in self.desks
            for code in desk.answering
        }
        return [
            one
            for one in self.uses
            if (one.evidence.diagnosis_id, one.evidence.indicator_id) in opened
        ]

    @property
    def questions(self) -> dict[str, list[tuple[str, str]]]:
        """The questions it may be used in now and is not yet, under edition and dimension."""
        used = {(one.year, one.indicator.code) for one in self.uses}
        found: dict[str, list[tuple[str, str]]] = {}
        for desk in self.desks:
            for one in desk.form.indicators:
                if one.code in desk.answering and (desk.year, one.code) not in used:
                    chapter = desk.form.dimension(one.dimension)
                    group = f"{desk.year} · {chapter.position} {chapter.short or chapter.name}"
                    offered = (f"{desk.year}/{one.code}", f"{one.code} {one.text}")
                    found.setdefault(group, []).append(offered)
        return found

    def chosen(self, pks: Collection[str]) -> list[Evidence]:
        """Open uses by the keys a form sent."""
        return [one.evidence for one in self.open_uses if str(one.evidence.pk) in pks]

    def desk_at(self, year: int) -> Desk:
        return next(one for one in self.desks if one.year == year)


def piece_desk_or_404(request: Request, pk: int) -> PieceDesk:
    """The piece of the desk's government; 404 without one."""
    versions = PieceVersion.objects.filter(piece=pk, government=request.government)
    found = list(versions.select_related("piece__withdrawn_by", "file", "visit", "added_by"))
    sight = sight_of(request)
    uses = list(uses_of([pk], sight).get(pk, []))
    if not found or not sight.has_piece(pk, used=bool(uses)):
        raise Http404
    keeps = holds(request, *ANSWERING)
    return PieceDesk(
        piece=found[0].piece,
        versions=found,
        uses=uses,
        desks=[desk_of(request, year) for year in _open_years(request)] if keeps else [],
        keeps=keeps,
        lives=lives_of(request.programme),
    )


def version_or_404(request: Request, pk: int) -> PieceVersion:
    """The newest version of a piece that the person sees; 404 without one."""
    found = newest().filter(piece=pk, government=request.government).first()
    sight = sight_of(request)
    if found is None or not sight.has_piece(pk, used=pk in uses_of([pk], sight)):
        raise Http404
    return found


def _open_years(request: Request) -> list[int]:
    mine = Diagnosis.objects.filter(government=request.government, state__in=ANSWERABLE)
    years = mine.values_list("participation__edition__year", flat=True)
    return list(years.order_by("-participation__edition__year"))
