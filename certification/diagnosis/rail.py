"""The dimensions of a diagnosis beside its pages, with how far each one is."""

from typing import Any

from migracidades.kit.listing import addresses

from .sheet import Progress, Sheet


def rail(sheet: Sheet, *, code: str, year: int, current: str = "") -> list[dict[str, Any]]:
    """As the template tag ``rail`` takes them; ``current`` is the code of the one shown."""
    address = addresses("dimension_form", code, year)
    return [
        {
            "number": one.position,
            "name": one.short or one.name,
            "full_name": one.name,
            "url": address(one.position),
            "done": progress.done,
            "total": progress.total,
            "share": progress.share,
            "minutes_left": progress.minutes_left,
            "hours_left": progress.hours_left,
            "current": one.code == current,
        }
        for one, progress in _each(sheet)
    ]


def _each(sheet: Sheet) -> list[tuple[Any, Progress]]:
    return [(one, sheet.progress(one)) for one in sheet.form.dimensions]
