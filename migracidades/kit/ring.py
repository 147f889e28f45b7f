"""The ring: one segment per dimension, in order, starting at twelve o'clock.

Pure geometry, in a square of 100 by 100 whose middle is the origin. Every mode answers a list of
``Segment``, so that one template, one stylesheet and one document draw them all:

``whole``      the mark, the favicon, the seal: no data.
``along``      progress of a diagnosis: each segment fills along its arc.
``outward``    scorecard of one government: each segment fills from the inner edge outwards.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import asin, cos, pi, sin

VIEW_BOX = "-50 -50 100 100"
OUTER, INNER, GAP, DOT = 49.0, 31.0, 2.0, 13


@dataclass(frozen=True)
class Segment:
    """Two SVG paths, the pale track and what is filled of it; empty where nothing is drawn."""

    track: str = ""
    fill: str = ""

    @cached_property
    def drawn(self) -> str:
        """Its paths, for pages to style."""
        parts = (("track", self.track), ("fill", self.fill))
        return "".join(f'<path class="mc-ring__{name}" d="{d}"/>' for name, d in parts if d)


def whole(count: int, *, inner: float = INNER, gap: float = GAP) -> list[Segment]:
    """``count`` full segments; ``ValueError`` below one."""
    return _each([1.0] * count, inner, gap, _partly_along)


def mark(count: int) -> list[Segment]:
    """The ring as it is drawn small: thick segments, thin gaps, room for a dot of ``DOT``."""
    return whole(count, inner=23.0, gap=1.6)


def along(shares: Sequence[float], *, inner: float = INNER, gap: float = GAP) -> list[Segment]:
    """A segment per share of 0 to 1, filled clockwise; ``ValueError`` for any other share."""
    return _each(shares, inner, gap, _partly_along)


def outward(shares: Sequence[float], *, inner: float = 18.0, gap: float = GAP) -> list[Segment]:
    """A segment per share of 0 to 1, filled from the middle; ``ValueError`` for any other share."""
    return _each(shares, inner, gap, _partly_outward)


def svg(segments: Sequence[Segment], *, fill: str, track: str = "none", dot: str = "") -> str:
    """A picture that stands alone (favicon, documents), with its colours written into it."""
    drawn = [f'<path fill="{track}" d="{s.track}"/>' for s in segments if s.track]
    drawn += [f'<path fill="{fill}" d="{s.fill}"/>' for s in segments if s.fill]
    drawn += [f'<circle r="{DOT}" fill="{dot}"/>'] if dot else []
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{VIEW_BOX}">'
        + "".join(drawn)
        + "</svg>\n"
    )


@dataclass(frozen=True)
class _Wedge:
    """The sector between two radii that one segment may use, angles in radians from twelve."""

    start: float
    end: float
    inner: float
    gap: float

    def edges(self, radius: float, share: float = 1.0) -> tuple[float, float]:
        """Both angles at a radius. The gap is as wide at every radius, as a saw would cut it."""
        pad = min(asin(min(1.0, self.gap / 2 / radius)), (self.end - self.start) / 4)
        first, last = self.start + pad, self.end - pad
        return first, first + share * (last - first)


def _each(
    shares: Sequence[float],
    inner: float,
    gap: float,
    partly: Callable[[_Wedge, float], str],
) -> list[Segment]:
    if not shares:
        raise ValueError("A ring needs at least one segment: give one share per dimension.")
    turn = 2 * pi / len(shares)
    wedges = [_Wedge(i * turn, (i + 1) * turn, inner, gap) for i in range(len(shares))]
    return [_segment(wedge, share, partly) for wedge, share in zip(wedges, shares, strict=True)]


@lru_cache(maxsize=4096)
def _segment(wedge: _Wedge, share: float, partly: Callable[[_Wedge, float], str]) -> Segment:
    if not 0 <= share <= 1:
        raise ValueError(f"The share of a segment lies between 0 and 1, not at {share}.")
    track = _path(wedge, OUTER) if share < 1 else ""
    return Segment(track=track, fill=partly(wedge, float(share)) if share else "")


def _partly_along(wedge: _Wedge, share: float) -> str:
    return _path(wedge, OUTER, share)


def _partly_outward(wedge: _Wedge, share: float) -> str:
    return _path(wedge, wedge.inner + share * (OUTER - wedge.inner))


def _path(wedge: _Wedge, outer: float, share: float = 1.0) -> str:
    outer_first, outer_last = wedge.edges(outer, share)
    inner_first, inner_last = wedge.edges(wedge.inner, share)
    large = int(outer_last - outer_first > pi)
    return (
        f"M{_point(outer, outer_first)}"
        f"A{outer:g} {outer:g} 0 {large} 1 {_point(outer, outer_last)}"
        f"L{_point(wedge.inner, inner_last)}"
        f"A{wedge.inner:g} {wedge.inner:g} 0 {large} 0 {_point(wedge.inner, inner_first)}Z"
    )


def _point(radius: float, angle: float) -> str:
    return f"{_short(radius * sin(angle))} {_short(-radius * cos(angle))}"


def _short(number: float) -> str:
    return f"{round(number, 2) + 0.0:g}"
