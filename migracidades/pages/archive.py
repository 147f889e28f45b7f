"""Everything a government has put in, as one archive: to keep, or to take elsewhere.

Complete by construction: every table of a government is in it as JSON, as far as the wall shows it
to the government's own people, and every file whose wall does. Beside that stand the answers of
each edition as a spreadsheet, and the copies of what was submitted as PDF, which are files too.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from certification.diagnosis.models import Diagnosis
from certification.diagnosis.queries import answers_of, evidence_of, verdicts_of, with_context
from certification.diagnosis.questions import said, verified
from certification.diagnosis.sheet import form_for
from migracidades.files.models import StoredFile
from migracidades.files.storing import open_file, path_of
from migracidades.kit.workbook import Cell, Sheet, widths_of, workbook
from migracidades.kit.zipping import CHUNK, Member, zipped
from migracidades.ledger import audit
from migracidades.tenancy.models import Government
from migracidades.tenancy.rules import LEADING
from migracidades.tenancy.walls import walled_models

# The records of the platform itself: what it did, not what a government put in.
NOT_PUT_IN = ("ledger",)
SECRET = ("digest", "storage_key")
ROWS = 500

Rows = Iterator[Sequence[Cell]]


def taken(government: Government, *, roles: Iterable[str]) -> str:
    """Write down that somebody takes the archive; returns the name it is saved under.

    Raises ``PermissionDenied`` for who does not lead the government.
    """
    if not set(roles) & set(LEADING):
        raise PermissionDenied
    audit.record("government.export", government, government=government.pk)
    mark = "demonstration-" if settings.DEMO else ""
    return f"{mark}{government.programme.slug}-{government.code}.zip"


def archive(government: Government) -> Iterator[bytes]:
    """The bytes, made while they are sent. The caller's scope and transaction last until then."""
    return zipped(_members(government))


def files_of(government: Government) -> QuerySet[StoredFile]:
    """The files the archive holds."""
    return StoredFile.objects.filter(government=government).order_by("uploaded_at", "id")


def _members(government: Government) -> Iterator[Member]:
    yield "README.txt", [_readme().encode()]
    people: set[int] = set()
    for model in _tables():
        yield f"data/{model._meta.label_lower}.json", _json(_rows(model, government, people))
    yield "data/people.json", _json(_people(people))
    for diagnosis in with_context().filter(government=government).order_by("id"):
        year = diagnosis.participation.edition.year
        yield f"data/questions-{year}.json", _json(_questions(diagnosis))
        yield f"answers-{year}.xlsx", workbook(_sheets(diagnosis))
    yield "files.json", _json(_listed(one) for one in files_of(government).iterator(ROWS))
    for stored in files_of(government).iterator(ROWS):
        if path_of(stored).exists():
            yield _place(stored), _bytes(stored)


def _readme() -> str:
    return _(
        "Everything this government has put into the platform.\n\n"
        "answers-….xlsx: the answers of each edition, with their evidence.\n"
        "files/: every file, under its number and name. files.json tells the SHA-256 of each and"
        " whether it is here.\n"
        "data/: every table as JSON; data/people.json says who is meant by a number,"
        " data/questions-….json which question.\n"
    )


def _tables() -> list[type[models.Model]]:
    own = [
        one for one in walled_models()
        if any(field.name == "government" for field in one._meta.concrete_fields)
        and one._meta.app_label not in NOT_PUT_IN
    ]  # fmt: skip
    return sorted(own, key=lambda one: one._meta.label_lower)


def _rows(
    model: type[models.Model], government: Government, people: set[int]
) -> Iterator[dict[str, Any]]:
    fields = [one for one in model._meta.concrete_fields if one.name not in SECRET]
    persons = [one.attname for one in fields if one.related_model is get_user_model()]
    found = model._base_manager.filter(government=government).order_by("pk")
    for row in found.values(*(one.attname for one in fields)).iterator(chunk_size=ROWS):
        people |= {row[name] for name in persons if row[name]}
        yield row


def _people(wanted: set[int]) -> Iterator[dict[str, Any]]:
    known = get_user_model().objects.filter(pk__in=wanted).order_by("pk")
    yield from known.values("id", "full_name", "email")


def _questions(diagnosis: Diagnosis) -> Iterator[dict[str, Any]]:
    for one in form_for(diagnosis).indicators:
        yield {"id": one.id, "code": one.code, "kind": one.kind, "text": dict(one.text.words)}


def _sheets(diagnosis: Diagnosis) -> list[Sheet]:
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
            place = _place(held.file) if held.file else ""
            kind = str(held.get_kind_display())
            yield codes.get(indicator, ""), kind, held.title, one.where, held.link, place, until


def _listed(stored: StoredFile) -> dict[str, Any]:
    return {
        "file": _place(stored),
        "name": stored.name,
        "purpose": stored.purpose,
        "size": stored.size,
        "sha256": stored.sha256,
        "received": stored.uploaded_at,
        "here": path_of(stored).exists(),
    }


def _place(stored: StoredFile) -> str:
    # Two files may have the same name.
    return f"files/{str(stored.pk)[:8]}/{stored.name}"


def _bytes(stored: StoredFile) -> Iterator[bytes]:
    with open_file(stored) as file:
        while piece := file.read(CHUNK):
            yield piece


def _json(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """A list, one object a line, each sent as it comes."""
    yield b"["
    for at, row in enumerate(rows):
        text = json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)
        yield f"{',' if at else ''}\n{text}".encode()
    yield b"\n]\n"
