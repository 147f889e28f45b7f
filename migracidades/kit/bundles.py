"""One file for the browser, many for the reader: style sheets and scripts joined as they are asked.

Each request costs a poor line its whole delay, so a page takes one sheet and one script. The parts
stay in ``static/``; a bundle is made from them when static files are collected, or when one is
asked for where they are not collected. The scripts of a bundle share one scope, in their order.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SITE = ("css/kit.css", "css/parts.css", "css/site.css")
BUNDLES: dict[str, tuple[str, ...]] = {
    "bundles/site.css": SITE,
    "bundles/desk.css": (*SITE, "css/desk.css"),
    "bundles/desk.js": (
        *("js/site.js", "js/desk.js", "js/words.js", "js/kept.js", "js/sending.js"),
        *("js/answers.js", "js/unsent.js", "js/holding.js", "js/leaving.js", "js/here.js"),
        *("js/diagnosis.js", "js/sharing.js"),
    ),
}


def text_of(name: str) -> str:
    """What a bundle holds. Raises ``KeyError`` for a name that is none."""
    root = Path(settings.BASE_DIR) / "static"
    joined = "\n".join((root / part).read_text(encoding="utf-8") for part in BUNDLES[name])
    if name.endswith(".js"):
        return f'"use strict";\n(() => {{\n{joined}\n}})();\n'
    return joined


class Finder(BaseFinder):
    """Gives Django the bundles like any other static file."""

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.storage = FileSystemStorage(location=settings.VAR / settings.INSTANCE / "bundles")

    def check(self, **options: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **options: Any) -> Any:
        found = [str(self._written(path))] if path in BUNDLES else []
        return found if find_all else (found[0] if found else [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        for name in BUNDLES:
            self._written(name)
            yield name, self.storage

    def _written(self, name: str) -> Path:
        path, text = Path(self.storage.path(name)), text_of(name)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(f".{os.getpid()}")
            beside.write_text(text, encoding="utf-8")
            beside.replace(path)
        return path
