"""Long tables on pages: rows alike, written in one go.

A template asks and escapes every cell for itself, and Django takes 10 µs and more for each; here
the row is put together once, with its headings, and then only filled.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

Words = str | Promise
# A key that no row has, to be found again in an address.
PLACE = 987654321
FIGURE = SafeString(' class="mc-figure"')


@dataclass(frozen=True, slots=True)
class Column:
    """``figure``: its cells are numbers, in line with their headings."""

    heading: Words
    figure: bool = False

    @property
    def css(self) -> SafeString | str:
        return FIGURE if self.figure else ""

    @property
    def cell(self) -> str:
        """A cell to be filled, which names its column where the table is stacked on a phone."""
        heading = escape(self.heading).replace("{", "{{").replace("}", "}}")
        return f'<td data-label="{heading}"{self.css}>{{}}</td>'


@dataclass(frozen=True, slots=True)
class Listing:
    """What ``partials/listing.html`` shows; a cell that is not marked safe is escaped."""

    caption: Words
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]

    @property
    def body(self) -> SafeString:
        row = "".join(one.cell for one in self.columns)
        return format_html_join("\n", f"<tr>{row}</tr>", self.rows)


def link(url: str, words: object) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, words)


def tag(words: object, kind: str = "") -> SafeString:
    """A state as a tag. ``kind``: ``ok``, ``wait``, ``quiet``, ``error``."""
    css = f"mc-tag mc-tag--{kind}" if kind else "mc-tag"
    return format_html('<span class="{}">{}</span>', css, words)


def day(moment: datetime | None) -> SafeString | str:
    """The day of a moment, in the zone and the language in force, with the moment itself."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    said = _said(local.date(), get_language())
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), said)


@lru_cache(maxsize=1024)
def _said(one: date, _language: str | None) -> str:
    return date_format(one, "SHORT_DATE_FORMAT")


def addresses(name: str, *keys: object) -> Callable[[Any], str]:
    """The addresses of many rows of one view, which takes ``keys`` and then a row's own: asked
    for once.
    """
    before, after = _around(name, keys, get_script_prefix(), get_urlconf())
    return lambda pk: f"{before}{pk}{after}"


@lru_cache(maxsize=4096)
def _around(
    name: str, keys: tuple[object, ...], _prefix: str, _urlconf: str | None
) -> tuple[str, str]:
    before, _place, after = reverse(name, args=[*keys, PLACE]).rpartition(str(PLACE))
    return before, after
