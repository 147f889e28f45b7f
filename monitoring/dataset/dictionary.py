"""What is told beside the data: what they are, what was left out, and what each column says."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from .columns import Column
from .reading import consented, left
from .tables import Data

ANSWERS, GOVERNMENTS = "answers", "governments"
HEADINGS = ("table", "column", "type", "meaning", "allowed_values", "source")


def described_tables(data: Data) -> list[tuple[str, str, list[Column]]]:
    """Each table: its name, what a row of it is, its columns."""
    return [
        (ANSWERS, _("One row for each government and question."), data.answer_columns),
        (GOVERNMENTS, _("One row for each government."), data.government_columns),
    ]


def dictionary(data: Data) -> Iterator[Sequence[str]]:
    """A row for every column of every table, as ``HEADINGS`` names its cells."""
    for table, _said, columns in described_tables(data):
        for one in columns:
            yield table, one.name, one.type, one.meaning, one.allowed, one.source


def about(data: Data) -> list[tuple[str, str]]:
    """What the data are, in pairs of what and value."""
    edition, programme = data.edition, data.edition.programme
    made = formats.date_format(timezone.localtime(), "DATETIME_FORMAT")
    versions = [f"{one.code} {one.version} ({one.checksum})" for one in data.forms]
    rows = [
        (_("Programme"), programme.name),
        (_("Edition"), str(edition.year)),
        (_("Questionnaire"), "; ".join(versions)),
        (_("Made on"), f"{made} ({programme.time_zone})"),
        (_("Governments in the data"), str(consented(edition).count())),
        (_("Left out"), left_out(left(edition).count())),
        *((_("Note"), note) for note in notes()),
    ]
    if settings.DEMO:
        notice = _("people, answers and seals are invented, nothing here is valid")
        rows.insert(0, (_("DEMONSTRATION"), notice))
    return rows


def left_out(withdrawn: int) -> str:
    """Who is not in the data, and why."""
    return _(
        "Diagnoses not concluded, and those of governments that withdrew from the edition after "
        "theirs was concluded (%(n)s)."
    ) % {"n": withdrawn}


def notes() -> list[str]:
    """What whoever uses the data should know."""
    return [
        _(
            "No personal data: names of people and departments, e-mail addresses, typed texts, "
            "comments and evidence are left out. Such texts can tell of persons, and nobody "
            "consented to that."
        ),
        _(
            "In CSV, a text that begins like a formula has an apostrophe before it; the "
            "spreadsheet holds it as it is. CSV is in UTF-8 with commas; for Excel take the "
            "spreadsheet."
        ),
        _(
            "A question beyond the competence of a level of government has no row for it in "
            "“answers”, and an empty cell in “governments”."
        ),
        _("The seal certifies engagement. It does not rank governments."),
    ]


def markdown(data: Data) -> Iterator[bytes]:
    """All that is told beside the data, as one text."""
    yield f"# {_('Data for analysis')}\n\n".encode()
    yield "".join(f"- {what}: {value}\n" for what, value in about(data)).encode()
    for table, said, columns in described_tables(data):
        yield f"\n## {table}\n\n{said}\n\n".encode()
        yield _line(HEADINGS[1:]).encode() + _line(["---"] * (len(HEADINGS) - 1)).encode()
        for one in columns:
            cells = (one.name, one.type, one.meaning, one.allowed, one.source)
            yield _line(cells).encode()


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |\n"


def package(data: Data) -> dict[str, Any]:
    """The two tables as a Frictionless data package."""
    edition, programme = data.edition, data.edition.programme
    return {
        "profile": "tabular-data-package",
        "name": f"{programme.slug}-{edition.year}",
        "title": f"{programme.name} {edition.year}",
        "description": "\n".join(f"{what}: {value}" for what, value in about(data)),
        "created": timezone.now().isoformat(timespec="seconds"),
        "resources": [_resource(*one) for one in described_tables(data)],
    }


def _resource(table: str, said: str, columns: list[Column]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table,
        "path": f"{table}.csv",
        "description": said,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [
                {"name": one.name, "type": one.type, "description": one.meaning} for one in columns
            ],
            "missingValues": [""],
        },
    }
