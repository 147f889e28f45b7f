"""What explains an archive: a text for people, in their language, and its facts for programs."""

import json
from collections.abc import Iterable

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from certification.editions.calendar import clock
from migracidades.tenancy.models import Government

# Raised when a program that reads the JSON would have to change.
SCHEMA = "migracidades-archive/1"


def text(government: Government, years: Iterable[int]) -> str:
    """README.txt: what every entry is."""
    made = formats.date_format(timezone.localtime(clock()), "DATETIME_FORMAT")
    head = _("%(programme)s: everything that the government %(of)s has put in. Made on %(when)s.")
    words = {
        "programme": government.programme.name,
        "of": government.programme.called(government),
        "when": made,
    }
    lines = [head % words, "", *(f"{name}\r\n    {told}" for name, told in entries(years))]
    # Notepad of an older Windows knows no other end of a line.
    return "\r\n".join([*lines, "", _notes(), ""])


def facts(government: Government, years: Iterable[int]) -> str:
    """archive.json: the schema's version, whose it is, and the same entries."""
    held = {
        "schema": SCHEMA,
        "programme": government.programme.slug,
        "government": {"code": government.code, "name": government.name},
        "made_at": clock(),
        "editions": [*years],
        "entries": dict(entries(years)),
    }
    return json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n"


def entries(years: Iterable[int]) -> list[tuple[str, str]]:
    """Every kind of entry with a sentence on it."""
    return [
        ("archive.json", _("Whose archive this is, when it was made, the version of the format.")),
        *(one for year in years for one in _of_edition(year)),
        ("evidence.json", _("Each piece of evidence: its versions and where their files lie.")),
        ("data/", _("Every table as it is kept; data/people.json says who is meant by a number.")),
        ("files.json", _("Every file with its name, size and SHA-256, and whether it is here.")),
        ("files/evidence/", _("What proves answers, every version once.")),
        ("files/submission/", _("The copy of each submission, as PDF.")),
        ("files/letter/", _("Letters to departments, as PDF and as text documents.")),
        ("files/form/", _("The form on paper, whenever it was asked for, as PDF.")),
        ("files/", _("Other folders: seals, sign-offs, certificates, spreadsheets sent back.")),
    ]


def _of_edition(year: int) -> list[tuple[str, str]]:
    told = _(
        "Each question with its answer, earlier answers, evidence, verdicts, messages and"
        " suggestions; submissions, letters and forms."
    )
    return [
        (f"{year}/answers.xlsx", _("The answers and evidence of the edition as a spreadsheet.")),
        (f"{year}/diagnosis.json", told),
        (f"{year}/plan.json", _("The priorities and what became of each.")),
    ]


def _notes() -> str:
    return _(
        "JSON is text in UTF-8; times are in UTC. A folder that is not there held nothing. To prove"
        " that a file is the one that was sent, compute its SHA-256 and compare."
    )
