"""A save and what came of it: what the one statement is asked, and what its answer means."""

import json
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dimensions.form import Form, Indicator
from migracidades.kit.transactions import alone

from .content import Content
from .models import Answer, AnswerRevision, Diagnosis
from .reach import EVERYTHING, Reach
from .save_sql import save_statement
from .workflow import State


@dataclass(frozen=True)
class Save:
    """One save: what is written, and on top of which version.

    ``everywhere``: its author answers every question; else those of their parts. ``alone``: nothing
    else belongs to it, so that it is kept at once.
    """

    diagnosis: Diagnosis
    form: Form
    indicator: Indicator
    content: Content
    author_id: int
    base_version: int
    save_id: UUID
    everywhere: bool
    since: datetime | None = None
    alone: bool = False


@dataclass(frozen=True)
class News:
    """Somebody else's answer, given since the page of a save was opened."""

    indicator_id: int
    who: str
    saved_at: datetime


@dataclass(frozen=True)
class Outcome:
    """What the statement did and saw.

    ``known``: the diagnosis still has the questionnaire it was called with. ``late_until``: once
    the closing has passed, until when what was under way is taken. ``kept`` is the answer just
    written; where nothing was, ``said`` is what this save's id was given to before, and ``stood``
    the answer that stands. Of the answers before it, ``given`` holds the indicator ids of those
    that say something, and ``deciding`` [indicator id, standing, value] where other questions hang
    on them. ``news`` is what others answered since ``Save.since``. ``reach`` is the author's, and
    ``within`` says that the question is in it.
    """

    known: bool
    in_time: bool
    to_answer: bool
    late_until: datetime | None
    within: bool
    reach: Reach
    kept: Answer | None
    said: AnswerRevision | None
    stood: Answer | None
    given: list[int]
    deciding: list[list[Any]]
    news: list[News]


def write(save: Save) -> Outcome | None:
    """Run the statement; ``None`` when the diagnosis is not to be seen from here."""
    returned = save.diagnosis.state != State.OPEN
    row = _asked(save, returned=returned)
    if row and row[2] is None and not returned:  # returned since it was loaded
        row = _asked(save, returned=True)
    return _outcome(row, save) if row else None


def _asked(save: Save, *, returned: bool) -> tuple[Any, ...] | None:
    statement = save_statement(everywhere=save.everywhere, returned=returned)
    with alone() if save.alone else nullcontext():
        return statement.row(**_conditions(save), **_row(save))


def _conditions(save: Save) -> dict[str, Any]:
    diagnosis = save.diagnosis
    return {
        "diagnosis": diagnosis.pk,
        "government": diagnosis.government_id,
        "questionnaire": diagnosis.questionnaire_id,
        "texts": diagnosis.questionnaire.texts_checksum,
        "optional": diagnosis.participation.edition.optional_dimensions,
        "dimension": save.indicator.dimension,
        "code": save.indicator.code,
        "chain": [one.id for one in save.form.chain(save.indicator)],
        "deciding": save.form.deciding,
        "base": save.base_version,
        "save_id": str(save.save_id),
        "since": save.since or "infinity",
    }


def _row(save: Save) -> dict[str, Any]:
    content = save.content
    return {
        "indicator": save.indicator.id,
        "standing": content.standing,
        "value": None if content.value is None else json.dumps(content.value),
        "reason": content.reason,
        "note": content.note,
        "department": content.department,
        "author": save.author_id,
    }


def _outcome(row: tuple[Any, ...], save: Save) -> Outcome:
    known, in_time, to_answer, late_until, within, parts, *kept = row[:9]
    said, stood, given, deciding, news = row[9:]
    return Outcome(
        known=known,
        in_time=bool(in_time),
        to_answer=bool(to_answer),
        late_until=late_until,
        within=within,
        reach=EVERYTHING if save.everywhere else Reach.of(_read(parts) or ()),
        kept=_kept(save, *kept) if kept[0] else None,
        said=_reply(AnswerRevision, _read(said)),
        stood=_reply(Answer, _read(stood)),
        given=given or [],
        deciding=_read(deciding) or [],
        news=[News(pk, who, datetime.fromisoformat(at)) for pk, who, at in _read(news) or []],
    )


def _read(held: str | None) -> Any:
    """Django leaves jsonb as text, for its own fields to read."""
    return None if held is None else json.loads(held)


def _kept(save: Save, pk: int, version: int, saved_at: datetime) -> Answer:
    """The row as it was written: the statement says only what it chose itself."""
    diagnosis, content = save.diagnosis, save.content
    return Answer(
        id=pk,
        programme_id=diagnosis.programme_id,
        government_id=diagnosis.government_id,
        diagnosis_id=diagnosis.pk,
        indicator_id=save.indicator.id,
        version=version,
        standing=content.standing,
        value=content.value,
        reason=content.reason,
        note=content.note,
        department=content.department,
        author_id=save.author_id,
        saved_at=saved_at,
    )


def _reply(model: type[Answer] | type[AnswerRevision], columns: dict[str, Any] | None) -> Any:
    """The row as this version knows it: while a newer one is laid over it, a row may hold more."""
    if columns is None:
        return None
    columns["saved_at"] = datetime.fromisoformat(columns["saved_at"])
    known = {one.attname for one in model._meta.concrete_fields}
    return model(**{name: held for name, held in columns.items() if name in known})
