"""The cells of spreadsheets that come back: read once, by the workshop, and kept beside the file.

What is kept beside it is made of it, and made anew when it is not there.
"""

import json
import os
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.base import File

from . import scratch
from .accept import Accepted
from .models import StoredFile
from .storing import open_file, path_of
from .working import work

Cells = dict[str, list[list[Any]]]


def cells(sent: Accepted, *, apart: str) -> Cells:
    """The rows of the sheet called ``apart`` and of the ``first`` other one.

    Values are as ``workshop.workbooks`` hands them out. Raises ``ValidationError`` with a sentence.
    """
    return _read(sent.file, sent.name, apart)


def keep(stored: StoredFile, found: Cells) -> None:
    """Keep what was read, so that no page has to read the file again."""
    place = _beside(stored)
    aside = place.with_name(f"{place.name}.{uuid4().hex}")
    with scratch.said_when_full(stored.name):
        aside.write_text(json.dumps(found), encoding="utf-8")
        os.replace(aside, place)


def kept(stored: StoredFile, *, apart: str) -> Cells:
    """The rows of a file that was kept. Raises as ``cells`` does, and ``FileNotFoundError``."""
    try:
        return json.loads(_beside(stored).read_text(encoding="utf-8"))
    except FileNotFoundError:
        with open_file(stored) as file:
            found = _read(File(file), stored.name, apart)
        keep(stored, found)
        return found


def _read(file: File, name: str, apart: str) -> Cells:
    with scratch.said_when_full(name), scratch.desk() as desk:
        source = scratch.laid_out(file, desk / "in")
        return work("table", [name], source=str(source), apart=apart)


def _beside(stored: StoredFile) -> Path:
    place = path_of(stored)
    return place.with_name(f"{place.name}.cells")
