"""The files the data are taken away in, each made while it is sent; taking one is recorded."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certification.editions.models import Edition
from migracidades.kit.tables import csv_chunks
from migracidades.kit.workbook import XLSX, Sheet, widths_of, workbook
from migracidades.kit.zipping import Member, zipped
from migracidades.ledger import audit
from migracidades.tenancy.models import Role

from .columns import Column
from .dictionary import HEADINGS, about, dictionary, markdown, package
from .reading import consented
from .tables import Data, Row

# Those who answer for the programme's analyses. An observer is a guest: what one reads on a page
# is not for taking away whole.
EXPORTING = (
    Role.COORDINATOR,
    Role.ANALYST,
    Role.ISSUER,
    Role.ADMINISTRATOR,
    Role.OPERATOR,
)
WIDEST = 40
# Rows of answers that may take more than 2 GiB as a sheet.
MANY = 250_000


@dataclass(frozen=True)
class Download:
    """A file: what it is called, what it is for, and how its bytes are made."""

    name: str
    content_type: str
    said: Promise
    make: Callable[[Data], Iterator[bytes]]


def taken(edition: Edition, download: Download, *, roles: Iterable[str]) -> str:
    """Write down that somebody takes a file; returns the name it is saved under.

    Raises ``PermissionDenied``.
    """
    acting = sorted(set(roles) & set(EXPORTING))
    if not acting:
        raise PermissionDenied
    fields = {"file": download.name, "governments": consented(edition).count()}
    audit.record("edition.export", edition, role=",".join(acting), fields=fields)
    mark = "demonstration-" if settings.DEMO else ""
    return f"{mark}{edition.programme.slug}-{edition.year}-{download.name}"


def _csv(columns: list[Column], rows: Iterator[Row]) -> Iterator[bytes]:
    return csv_chunks([one.name for one in columns], rows)


def _answers(data: Data) -> Iterator[bytes]:
    return _csv(data.answer_columns, data.answers())


def _governments(data: Data) -> Iterator[bytes]:
    return _csv(data.government_columns, data.governments())


def _dictionary(data: Data) -> Iterator[bytes]:
    return csv_chunks(HEADINGS, dictionary(data))


def _spreadsheet(data: Data) -> Iterator[bytes]:
    lines, told = list(dictionary(data)), about(data)
    return workbook(
        [
            _sheet("governments", data.government_columns, data.governments()),
            _sheet("answers", data.answer_columns, data.answers(), large=_is_large(data)),
            Sheet("dictionary", HEADINGS, lines, widths=widths_of(HEADINGS, lines)),
            Sheet("about", ("what", "value"), told, widths=widths_of(("what", "value"), told)),
        ]
    )


def _sheet(name: str, columns: list[Column], rows: Iterator[Row], *, large: bool = False) -> Sheet:
    names = [one.name for one in columns]
    widths = [min(len(one) + 4, WIDEST) for one in names]
    return Sheet(name, names, rows, widths=widths, large=large)


def _is_large(data: Data) -> bool:
    questions = max((len(one.indicators) for one in data.forms), default=0)
    return consented(data.edition).count() * questions > MANY


def _package(data: Data) -> Iterator[bytes]:
    return zipped(_members(data))


def _members(data: Data) -> Iterator[Member]:
    described = json.dumps(package(data), ensure_ascii=False, indent=1)
    yield "datapackage.json", [described.encode()]
    yield "README.md", markdown(data)
    yield "governments.csv", _governments(data)
    yield "answers.csv", _answers(data)
    for language in data.edition.programme.languages:
        with translation.override(language):
            yield f"dictionary.{language}.csv", list(_dictionary(data))


CSV = "text/csv; charset=utf-8"
DOWNLOADS = {
    one.name: one
    for one in (
        Download(
            "data.xlsx",
            XLSX,
            _("Both tables and the dictionary as a spreadsheet: for Excel and LibreOffice."),
            _spreadsheet,
        ),
        Download(
            "data.zip",
            "application/zip",
            _("Both tables as CSV, the dictionary in every language, and datapackage.json."),
            _package,
        ),
        Download(
            "governments.csv",
            CSV,
            _("One row for each government: verified answers, what each dimension is worth."),
            _governments,
        ),
        Download(
            "answers.csv",
            CSV,
            _("One row for each government and question, as declared and as verified."),
            _answers,
        ),
        Download("dictionary.csv", CSV, _("What each column says."), _dictionary),
    )
}


def chunks(download: Download, edition: Edition) -> Iterator[bytes]:
    """The bytes of a file. The caller's scope and transaction last until the end."""
    yield from download.make(Data(edition))
