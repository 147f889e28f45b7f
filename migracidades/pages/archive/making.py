"""The archive itself: its members in order, made while they are sent."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from certification.diagnosis.models import Diagnosis
from certification.diagnosis.queries import with_context
from migracidades.files.models import StoredFile
from migracidades.files.storing import open_file
from migracidades.kit.workbook import workbook
from migracidades.kit.zipping import CHUNK, Member, zipped
from migracidades.ledger import audit
from migracidades.tenancy.models import Government
from migracidades.tenancy.rules import LEADING

from . import answering, planning, proving, readme, spreadsheet, tables
from .places import is_here, listed, place_of
from .writing import listing, opened


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
    own = StoredFile.objects.filter(government=government, swept_at=None)
    return own.order_by("uploaded_at", "id")


def _members(government: Government) -> Iterator[Member]:
    diagnoses = list(with_context().filter(government=government).order_by("id"))
    years = [one.participation.edition.year for one in diagnoses]
    yield "README.txt", [readme.text(government, years).encode()]
    yield "archive.json", [readme.facts(government, years).encode()]
    for diagnosis, year in zip(diagnoses, years, strict=True):
        yield from _edition(diagnosis, year)
    yield "evidence.json", listing(proving.pieces_of(government))
    yield from _tables(government)
    yield "files.json", listing(listed(one) for one in files_of(government).iterator(tables.ROWS))
    for stored in files_of(government).iterator(tables.ROWS):
        if is_here(stored):
            yield place_of(stored), _bytes(stored)


def _edition(diagnosis: Diagnosis, year: int) -> Iterator[Member]:
    there = diagnosis.participation
    yield f"{year}/answers.xlsx", workbook(spreadsheet.sheets_of(diagnosis))
    questions = answering.questions_of(diagnosis)
    yield f"{year}/diagnosis.json", opened(answering.head_of(diagnosis), "questions", questions)
    chosen = planning.priorities_of(there)
    yield f"{year}/plan.json", opened(planning.head_of(there), "priorities", chosen)


def _tables(government: Government) -> Iterator[Member]:
    people: set[int] = set()
    for model in tables.tables():
        rows = tables.rows_of(model, government, people)
        yield f"data/{model._meta.label_lower}.json", listing(rows)
    yield "data/people.json", listing(tables.people_of(government, people))


def _bytes(stored: StoredFile) -> Iterator[bytes]:
    with open_file(stored) as file:
        while piece := file.read(CHUNK):
            yield piece
