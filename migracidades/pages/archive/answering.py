"""The diagnosis of an edition as JSON: each question with all that was said, proved and decided."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from certification.diagnosis.letters.models import Letter
from certification.diagnosis.models import (
    AnswerRevision,
    Diagnosis,
    Evidence,
    Remark,
    Reply,
    Suggestion,
    Verdict,
)
from certification.diagnosis.paper.models import Paper
from certification.diagnosis.queries import sheet_of
from certification.diagnosis.sheet import spoken
from dimensions.form import Indicator
from dimensions.queries import form_of

from .places import pointed
from .writing import Row

Said = Mapping[int, list[Any]]


def head_of(diagnosis: Diagnosis) -> Row:
    """What holds for the diagnosis as a whole: its state, its submissions and its papers."""
    asked = diagnosis.questionnaire
    return {
        "edition": diagnosis.participation.edition.year,
        "questionnaire": {
            "code": asked.code,
            "version": asked.version,
            "checksum": asked.checksum,
        },
        "state": diagnosis.state,
        "signed_off_by": _name(diagnosis.signed_off_by),
        "signed_off_at": diagnosis.signed_off_at,
        "submissions": [_submission(one) for one in _rounds(diagnosis)],
        "letters": [_letter(one) for one in _letters(diagnosis)],
        "forms": [_paper(one) for one in _papers(diagnosis)],
    }


def questions_of(diagnosis: Diagnosis) -> Iterator[Row]:
    """Every question that is asked of the government, or of which anything was said."""
    sheet, found = sheet_of(diagnosis), _all(diagnosis)
    asked = {one.id for one in sheet.form.indicators}
    for one in form_of(diagnosis.questionnaire).indicators:
        said = {name: rows[one.id] for name, rows in found.items() if one.id in rows}
        if one.id in asked or said:
            yield _question(one, said, asked=one.code in sheet.asked)


def _all(diagnosis: Diagnosis) -> dict[str, Said]:
    """All that belongs to a question, by its key. Five queries."""
    shown = Evidence.objects.select_related("version__file", "added_by", "removed_by")
    return {
        "history": _by_question(AnswerRevision.objects.select_related("author"), diagnosis),
        "evidence": _by_question(shown, diagnosis),
        "verdicts": _by_question(Verdict.objects.select_related("round"), diagnosis),
        "messages": _by_question(Remark.objects.select_related("author"), diagnosis),
        "suggestions": _by_question(Suggestion.objects.select_related("settled_by"), diagnosis),
    }


def _by_question(rows: QuerySet[Any], diagnosis: Diagnosis) -> Said:
    found: dict[int, list[Any]] = {}
    for one in rows.filter(diagnosis=diagnosis).order_by("pk"):
        found.setdefault(one.indicator_id, []).append(one)
    return found


def _question(one: Indicator, said: Mapping[str, list[Any]], *, asked: bool) -> Row:
    history = [_answer(each, one) for each in said.get("history", [])]
    return {
        "id": one.id,
        "code": one.code,
        "dimension": one.dimension,
        "kind": one.kind,
        "text": dict(one.text.words),
        "asked": asked,
        "answer": history[-1] if history else None,
        "history": history,
        "evidence": [_proof(each) for each in said.get("evidence", [])],
        "verdicts": [_verdict(each, one) for each in said.get("verdicts", [])],
        "messages": [_message(each) for each in said.get("messages", [])],
        "suggestions": [_suggestion(each, one) for each in said.get("suggestions", [])],
    }


def _answer(one: Reply, indicator: Indicator) -> Row:
    return {
        "version": one.version,
        **_reply(one, indicator),
        "by": _name(one.author),
        "saved_at": one.saved_at,
    }


def _reply(one: Any, indicator: Indicator) -> Row:
    return {
        "standing": one.standing,
        "value": one.value,
        "said": spoken(one.standing, one.value, indicator),
        "reason": one.reason,
        "note": one.note,
        "department": one.department,
    }


def _proof(one: Evidence) -> Row:
    held = one.version
    return {
        "piece": held.piece_id,
        "version": held.number,
        "kind": held.kind,
        "title": held.title,
        "where": one.where,
        "link": held.link,
        "file": pointed(held.file),
        "valid_until": held.valid_until,
        "added_by": _name(one.added_by),
        "added_at": one.added_at,
        "removed_by": _name(one.removed_by),
        "removed_at": one.removed_at,
    }


def _verdict(one: Verdict, indicator: Indicator) -> Row:
    judged = one.outcome != Verdict.Outcome.REQUESTED
    return {
        "submission": one.round.number,
        "outcome": one.outcome,
        "standing": one.standing if judged else None,
        "value": one.value,
        "said": spoken(one.standing, one.value, indicator) if judged else "",
        "comment": one.comment,
        "decided_at": one.decided_at,
    }


def _message(one: Remark) -> Row:
    told = {"text": one.text, "by": _name(one.author), "from_analysis": one.from_staff}
    return {**told, "written_at": one.written_at}


def _suggestion(one: Suggestion, indicator: Indicator) -> Row:
    return {
        **_reply(one, indicator),
        "by": one.name,
        "given_at": one.given_at,
        "taken": one.taken,
        "settled_by": _name(one.settled_by),
        "settled_at": one.settled_at,
    }


def _submission(one: Any) -> Row:
    return {
        "number": one.number,
        "receipt": one.receipt,
        "answers_digest": one.answers_digest,
        "submitted_by": _name(one.submitted_by),
        "submitted_at": one.submitted_at,
        "copy": pointed(one.copy),
        "returned_at": one.returned_at,
        "return_message": one.return_message,
    }


def _letter(one: Letter) -> Row:
    return {
        "number": one.number,
        "department": one.department,
        "questions": one.indicators,
        "asked_at": one.requested_at,
        "pdf": pointed(one.pdf),
        "word": pointed(one.word),
    }


def _paper(one: Paper) -> Row:
    told = {"questions": one.indicators, "language": one.language}
    return {**told, "asked_at": one.requested_at, "pdf": pointed(one.file)}


def _rounds(diagnosis: Diagnosis) -> Iterable[Any]:
    return diagnosis.rounds.select_related("submitted_by", "copy").order_by("number")


def _letters(diagnosis: Diagnosis) -> Iterable[Letter]:
    return Letter.objects.filter(diagnosis=diagnosis).select_related("pdf", "word").order_by("pk")


def _papers(diagnosis: Diagnosis) -> Iterable[Paper]:
    return Paper.objects.filter(diagnosis=diagnosis).select_related("file").order_by("pk")


def _name(person: Any) -> str | None:
    return str(person) if person else None
