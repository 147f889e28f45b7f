"""A country's folder read into its ``Programme``: ``programme.yaml`` and ``texts/``, checked.

A text file is called ``<name>.<language>.md`` and becomes ``programme.text(name)``. Words in braces
are filled in where the text is used: ``PLACEHOLDERS`` says which there are.
"""

from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any
from zoneinfo import available_timezones

import yaml
from django.conf import settings

from migracidades.kit import shapes, theme

from . import laying, numbering
from .middleware import RESERVED, SEGMENT
from .models import Programme
from .proofs import PROOFS
from .steps import USUAL, Step

PLACEHOLDERS: dict[str, frozenset[str]] = {
    "commitment": frozenset(
        (
            *("programme", "year", "government", "code", "signatory", "office"),
            *("lead", "lead_office", "alternate", "alternate_office"),
        )
    ),
    "letter.subject": frozenset({"of", "programme", "year", "until"}),
    "letter.body": frozenset({"of", "programme", "year", "until"}),
    "seal.certify": frozenset({"of"}),
    "seal.fulfilled": frozenset({"year", "priorities"}),
    "seal.fulfilled_without_course": frozenset({"year", "priorities"}),
    "seal.priorities": frozenset({"number"}),
    "seal.issued": frozenset({"date"}),
    "seal.declaration": frozenset({"year"}),
}
SEAL = (
    *("word", "certify", "fulfilled", "fulfilled_without_course", "one_priority", "priorities"),
    *("verify", "issued", "meaning", "declaration"),
)
LETTER = ("word", "subject", "greeting", "body", "closing")
REQUIRED_TEXTS = ("commitment",)

CODE = shapes.word("[a-z][a-z0-9_-]{0,29}", "lower_case-and-digits")
ADDRESS = shapes.word(r"https://\S+", "https://…")
CONTACT = shapes.word(r"https://\S+|[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail or https://…")
NAME = shapes.word(r"\S.{0,149}", "a name")
ZONES = "the IANA time zones, such as America/Sao_Paulo"
COLOUR = shapes.word(theme.HEX.pattern, "#0b3c4a")


class ProgrammeError(Exception):
    """A country's folder that cannot be used; ``faults`` holds one English sentence per fault."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("\n".join(faults))


def load_programme(folder: Path) -> Programme:
    """Keep the country of a folder, whose name is the programme's slug, as its ``Programme``.

    Texts changed in the admin stay. Loading twice changes nothing. Raises ``ProgrammeError`` with
    every fault of the folder.
    """
    config = read(folder)
    head = {key: config[key] for key in ("default_language", "languages", "time_zone")}
    programme, _created = Programme.objects.get_or_create(
        slug=folder.name, defaults={"config": config, "folder": config, **head}
    )
    laying.take_over(programme, config, **head)
    return programme


def read(folder: Path) -> dict[str, Any]:
    """The checked ``programme.yaml`` of a folder with its texts. Raises ``ProgrammeError``."""
    config = _open(folder / "programme.yaml")
    faults = list(_faults_of(config))
    if not faults:
        texts = _texts(folder / "texts")
        faults = list(_faults_of_texts(texts, config))
        config |= texts
        faults += _faults_of_placeholders(config)
    if folder.name in RESERVED or not SEGMENT.fullmatch(f"/{folder.name}"):
        faults.append("the folder's name is the address: take another, such as br")
    if faults:
        raise ProgrammeError([f"{folder.name}/programme.yaml: {one}" for one in faults])
    return config


def _open(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ProgrammeError([f"{path.name}, line {line}: {error.problem}"]) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ProgrammeError([f"{path.name} cannot be read as UTF-8 YAML ({error})"]) from error


def _faults_of(config: Any) -> Iterator[str]:
    """Languages first: what else is asked depends on them."""
    offered = {code for code, _name in settings.LANGUAGES}
    languages = config.get("languages") if isinstance(config, dict) else None
    found = list(shapes.each(shapes.one_of(offered), least=1)(languages, "languages"))
    yield from found or _shape(languages)(config, "")
    if not found and isinstance(config.get("brand"), dict):
        yield from _faults_of_brand(config["brand"])
    if not found:
        yield from _faults_of_twice("levels", _codes(config.get("levels")))
        yield from _faults_of_twice("figures", _codes(config.get("figures")))
        yield from _faults_of_twice("personal_documents", _codes(config.get("personal_documents")))
        yield from numbering.faults(config.get("personal_documents"))
        yield from _faults_of_road(config)


def _shape(languages: list[str]) -> shapes.Shape:
    texts = shapes.texts(languages)
    linked = {"code": CODE, "name": texts}
    level = linked | {
        "plural": texts,
        "of": shapes.texts(languages, may_be_empty=True),
        "signatory": texts,
    }
    step = shapes.one_of(Step.values)
    rules = {
        "days_to_answer": shapes.whole(1, 365),
        "grace_days": shapes.whole(0, 365),
        "grace_minutes": shapes.whole(0, 1440),
    }
    course = {"code": CODE, "title": texts, "provider": NAME, "hours": shapes.whole(1, 1000)}
    return shapes.fields(
        {
            "languages": shapes.each(shapes.one_of(languages)),
            "default_language": shapes.one_of(languages),
            "time_zone": shapes.one_of(available_timezones(), such_as=ZONES),
            "name": texts,
            "country": texts,
            "clock": texts,
            "tagline": texts,
            "intro": texts,
            "levels": shapes.each(shapes.fields(level), least=1),
            "brand": shapes.fields({"deep": COLOUR, "accent": COLOUR}),
            "contact": CONTACT,
            "seal": shapes.fields(dict.fromkeys(SEAL, texts)),
        },
        {
            "evidence_mb": shapes.whole(1, 1_000_000),
            "evidence_months": shapes.fields({}, dict.fromkeys(PROOFS, shapes.whole(1, 600))),
            "figures": shapes.each(shapes.fields(linked | {"unit": texts})),
            "personal_documents": numbering.documents(languages),
            "mobile_phones": numbering.MOBILES,
            "letter": shapes.fields({}, dict.fromkeys(LETTER, texts)),
            "preposition": NAME,
            "code_name": texts,
            "state_name": texts,
            "rules": shapes.fields({}, rules),
            "steps": shapes.each(shapes.fields({"code": step}, {"name": texts, "about": texts})),
            "events": shapes.each(
                shapes.fields(linked | {"step": step}, {"about": texts, "required": shapes.flag})
            ),
            "links": shapes.each(shapes.fields(linked | {"url": ADDRESS})),
            "partners": shapes.each(shapes.fields(linked, {"url": ADDRESS})),
            "courses": shapes.each(shapes.fields(course, {"link": ADDRESS})),
            "regions": shapes.mapped(texts),
            "states": shapes.mapped(NAME),
        },
    )


def _faults_of_brand(brand: dict[str, Any]) -> Iterator[str]:
    try:
        theme.palette(**brand)
    except (ValueError, TypeError) as error:
        yield f"brand: {error}"


def _faults_of_road(config: dict[str, Any]) -> Iterator[str]:
    """Every usual step stands on the road once; an event belongs to one of its steps."""
    road = _codes(config.get("steps"))
    yield from _faults_of_twice("steps", road)
    if road and (missing := [step.value for step in USUAL if step not in road]):
        yield f"steps lacks {', '.join(missing)}: put them in the programme's order"
    events = config.get("events") or []
    yield from _faults_of_twice("events", _codes(events))
    for one in events if isinstance(events, list) else ():
        if isinstance(one, dict) and one.get("step") not in (road or USUAL):
            yield f"events: {one.get('code')} belongs to {one.get('step')}, which is no step here"


def _codes(listed: Any) -> list[Any]:
    named = listed if isinstance(listed, list) else ()
    return [one.get("code") for one in named if isinstance(one, dict)]


def _faults_of_twice(key: str, codes: list[Any]) -> Iterator[str]:
    for code in {one for one in codes if codes.count(one) > 1}:
        yield f"{key} has the code {code} twice"


def _texts(folder: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.*.md")):
        name, language, _suffix = path.name.split(".")
        found.setdefault(name, {})[language] = path.read_text(encoding="utf-8")
    return found


def _faults_of_texts(texts: dict[str, dict[str, str]], config: dict[str, Any]) -> Iterator[str]:
    check = shapes.texts(config["languages"])
    for name in texts.keys() & config.keys():
        yield f"texts/{name} has the name of a key of programme.yaml: rename it"
    for name in {*REQUIRED_TEXTS, *texts}:
        yield from check(texts.get(name, {}), f"texts/{name}")


def _faults_of_placeholders(config: dict[str, Any]) -> Iterator[str]:
    for key, known in PLACEHOLDERS.items():
        for language, text in _at(config, key).items():
            yield from (f"{key} in {language}: {one}" for one in _strange(key, text, known))


def _at(config: dict[str, Any], key: str) -> dict[str, str]:
    for part in key.split("."):
        config = config.get(part, {})
    return config


def unknown_places(key: str, text: str) -> set[str]:
    """The words in braces that nobody fills in where the text ``key`` is used.

    Raises ``ValueError`` for braces that do not close.
    """
    if key not in PLACEHOLDERS:
        return set()
    used = {name for _before, name, _spec, _conversion in Formatter().parse(text)} - {None}
    return used - PLACEHOLDERS[key]


def faults_of_address(key: str, text: str) -> Iterator[str]:
    """What is wrong with an address of the configuration: a link's, or the contact."""
    return (CONTACT if key == "contact" else ADDRESS)(text, key)


def _strange(key: str, text: str, known: frozenset[str]) -> Iterator[str]:
    try:
        unknown = unknown_places(key, text)
    except ValueError as error:
        yield f"{error} (write {{{{ for a brace)"
        return
    for name in unknown:
        yield f"{{{name}}} is not known here; there are {', '.join(sorted(known))}"
