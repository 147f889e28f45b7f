"""The registry of governments as a table: what each line says, or what is wrong with it.

The same reader serves a country's own file and the tables that staff send.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from migracidades.kit.tables import Row, read_table
from migracidades.kit.text import fold
from migracidades.tenancy.models import Programme

from .registering import Registered, register

COLUMNS = {
    "code": {"código", "código ibge", "codigo", "código oficial", "official code", "ibge", "id"},
    "level": {"nível", "nivel", "tipo", "type", "esfera"},
    "name": {"nome", "nombre", "governo", "gobierno", "government", "município", "municipio"},
    "name_of": {"name with preposition", "nome com preposição", "nombre con preposición"},
    "state": {"uf", "estado", "provincia", "província", "departamento", "province"},
    "region": {"região", "región"},
    "time_zone": {"timezone", "fuso horário", "fuso", "zona horaria", "huso horario"},
    "seat_name": {"seat", "sede", "capital"},
    "lat": {"latitude", "latitud"},
    "lon": {"lng", "longitude", "longitud"},
    "valid_from": {"valid from", "válido desde", "criado em", "creado el"},
}
REQUIRED = ("code", "level", "name")
LENGTHS = {"name": 150, "name_of": 160, "state": 40, "region": 40, "seat_name": 150}
ZONES = available_timezones()
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")


class Fault(Exception):
    """What is wrong with a line, in a sentence."""


class RegistryError(Exception):
    """A country's registry file that cannot be used; ``faults`` holds one sentence per line."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: the columns it fills in, or why it cannot be used."""

    line: int
    code: str
    name: str
    values: dict[str, Any] = field(default_factory=dict)
    fault: str = ""


def load(programme: Programme, path: Path) -> Registered:
    """Bring the registry of the programme in scope in step with a file. All of it or nothing.

    Twice changes nothing; a government that the file no longer names stays. Raises
    ``RegistryError`` with every faulty line, ``kit.tables.Unreadable`` when it is no such table.
    """
    entries = read_registry(path.read_bytes(), programme)
    faults = [f"{path.name}, line {one.line}: {one.fault}" for one in entries if one.fault]
    if faults:
        raise RegistryError(faults)
    return register((one.values for one in entries), source=path.name)


def read_registry(content: bytes, programme: Programme) -> list[Entry]:
    """The lines of a table. Raises ``kit.tables.Unreadable`` when it is no such table."""
    rows = read_table(content, columns=COLUMNS, required=REQUIRED)
    reader = _Reader(programme)
    first: dict[str, int] = {}
    return [reader.entry(row, first) for row in rows]


class _Reader:
    """Reads lines by what the programme's own configuration allows."""

    def __init__(self, programme: Programme):
        config = programme.config
        self.levels = dict(_spoken_levels(config["levels"]))
        self.level_codes = [one["code"] for one in config["levels"]]
        self.known = {"state": config.get("states"), "region": config.get("regions")}

    def entry(self, row: Row, first: dict[str, int]) -> Entry:
        code, name = row["code"].upper(), " ".join(row["name"].split())
        try:
            if row.ragged:
                raise Fault(_("The line has more cells than the headings: check the separators."))
            values = {"code": _code(code, row.line, first), "name": name, **self._values(row)}
        except Fault as fault:
            return Entry(row.line, code, name, fault=str(fault))
        return Entry(row.line, code, name, values)

    def _values(self, row: Row) -> dict[str, Any]:
        if not row["name"]:
            raise Fault(_("The name is missing."))
        for column, most in LENGTHS.items():
            if len(row[column]) > most:
                raise Fault(_("“%(text)s…” is too long.") % {"text": row[column][:30]})
        values = {"level": self._level(row["level"])}
        for column, clean in self._cleaners().items():
            if row[column]:
                values[column] = clean(row[column])
        return values

    def _cleaners(self) -> Mapping[str, Callable[[str], Any]]:
        return {
            "name_of": str,
            "state": lambda text: self._one_of("state", text),
            "region": lambda text: self._one_of("region", text),
            "time_zone": _zone,
            "seat_name": str,
            "lat": lambda text: _degrees(text, 90),
            "lon": lambda text: _degrees(text, 180),
            "valid_from": _day,
        }

    def _level(self, text: str) -> str:
        level = self.levels.get(fold(text))
        if level is None:
            raise Fault(
                _("The level “%(level)s” is not one of: %(levels)s.")
                % {"level": text, "levels": ", ".join(self.level_codes)}
            )
        return level

    def _one_of(self, column: str, text: str) -> str:
        known = self.known[column]
        if known and text not in known:
            raise Fault(_("“%(text)s” is not known here as a state or region.") % {"text": text})
        return text


def _spoken_levels(levels: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for level in levels:
        for word in (level["code"], *level["name"].values()):
            yield fold(word), level["code"]


def _code(code: str, line: int, first: dict[str, int]) -> str:
    if not CODE.fullmatch(code):
        raise Fault(
            _("The code “%(code)s” must be 1 to 20 letters, digits or hyphens.") % {"code": code}
        )
    if code in first:
        raise Fault(
            _("The code %(code)s stands on line %(line)s already.")
            % {"code": code, "line": first[code]}
        )
    first[code] = line
    return code


def _zone(text: str) -> str:
    if text not in ZONES:
        raise Fault(
            _("The time zone “%(zone)s” is unknown. Write it like America/Sao_Paulo.")
            % {"zone": text}
        )
    return text


def _degrees(text: str, most: int) -> float:
    try:
        degrees = float(text.replace(",", "."))
    except ValueError:
        degrees = most + 1.0
    if not -most <= degrees <= most:
        raise Fault(_("“%(text)s” is not a latitude or longitude.") % {"text": text})
    return degrees


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault(
            _("“%(text)s” is not a date. Write it as 2025-12-31.") % {"text": text}
        ) from None
