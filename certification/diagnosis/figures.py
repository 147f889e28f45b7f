"""A figure at hand beside a question: taken over as a save like any other, never by itself."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from certification.governments.figures import AtHand
from certification.governments.figures import at_hand as figures_of
from dimensions.form import Indicator
from migracidades.kit.errors import Refused

from .models import Diagnosis, Standing


def at_hand(diagnosis: Diagnosis, indicators: Iterable[Indicator]) -> dict[str, AtHand]:
    """What is at hand for some questions, by code. One query, none where none names a figure."""
    edition = diagnosis.participation.edition
    return figures_of(
        diagnosis.government, indicators, programme=edition.programme, until=edition.year
    )


def taken_over(
    diagnosis: Diagnosis, indicator: Indicator, typed: Mapping[str, Any], mark: str
) -> dict[str, Any]:
    """What was typed of a question, the figure ``mark`` as its answer and its source as detail.

    Raises ``Refused`` when that figure is not at hand (any more): nobody takes over a number that
    they have not seen.
    """
    figure = at_hand(diagnosis, [indicator]).get(indicator.code)
    if figure is None or figure.mark != mark:
        raise Refused(
            _("The number was changed since this page was opened. Reload it and look again.")
        )
    told = {"raw": (figure.typed,), "standing": Standing.ANSWERED}
    return dict(typed) | told | {"note": _with_source(typed["note"], figure.note)}


def _with_source(note: str, source: str) -> str:
    return note if source in note else f"{note}\n{source}".strip()
