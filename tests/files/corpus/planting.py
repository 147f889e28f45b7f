"""The planted corpus: documents as governments attach them, with personal data where they stand.

A file of this folder holds the documents of a country. ``=== name.kind`` begins one, ``#`` is a
heading, ``|`` a row of a table, a number before it repeats the row. ``{cpf}`` plants a value that
is personal (``values.TRUE``), ``{!nup}`` one that only looks like it (``values.FALSE``).
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from . import writing
from .values import FALSE, NEUTRAL, TRUE

HERE = Path(__file__).parent
SEED = 20260715
KINDS = {"mobile": "telephone", "abroad": "telephone"}
_TOKEN = re.compile(r"\{(!?)([a-z.]+)\}")
_ROW = re.compile(r"(?:(\d+))?\| (.*) \|")

Planted = tuple[str, str]


@dataclass
class Document:
    """``blocks``: headings and sentences as texts, rows of tables as lists of cells."""

    name: str
    blocks: list[str | list[str]] = field(default_factory=list)
    planted: set[Planted] = field(default_factory=set)

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2]

    def written(self) -> bytes:
        return writing.WRITERS[self.extension](self.blocks)


def corpus(country: str) -> list[Document]:
    """The documents of a country, the same ones every time."""
    rng, found = random.Random(SEED), []
    for line in (HERE / f"{country}.txt").read_text().splitlines():
        if line.startswith("=== "):
            found.append(Document(line.removeprefix("=== ")))
        elif line:
            found[-1].blocks += _blocks(line, found[-1], country, rng)
    return found


def same(kind: str, value: str) -> Planted:
    """A value however it was written: a telephone by its last eight digits."""
    if kind == "email":
        return kind, value.lower()
    plain = "".join(filter(str.isalnum, value.lower()))
    if kind == "telephone":
        return kind, plain[-8:]
    return kind, plain.zfill(11) if kind == "cpf" else plain


def _blocks(
    line: str, document: Document, country: str, rng: random.Random
) -> Iterator[str | list[str]]:
    row = _ROW.fullmatch(line)
    if not row:
        yield _filled(line, document, country, rng)
        return
    for _time in range(int(row[1] or 1)):
        yield [_filled(cell, document, country, rng).strip() for cell in row[2].split(" | ")]


def _filled(text: str, document: Document, country: str, rng: random.Random) -> str:
    def value(match: re.Match[str]) -> str:
        false, token = bool(match[1]), match[2]
        if token in NEUTRAL:
            return NEUTRAL[token](rng)
        made = (FALSE if false else TRUE)[country][token](rng)
        if not false:
            kind = token.partition(".")[0]
            document.planted.add(same(KINDS.get(kind, kind), made))
        return made

    return _TOKEN.sub(value, text)
