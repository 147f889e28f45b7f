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

    made = Document()
    _set(made, said)
    _head(made, said)
    _sign(made, said)
    _stamp(made)
    made.add_page_break()
    made.add_paragraph(
        _("Tick the box of each answer that holds, write in the space below, and attach the proof.")
    )
    for dimension, questions in said.chapters:
        made.add_heading(f"{dimension.position} {dimension.name}", level=1)
        for one in questions:
            _question(made, one)
    _foot(made, said)
    held = BytesIO()
    made.save(held)
    return held.getvalue()


def _set(made: Any, said: Content) -> None:
    """A4, black on white, and what the file says of itself."""
    from docx.shared import Mm, Pt, RGBColor

    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(25)
    page.top_margin = page.bottom_margin = Mm(20)
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = "Calibri", Pt(11)
    for name, size in (("Title", 16), ("Heading 1", 14), ("Heading 2", 11)):
        font = made.styles[name].font
        font.size, font.color.rgb = Pt(size), RGBColor(0x12, 0x24, 0x2B)
    made.core_properties.title = f"{said.title} · {said.subject}"
    made.core_properties.author = said.letter.letterhead
    made.core_properties.language = get_language() or ""


def _head(made: Any, said: Content) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as Side

    letter = said.letter
    made.add_heading(letter.letterhead, level=0).alignment = Side.CENTER
    if said.demonstration:
        _bold(made, _("DEMONSTRATION, without validity"))
    _bold(made, said.title)
    made.add_paragraph(said.place_and_date).alignment = Side.RIGHT
    made.add_paragraph("\n".join(filter(None, (letter.department, letter.addressee))))
    _bold(made, _("Subject: %(subject)s") % {"subject": said.subject})
    for text in (said.greeting, said.body, *letter.message.split("\n")):
        if text.strip():
            made.add_paragraph(text)
    _until(made, said)


def _until(made: Any, said: Content) -> None:
    """The deadline as a line of its own, and where the answer goes."""
    if said.until:
        _bold(made, _("Answer until: %(moment)s") % {"moment": said.until})
    made.add_paragraph(f"{_('Return it to:')} {' · '.join(said.back_to)}")


def _sign(made: Any, said: Content) -> None:
    made.add_paragraph(said.closing).paragraph_format.keep_with_next = True
    lines = ("", LINE[:40], *said.signed, said.letter.letterhead)
    made.add_paragraph("\n".join(lines)).paragraph_format.keep_together = True


def _stamp(made: Any) -> None:
    """The fields at the left, room for a stamp at the right of them."""
    table = made.add_table(rows=1, cols=2, style="Table Grid")
    fields, stamp = table.rows[0].cells
    fields.text = "\n".join((
        _("For whoever receives this letter"),
        f"\n{_('Received on:')} {LINE[:20]}",
        f"\n{_('By (name and office):')}\n{LINE[:34]}",
    ))  # fmt: skip
    stamp.text = _("Stamp")


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
    made.add_heading(_("For the department"), level=1)
    made.add_paragraph(_("In answer to: %(title)s") % {"title": said.title})
    for label in (_("Answered by (name and office):"), _("Date:"), _("Signature:")):
        made.add_paragraph(f"{label} {LINE[:40]}")
    _until(made, said)


def _bold(made: Any, text: str) -> None:
    made.add_paragraph().add_run(text).bold = True
