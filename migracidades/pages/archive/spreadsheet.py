"""The answers and the evidence of an edition as a spreadsheet, for people."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from certification.diagnosis.models import Diagnosis
from certification.diagnosis.queries import answers_of, evidence_of, verdicts_of
from certification.diagnosis.questions import said, verified
from certification.diagnosis.sheet import form_for
from migracidades.kit.workbook import Cell, Sheet, widths_of

from .places import place_of

Rows = Iterator[Sequence[Cell]]


def sheets_of(diagnosis: Diagnosis) -> list[Sheet]:
    """Answers with their verdicts, and evidence with where its file lies."""
    answers, proofs = list(_answers(diagnosis)), list(_proofs(diagnosis))
    return [
        _sheet(_("Answers"), _answer_columns(), answers),
        _sheet(_("Evidence"), _proof_columns(), proofs),
    ]


def _sheet(name: str, columns: Sequence[str], rows: list[Sequence[Cell]]) -> Sheet:
    return Sheet(name, columns, rows, widths=widths_of(columns, rows))


def _answer_columns() -> list[str]:
    return [
        _("No."), _("Question"), _("Answer"), _("Reason"), _("Detail"),
        _("Answered by (department)"), _("By"), _("Saved at"), _("Verified answer"),
        _("From the analysis:"),
    ]  # fmt: skip


def _answers(diagnosis: Diagnosis) -> Rows:
    given = {one.indicator_id: one for one in answers_of(diagnosis)}
    judged = verdicts_of(diagnosis)
    for one in form_for(diagnosis).indicators:
        answer, verdict = given.get(one.id), judged.get(one.id)
        told = (answer.reason, answer.note, answer.department) if answer else ("", "", "")
        when = (str(answer.author), answer.saved_at.isoformat()) if answer else ("", "")
        comment = verdict.comment if verdict else ""
        yield (
            *(one.code, str(one.text), said(answer, one), *told, *when),
            *(verified(verdict, one), comment),
        )


def _proof_columns() -> list[str]:
    return [
        _("No."), _("Kind of proof"), _("Title"), _("Where to look"), _("Link"), _("File"),
        _("Valid until"),
    ]  # fmt: skip


def _proofs(diagnosis: Diagnosis) -> Rows:
    codes = {one.id: one.code for one in form_for(diagnosis).indicators}
    for indicator, uses in evidence_of(diagnosis).items():
        for one in uses:
            held = one.version
            until = held.valid_until.isoformat() if held.valid_until else ""
            place = place_of(held.file) if held.file else ""
            kind = str(held.get_kind_display())
            yield codes.get(indicator, ""), kind, held.title, one.where, held.link, place, until
