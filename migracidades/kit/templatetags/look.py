"""What templates draw: the ring in its three modes, the rail, the dot, and the parts of a field."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from migracidades.kit import ring, theme

register = template.Library()


@register.inclusion_tag("partials/ring.html")
def ring_whole(count: int = 10, *, label: str = "", css: str = "") -> dict[str, Any]:
    """The ring without data. Without a label it is decoration. ``css``: mc-ring--hero."""
    return {"segments": ring.whole(count), "label": label, "css": css, "dot": 15}


@register.simple_tag
@cache
def ring_mark(count: int = 10) -> SafeString:
    """The mark beside a name: the same ring, thicker, because it is small. On every page alike."""
    shown = {"segments": ring.mark(count), "css": "mc-ring--mark", "dot": ring.DOT}
    return render_to_string("partials/ring.html", shown)


@register.inclusion_tag("partials/emblem.html")
def emblem(brand: dict[str, str], count: int = 10) -> dict[str, Any]:
    """The mark in a programme's own two colours, where several programmes stand side by side."""
    return {"segments": ring.mark(count), "dot": ring.DOT, **brand}


@register.simple_tag
def theme_version(brand: dict[str, str]) -> str:
    """Which colours, for the address of a programme's stylesheet."""
    return theme.version(**brand)


@register.inclusion_tag("partials/ring.html")
def ring_along(
    shares: Sequence[float], *, label: str, number: Any = "", unit: str = "", css: str = ""
) -> dict[str, Any]:
    """Progress: each segment fills along its arc; ``number`` and ``unit`` stand in the middle."""
    segments = ring.along(shares)
    return {"segments": segments, "label": label, "css": css, "number": number, "unit": unit}


@register.inclusion_tag("partials/ring.html")
def ring_outward(shares: Sequence[float], *, label: str, css: str = "") -> dict[str, Any]:
    """Scorecard: each segment fills outwards. It stands beside a table with the same numbers."""
    return {"segments": ring.outward(shares), "label": label, "css": css}


@register.inclusion_tag("partials/progress_dot.html")
def progress_dot(done: int, total: int) -> dict[str, int]:
    """Empty, half or full, with “4 of 7 answered” for those who do not see it."""
    return {"done": done, "total": total}


@register.inclusion_tag("partials/rail.html")
def rail(dimensions: Sequence[Any]) -> dict[str, Any]:
    """Left rail of the desk.

    Each dimension has ``number``, ``name``, ``url``, ``done``, ``total`` and ``current`` (a bool).
    It is sent with every save, and a save changes one of its lines: the others are kept drawn.
    """
    language = get_language() or ""
    lines = [
        (rail_line(language, str(_of(one, "name")), *(_of(one, name) for name in _LINE)),)
        for one in dimensions
    ]
    return {
        "lines": format_html_join("", "{}", lines),
        "shares": [_share(_of(one, "done"), _of(one, "total")) for one in dimensions],
        "done": sum(_of(one, "done") for one in dimensions),
        "total": sum(_of(one, "total") for one in dimensions),
    }


_LINE = ("number", "url", "done", "total", "current")


@lru_cache(maxsize=4096)
def rail_line(
    language: str, name: str, number: int, url: str, done: int, total: int, current: bool
) -> SafeString:
    """A line of the rail in the language in force, which is ``language``."""
    shown = {"number": number, "name": name, "url": url, "current": current}
    return render_to_string("partials/rail_line.html", shown | {"done": done, "total": total})


@register.filter
def field_kind(field: BoundField) -> str:
    """How to lay a field out: ``choices``, ``checkbox``, ``group`` (several inputs), ``plain``."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.FileInput) or not field.use_fieldset:
        return "plain"
    return "group"


@register.filter
def control_id(field: BoundField) -> str:
    """The id an error links to: the control, or the first of a group."""
    kind = field_kind(field)
    if kind in ("choices", "group"):
        return (
            field.subwidgets[0].id_for_label if kind == "choices" and len(field) else field.auto_id
        )
    return field.id_for_label


@register.filter
def leader(field: BoundField) -> str:
    """The label as it leads into an error: with a colon, unless it ends in a mark of its own."""
    label = str(field.label)
    return label if label.endswith(("?", ":", ".", "!")) else f"{label}:"


def _of(one: Any, name: str) -> Any:
    return one[name] if isinstance(one, dict) else getattr(one, name)


def _share(done: int, total: int) -> float:
    return done / total if total else 0.0
