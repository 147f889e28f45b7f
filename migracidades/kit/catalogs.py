"""The interface's catalogs: gathered, checked and compiled with Babel, so nobody needs gettext.

English is the message itself. Django's own ``templatize`` turns a template into something that
reads like Python, and one small scanner finds the calls in both.
"""

import ast
import os
import re
from calendar import month_name
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
LOCALES = ROOT / "migracidades" / "locale"
LANGUAGES = ("pt_BR", "es")
PACKAGES = ("migracidades", "certification", "dimensions", "training", "monitoring")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Babel's own header carries the time of writing: every run would be a change to commit.
HEADER = """\
# The interface's texts. Written by "manage.py messages": change translations, not messages.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
# The context of a message, if it has one, and the message: one text, or one and several.
Found = tuple[str | None, str | tuple[str, str]]
# Django's own Portuguese writes months with a capital letter.
MONTHS = month_name[1:]
# Django's own make every record masculine: "El edición se cambió". Ours do without an article.
RECORDS = (
    "The {name} “{obj}” was added successfully.",
    "The {name} “{obj}” was added successfully. You may add another {name} below.",
    "The {name} “{obj}” was changed successfully.",
    "The {name} “{obj}” was changed successfully. You may edit it again below.",
    "The {name} “{obj}” was changed successfully. You may add another {name} below.",
    "You may edit it again below.",
)
_CALL = re.compile(
    r"\b(gettext|ngettext|pgettext|npgettext|_)\(((?:\s*u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?)+)",
)
_STRING = re.compile(r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")")


def path_of(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The catalog of a language as committed; an empty one when there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as source:
        return read_po(source, locale=language)


def write(language: str, catalog: Catalog) -> None:
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        target.write(HEADER.format(language=language, plural=catalog.plural_forms).encode())
        write_po(target, catalog, width=100, no_location=True, sort_output=True, omit_header=True)


def gather() -> Catalog:
    """Every message of the code and the templates."""
    found = Catalog()
    for known in (*MONTHS, *RECORDS):
        found.add(known)
    for context, message in (*_from_python(), *_from_templates()):
        found.add(message, context=context)
    return found


def _from_python() -> Iterator[Found]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            with path.open("rb") as source:
                for _line, function, messages, _comments in extract_python(
                    source, KEYWORDS, (), {}
                ):
                    yield from _message(str(function), _as_list(messages))


def _from_templates() -> Iterator[Found]:
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix not in {".html", ".txt", ".svg", ".xml"}:
            continue
        for match in _CALL.finditer(templatize(path.read_text(encoding="utf-8"))):
            strings = [ast.literal_eval(one) for one in _STRING.findall(match[2])]
            yield from _message(match[1], strings)


def _as_list(messages: Any) -> list[Any]:
    return list(messages) if isinstance(messages, tuple | list) else [messages]


def _message(function: str, strings: list[Any]) -> Iterator[Found]:
    context = strings.pop(0) if "pgettext" in function and strings else None
    strings = [one for one in strings if isinstance(one, str)]
    if "ngettext" in function or "npgettext" in function:
        if len(strings) >= 2:
            yield context, (strings[0], strings[1])
    elif strings and strings[0]:
        yield context, strings[0]


def update(language: str, found: Catalog) -> Catalog:
    """The committed catalog with today's messages: new empty, gone dropped, none guessed."""
    catalog = read(language)
    catalog.update(found, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def incomplete(catalog: Catalog) -> list[str]:
    """The messages of a catalog without a (whole) translation."""
    return [str(message.id) for message in catalog if message.id and not _whole(message)]


def _whole(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(strings) and not message.fuzzy


def compile_all() -> None:
    """Write the ``.mo`` file beside each committed catalog, whole or not at all."""
    for language in LANGUAGES:
        path = path_of(language)
        part = path.with_suffix(f".{os.getpid()}")
        with part.open("wb") as target:
            write_mo(target, read(language))
        part.replace(path.with_suffix(".mo"))
