"""What templates draw: the ring in its three modes, the rail, the dot, and the parts of a field."""

from collections.abc import Hashable, Sequence
from typing import Any, Protocol

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe

from migracidades.kit import ring, theme
from migracidades.kit.pieces import framed, piece, several

register = template.Library()
register.simple_tag(piece)


@register.simple_tag
def ring_whole(count: int = 10, *, label: str = "", css: str = "") -> SafeString:
    """The ring without data. Without a label it is decoration. ``css``: mc-ring--hero."""
    return _ring(ring.whole(count), label=label, css=css, dot=15)


@register.simple_tag
def ring_mark(count: int = 10) -> SafeString:
    """The mark beside a name: the same ring, thicker, because it is small."""
    return _ring(ring.mark(count), css="mc-ring--mark", dot=ring.DOT)


@register.simple_tag
def theme_version(brand: dict[str, str]) -> str:
    """Which colours, for the address of a programme's stylesheet."""
    return theme.version(**brand)


@register.inclusion_tag("partials/emblem.html")
def emblem(brand: dict[str, str], count: int = 10) -> dict[str, Any]:
    """The mark in a programme's own two colours, where several programmes stand side by side."""
    return {"segments": ring.mark(count), "dot": ring.DOT, **brand}


@register.simple_tag
def ring_along(
    shares: Sequence[float], *, label: str, number: Any = "", unit: str = "", css: str = ""
) -> SafeString:
    """Progress: each segment fills along its arc; ``number`` and ``unit`` stand in the middle."""
    return _ring(ring.along(shares), label=label, css=css, number=number, unit=unit)


@register.simple_tag
def ring_outward(shares: Sequence[float], *, label: str, css: str = "") -> SafeString:
    """Scorecard: each segment fills outwards. It stands beside a table with the same numbers."""
    return _ring(ring.outward(shares), label=label, css=css)


def _ring(segments: Sequence[ring.Segment], **shown: Any) -> SafeString:
    return framed("partials/ring.html", {"paths": _paths(segments)}, **shown)


def _paths(segments: Sequence[ring.Segment]) -> SafeString:
    return mark_safe("".join(one.drawn for one in segments))  # noqa: S308 - numbers, by ring.py


@register.inclusion_tag("partials/progress_dot.html")
def progress_dot(done: int, total: int) -> dict[str, int]:
    """Empty, half or full, with “4 of 7 answered” for those who do not see it."""
    return {"done": done, "total": total}


class Chapter(Protocol):
    """A line of the rail; ``share`` is what is done of all; ``current``: its page is shown."""

    @property
    def number(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def done(self) -> int: ...
    @property
    def total(self) -> int: ...
    @property
    def share(self) -> float: ...
    @property
    def current(self) -> bool: ...


@register.simple_tag
def rail(dimensions: Sequence[Chapter]) -> SafeString:
    """Left rail of the desk. It is sent with every save, and a save changes one of its lines."""
    drawn = {
        "lines": several("partials/rail_line.html", map(_line, dimensions)),
        "paths": _paths(ring.along([one.share for one in dimensions])),
    }
    done, total = (sum(one.done for one in dimensions), sum(one.total for one in dimensions))
    return framed("partials/rail.html", drawn, done=done, total=total)


def _line(one: Chapter) -> dict[str, Hashable]:
    return {
        "number": one.number,
        "name": one.name,
        "url": one.url,
        "done": one.done,
        "total": one.total,
        "current": one.current,
    }


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
