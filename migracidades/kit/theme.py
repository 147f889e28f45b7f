"""A programme's own colours: two are chosen, the rest follow, and what cannot be read is refused.

Contrast is WCAG 2.2's ratio of relative luminances (success criteria 1.4.3 and 1.4.11).
"""

import re
from colorsys import hls_to_rgb, rgb_to_hls
from functools import lru_cache
from hashlib import sha256
from math import floor

TEXT, CONTROL = 4.5, 3.0
INK, WHITE = "#12242b", "#ffffff"
TINT = 0.1
HEX = re.compile(r"#[0-9a-fA-F]{6}")


def palette(*, deep: str, accent: str) -> dict[str, str]:
    """The colours by name, for stylesheets and documents.

    ``deep`` carries white text and gives ``main`` (links, buttons), ``tint``, ``control`` (borders
    of fields) and ``on-deep-quiet``; ``accent`` carries ink and stands on ``deep``.
    ``ValueError`` when a colour is not written #rrggbb, when text would have less than 4.5:1 or a
    control's edge less than 3:1.
    """
    colours = {"deep": _hex(deep), "accent": _hex(accent), "ink": INK}
    _demand(colours, "deep", WHITE, TEXT)
    _demand(colours, "ink", "accent", TEXT)
    _demand(colours, "accent", "deep", CONTROL)
    colours |= _derived(colours["deep"])
    _demand(colours, "main", "tint", TEXT)
    return colours


def stylesheet(*, deep: str, accent: str) -> str:
    """The programme's custom properties as a stylesheet; ``ValueError`` as ``palette``."""
    lines = [f"--mc-{name}:{value}" for name, value in palette(deep=deep, accent=accent).items()]
    return ":root{" + ";".join(lines) + "}\n"


@lru_cache
def version(*, deep: str, accent: str) -> str:
    """What tells this stylesheet from any other: its address carries it, so it is kept for good."""
    return sha256(stylesheet(deep=deep, accent=accent).encode()).hexdigest()[:12]


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _derived(deep: str) -> dict[str, str]:
    main = _brightest(deep)
    return {
        "main": main,
        "tint": _mix(main, WHITE, TINT),
        "control": _mix(deep, "#808080", 0.3),
        "on-deep-quiet": _quietest(deep),
    }


def _brightest(deep: str) -> str:
    """The liveliest shade of a colour that still reads on white and on its own tint."""
    shades = (_livelier(deep, by=step / 20) for step in range(20, 0, -1))
    fit = (s for s in shades if contrast(s, _mix(s, WHITE, TINT)) >= TEXT)
    return next(fit, deep)


def _quietest(deep: str) -> str:
    """White as far tempered by a colour as it still reads on it."""
    shades = (_mix(deep, WHITE, share / 100) for share in range(22, 0, -2))
    return next((s for s in shades if contrast(s, deep) >= TEXT), WHITE)


def _demand(colours: dict[str, str], figure: str, ground: str, least: float) -> None:
    front, back = colours[figure], colours.get(ground, ground)
    ratio = contrast(front, back)
    if ratio < least:
        found = f"{floor(ratio * 100) / 100}:1"
        raise ValueError(
            f"The colour {front} ({figure}) on {back} has a contrast of {found} and needs"
            f" {least:g}:1. Choose a darker deep colour or a lighter accent."
        )


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _parts(colour: str) -> tuple[float, float, float]:
    digits = _hex(colour)[1:]
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def _hex(colour: str) -> str:
    if not HEX.fullmatch(colour):
        raise ValueError(f"Write the colour “{colour}” as # and six digits, such as #0b3c4a.")
    return colour.lower()


def _write(parts: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(min(1.0, part) * 255):02x}" for part in parts)


def _livelier(colour: str, *, by: float) -> str:
    """Lighter and purer, in the measure in which the lagoon differs from the deep lagoon."""
    hue, light, saturation = rgb_to_hls(*_parts(colour))
    return _write(hls_to_rgb(hue, light * (1 + 0.43 * by), min(1.0, saturation * (1 + 0.1 * by))))


def _mix(one: str, other: str, share: float) -> str:
    """``share`` of one colour, the rest of the other."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return _write(tuple(share * a + (1 - share) * b for a, b in pairs))
