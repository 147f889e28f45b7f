"""The list a school sends, read line by line: what each line says, or what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from migracidades.kit.tables import Row, read_table
from migracidades.kit.text import fold

from .models import Course
from .rules import date_fault

COLUMNS = {
    "email": {
        "e-mail", "mail", "email address", "endereço de e-mail", "endereço de email",
        "correo", "correo electrónico", "dirección de correo", "dirección de correo electrónico",
    },
    "name": {
        "full name", "first name", "student", "nome", "nome completo", "primeiro nome", "aluno",
        "aluna", "cursista", "participante", "nombre", "nombres", "nombre completo",
        "nombre y apellido",
    },
    "surname": {"last name", "family name", "sobrenome", "apellido", "apellidos"},
    "date": {
        "completed on", "completion date", "date completed", "data", "data de conclusão",
        "data da conclusão", "concluído em", "conclusão", "fecha", "fecha de finalización",
        "fecha de conclusión", "fecha de término", "finalizado el",
    },
    "course": {"course name", "curso", "nome do curso", "nombre del curso"},
    "code": {"course code", "código", "código do curso", "código del curso"},
}  # fmt: skip
REQUIRED = {"email", "name", "date"}
NAME_LENGTH = 150
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T,].*)?")
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")


class Fault(Exception):
    """What is wrong with a line, in a sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line says; ``fault`` is empty unless it cannot be used."""

    line: int
    email: str
    full_name: str
    completed_on: date | None = None
    course: Course | None = None
    fault: str = ""


def read_list(content: bytes, *, courses: Sequence[Course], course: Course | None) -> list[Entry]:
    """Return the entries of a school's list. ``course`` is meant where the list names none.

    Raises ``kit.tables.Unreadable`` when the file is no such list.
    """
    known = {fold(name): one for one in courses for name in (one.code, *one.titles.values())}
    rows = read_table(content, columns=COLUMNS, required=REQUIRED)
    return [_entry(row, known, course) for row in rows]


def _entry(row: Row, known: Mapping[str, Course], course: Course | None) -> Entry:
    email = row["email"].lower()
    name = " ".join(f"{row['name']} {row['surname']}".split())
    try:
        _demand(row, email, name)
        return Entry(row.line, email, name, day(row["date"]), _course(row, known, course))
    except Fault as fault:
        return Entry(row.line, email, name, fault=str(fault))


def _demand(row: Row, email: str, name: str) -> None:
    if row.ragged:
        raise Fault(_("This line has more cells than the headings. Put quotes around the text."))
    try:
        validate_email(email)
    except ValidationError:
        raise Fault(_("“%(email)s” is not an e-mail address.") % {"email": email}) from None
    if not name:
        raise Fault(_("The name is missing."))
    if len(name) > NAME_LENGTH or len(email) > 254:
        raise Fault(_("The name or the e-mail address is too long."))


def day(text: str) -> date:
    """The date of a text, day first or ISO, a time after it ignored. Raises ``Fault``."""
    if not text:
        raise Fault(_("The date of completion is missing."))
    found = _parsed(text)
    if found is None:
        raise Fault(_("“%(text)s” is not a date. Write it as 31/12/2025.") % {"text": text})
    if fault := date_fault(found):
        raise Fault(f"{text}: {fault}")
    return found


def _parsed(text: str) -> date | None:
    first, last = DAY_FIRST.fullmatch(text), YEAR_FIRST.fullmatch(text)
    parts = first.groups()[::-1] if first else last.groups() if last else ()
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


def _course(row: Row, known: Mapping[str, Course], course: Course | None) -> Course:
    named = row["code"] or row["course"]
    found = known.get(fold(named)) if named else course
    if found is None and named:
        raise Fault(_("No course here is called “%(course)s”.") % {"course": named})
    if found is None:
        raise Fault(_("The line names no course. Choose one above and look again."))
    return found
