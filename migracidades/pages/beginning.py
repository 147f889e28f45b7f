"""The skeleton of a new country's folder, made from ``skeleton/``, which is nearly such a folder.

There a line ``#es …`` is a note in that language, ``es: …`` a text in it, ``[[name]]`` what was
asked. What is written passes the loader, or nothing is left of it.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import available_timezones

import yaml
from django.conf import settings

from dimensions import schema
from dimensions.faults import ContentError
from migracidades.tenancy.loading import ProgrammeError, read

SKELETON = Path(__file__).parent / "skeleton"
NOTE = re.compile(r"(?P<indent>\s*)#(?P<language>[a-z]{2}(-[a-z]{2})?) (?P<text>.*)")
TEXT = re.compile(r"[\s#]*(?P<language>[a-z]{2}(-[a-z]{2})?): ")
TOKEN = re.compile(r"\[\[(\w+)\]\]")
SLUG = re.compile(r"[a-z][a-z0-9-]{1,30}")


class NotBegun(Exception):
    """A folder that could not be made; the message says why, one fault a line."""


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What is asked about a new programme. The first language is its own."""

    slug: str
    name: str
    country: str
    languages: list[str]
    time_zone: str
    levels: list[str]
    contact: str
    year: int

    @property
    def clock(self) -> str:
        """The city of the time zone: an administrator writes it better."""
        return self.time_zone.rpartition("/")[2].replace("_", " ")


def begin(asked: Beginning, root: Path) -> list[Path]:
    """Write the folder ``root/<slug>`` and return its files. Raises ``NotBegun``."""
    folder = root / asked.slug
    if faults := [*_faults(asked), *([f"{folder} is there already."] if folder.exists() else [])]:
        raise NotBegun("\n".join(faults))
    try:
        written = [_write(path, folder, asked) for path in _files(asked)]
        figures = [one["code"] for one in read(folder)["figures"]]
        path = folder / "frameworks" / f"{asked.year}.yaml"
        schema.read(path, levels=asked.levels, figures=figures)
    except (ProgrammeError, ContentError) as error:
        shutil.rmtree(folder)
        raise NotBegun(str(error)) from error
    except OSError as error:
        raise NotBegun(f"{folder} cannot be written: {error.strerror}.") from error
    return written


def _faults(asked: Beginning) -> Iterator[str]:
    offered = [code for code, _name in settings.LANGUAGES]
    if not SLUG.fullmatch(asked.slug):
        yield f"“{asked.slug}” cannot be an address: take small letters and digits, such as uy."
    if not asked.languages or set(asked.languages) - set(offered):
        yield f"The languages must be some of {', '.join(offered)}."
    if asked.time_zone not in available_timezones():
        yield f"“{asked.time_zone}” is no IANA time zone such as America/Montevideo."
    if not asked.levels or not all(re.fullmatch("[a-z][a-z0-9_-]*", one) for one in asked.levels):
        yield f"Levels are codes such as {', '.join(_known_levels())}."


def _files(asked: Beginning) -> list[Path]:
    found = [one for one in sorted(SKELETON.rglob("*")) if one.is_file() and one.parent != SKELETON]
    texts = {f".{language}.md" for language in asked.languages}
    kept = [
        one for one in found if one.parent.name != "texts" or "".join(one.suffixes[-2:]) in texts
    ]
    return [SKELETON / "programme.yaml", *kept]


def _write(path: Path, folder: Path, asked: Beginning) -> Path:
    there = folder / path.relative_to(SKELETON)
    if path.parent.name == "frameworks":
        there = there.with_stem(str(asked.year))
    there.parent.mkdir(parents=True, exist_ok=True)
    there.write_text(_filled(path.read_text(encoding="utf-8"), asked), encoding="utf-8")
    return there


def _filled(text: str, asked: Beginning) -> str:
    said = "".join(f"{line}\n" for line in _spoken(text.splitlines(), asked.languages))
    facts = {
        "slug": asked.slug,
        "name": _quoted(asked.name),
        "country": _quoted(asked.country),
        "contact": _quoted(asked.contact),
        "clock": asked.clock,
        "zone": asked.time_zone,
        "default": asked.languages[0],
        "languages": f"[{', '.join(asked.languages)}]",
        "preposition": _preposition(asked),
        "levels": "\n".join(_levels(asked)),
        "level": asked.levels[0],
        "level_codes": ", ".join(asked.levels),
        "year": str(asked.year),
    }
    return TOKEN.sub(lambda found: facts[found[1]], said)


def _spoken(lines: list[str], languages: list[str]) -> Iterator[str]:
    """The lines in these languages; of the notes those in the first."""
    for line in lines:
        if note := NOTE.fullmatch(line):
            if note["language"] == languages[0]:
                yield f"{note['indent']}# {note['text']}"
        elif not (text := TEXT.match(line)) or text["language"] in languages:
            yield line


def _quoted(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')


def _known_levels() -> dict[str, dict[str, dict[str, str]]]:
    return yaml.safe_load((SKELETON / "levels.yaml").read_text(encoding="utf-8"))


def _preposition(asked: Beginning) -> str:
    """The last word before a name, which in the programme's language comes with the name."""
    return next(iter(_known_levels().values()))["of"][asked.languages[0]].rpartition(" ")[2]


def _levels(asked: Beginning) -> Iterator[str]:
    known = _known_levels()
    for code in asked.levels:
        unknown = {"name": code, "plural": code, "of": "", "signatory": code}
        yield f"  - code: {code}"
        for key, word in unknown.items():
            texts = known[code][key] if code in known else dict.fromkeys(asked.languages, word)
            yield f"    {key}:"
            for language in asked.languages:
                text = texts[language]
                if key == "of" and language == asked.languages[0]:
                    text = text.rpartition(" ")[0]
                yield f'      {language}: "{text}"'
