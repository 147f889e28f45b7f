"""The dimensions of a diagnosis beside its pages, with how far each one is."""

from dataclasses import dataclass

from dimensions.form import Dimension
from migracidades.kit.listing import addresses

from .sheet import Progress, Sheet


@dataclass(frozen=True, slots=True)
class Chapter:
    """A dimension and how far it is; ``current``: it is the one that the page shows."""

    dimension: Dimension
    progress: Progress
    url: str
    current: bool

    @property
    def number(self) -> int:
        return self.dimension.position

    @property
    def name(self) -> str:
        return str(self.dimension.short or self.dimension.name)

    @property
    def done(self) -> int:
        return self.progress.done

    @property
    def total(self) -> int:
        return self.progress.total

    @property
    def share(self) -> float:
        return self.progress.share


def rail(sheet: Sheet, *, code: str, year: int, current: str = "") -> list[Chapter]:
    """As the template tag ``rail`` takes them; ``current`` is the code of the one shown."""
    address = addresses("dimension_form", code, year)
    return [
        Chapter(one, sheet.progress(one), address(one.position), one.code == current)
        for one in sheet.form.dimensions
    ]
