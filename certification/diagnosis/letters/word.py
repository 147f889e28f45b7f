"""A letter as a text document that whoever signs it may still change."""

from io import BytesIO
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..paper.boxes import Asked
from .content import Content

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BOX, LINE = "☐", "_" * 66


def document(said: Content) -> bytes:
    """The DOCX of a letter, with headings for its dimensions and boxes to tick."""
    # Only the worker writes letters: the web need not load it.
    from docx import Document
    from docx.shared import Pt

    made = Document()
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = "Calibri", Pt(11)
    made.core_properties.title = f"{said.title} · {said.subject}"
    made.core_properties.author = said.letter.letterhead
    made.core_properties.language = get_language() or ""
    _head(made, said)
    for dimension, questions in said.chapters:
        made.add_heading(f"{dimension.position} {dimension.name}", level=1)
        for one in questions:
            _question(made, one)
    _foot(made, said)
    held = BytesIO()
    made.save(held)
    return held.getvalue()


def _head(made: Any, said: Content) -> None:
    letter = said.letter
    made.add_heading(letter.letterhead, level=0)
    if said.demonstration:
        _bold(made, _("DEMONSTRATION, without validity"))
    _bold(made, said.title)
    made.add_paragraph(said.place_and_date)
    made.add_paragraph("\n".join(filter(None, (letter.department, letter.addressee))))
    _bold(made, _("Subject: %(subject)s") % {"subject": said.subject})
    for text in (said.greeting, said.body, *letter.message.split("\n")):
        if text.strip():
            made.add_paragraph(text)
    made.add_paragraph(
        _("Tick the box of each answer that holds, write in the space below, and attach the proof.")
    )


def _question(made: Any, one: Asked) -> None:
    asked = one.indicator
    made.add_heading(f"{asked.code} {asked.text}", level=2)
    if one.only_if:
        made.add_paragraph(one.only_if).runs[0].italic = True
    for label, text in (
        ("", asked.guidance),
        (_("Why it matters:"), asked.why),
        (_("Example:"), asked.example),
        (_("Evidence:"), asked.evidence),
    ):
        if text:
            made.add_paragraph(f"{label} {text}".strip())
    if one.several:
        made.add_paragraph(_("Tick all that hold:"))
    for choice in one.choices:
        made.add_paragraph(f"{BOX} {choice}")
    if not one.choices:
        unit = f" ({one.unit})" if one.unit else ""
        made.add_paragraph(_("Answer") + f"{unit}:\n" + "\n".join([LINE] * one.lines))
    made.add_paragraph(f"{BOX} {_('does not apply')}    {BOX} {_('no data')}")
    made.add_paragraph(_("Why, or in more detail:") + f"\n{LINE}\n{LINE}")
    made.add_paragraph(_("Documents attached:") + f"\n{LINE}")


def _foot(made: Any, said: Content) -> None:
    made.add_paragraph(said.closing)
    made.add_paragraph(f"{LINE[:40]}\n{said.signer}\n{said.letter.letterhead}")
    made.add_heading(_("For the department"), level=1)
    for label in (_("Answered by (name and office):"), _("Date:"), _("Signature:")):
        made.add_paragraph(f"{label} {LINE[:40]}")


def _bold(made: Any, text: str) -> None:
    made.add_paragraph().add_run(text).bold = True
