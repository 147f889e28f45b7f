"""JSON that leaves while it is made."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

Row = Mapping[str, Any]


def listing(rows: Iterable[Row]) -> Iterator[bytes]:
    """A list, one object a line, each sent as it comes."""
    yield b"["
    for at, row in enumerate(rows):
        yield f"{',' if at else ''}\n{_text(row)}".encode()
    yield b"\n]\n"


def opened(head: Row, name: str, rows: Iterable[Row]) -> Iterator[bytes]:
    """An object with the fields of ``head`` and last, under ``name``, a ``listing``."""
    for key, value in head.items():
        yield f"{'{' if key == next(iter(head)) else ','}\n{_text(key)}: {_text(value)}".encode()
    yield f",\n{_text(name)}: ".encode()
    yield from listing(rows)
    yield b"}\n"


def _text(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
