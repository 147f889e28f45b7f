"""What a workbook tells whoever fills it in: beside a question, and in the cell they stand in."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from dimensions.asking import condition_said
from dimensions.form import Indicator

from ..desk import Desk

# What a program shows beside a cell: more it refuses to open.
PROMPT, PROMPT_TITLE = 255, 32


def guidance(desk: Desk, indicator: Indicator) -> str:
    """What is asked and what proves it, a line each."""
    return "\n".join(_help(desk, indicator))


def prompt(title: str, text: str) -> dict[str, str]:
    """The note that a program shows beside the cell one stands in; nothing for no text."""
    if not text:
        return {}
    cut = text if len(text) <= PROMPT else f"{text[: PROMPT - 1]}…"
    return {"input_title": title[:PROMPT_TITLE], "input_message": cut}


def attached(desk: Desk, indicator: Indicator) -> str:
    """The evidence that is there, with where in it to look."""
    held = desk.evidence.get(indicator.id, ())
    return "\n".join(" · ".join(filter(None, (one.version.title, one.where))) for one in held)


def _help(desk: Desk, indicator: Indicator) -> Iterator[str]:
    if only_if := condition_said(desk.whole, indicator):
        yield only_if
    if indicator.unit:
        yield _("In: %(unit)s") % {"unit": indicator.unit}
    if figure := desk.figures.get(indicator.code):
        yield figure.told
    if indicator.guidance:
        yield str(indicator.guidance)
    if indicator.why:
        yield _("Why it matters: %(why)s") % {"why": indicator.why}
    if indicator.example:
        yield _("For example: %(example)s") % {"example": indicator.example}
    if indicator.evidence:
        yield _("Evidence: %(evidence)s") % {"evidence": indicator.evidence}
