"""What only one programme may know: every word of its rows that stands nowhere else.

Nothing has to be planted by hand for it: codes, tokens, names, addresses, keys of files, hashes,
notes and answers are such words already, and a table that is added tomorrow brings its own.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection, models

from migracidades.accounts.models import User
from migracidades.files.models import StoredFile
from migracidades.files.storing import open_file
from migracidades.tenancy.models import Membership
from migracidades.tenancy.walls import walled_models
from tests.world import Country

# A word with a letter in it: figures and dates are everybody's.
WORD = re.compile(r"(?=[\d@.:+-]*[^\W\d])[\w@.+-]{6,}")


def words_of(text: str) -> set[str]:
    return {one.strip(".+-") for one in WORD.findall(text)}


def private_words(country: Country, others: Iterable[Country]) -> set[str]:
    """The words that ``country`` has in its rows and files, and none of ``others`` has."""
    shared = set().union(*(_all_words(one) for one in others))
    return {one for one in _all_words(country) - shared if len(one) >= 6}


def readable(content: bytes) -> str:
    """The text of an answer; of a spreadsheet or an archive what is packed in it."""
    if not content.startswith(b"PK\x03\x04"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        packed = [archive.read(name) for name in archive.namelist()]
    return "\n".join([*archive.namelist(), *(readable(one) for one in packed)])


def marks_of(country: Country) -> dict[str, str]:
    """Where each row of a programme lies and who wrote it: changed by every write, even one that
    changes nothing.
    """
    marks = {}
    with country.staff(), connection.cursor() as cursor:
        for model in walled_models():
            table, pk = model._meta.db_table, model._meta.pk.column
            cursor.execute(f"SELECT {pk}::text, xmin::text || ctid::text FROM {table}")
            marks |= {f"{table} {key}": mark for key, mark in cursor.fetchall()}
    return marks


def _all_words(country: Country) -> set[str]:
    with country.staff():
        rows = [row for model in walled_models() for row in model.objects.all()]
        people = User.objects.filter(pk__in=Membership.objects.values("user"))
        texts = [text for row in (*rows, *people) for text in _texts(row)]
        files = [open_file(one).read().decode(errors="replace") for one in _files()]
    return set().union(*map(words_of, (*texts, *files)))


def _files() -> list[StoredFile]:
    return list(StoredFile.objects.exclude(purpose__in=("seal", "declaration", "report", "blank")))


def _texts(row: models.Model) -> Iterator[str]:
    for field in row._meta.concrete_fields:
        yield from _strings(getattr(row, field.attname))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str | UUID):
        yield str(value)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)
