"""Colours of CSS as a screen shows them, by day and at night, and how well one is told from another."""

from collections.abc import Sequence
from typing import Any

import tinycss2.color4

from publish.checks.css_measures import parts_of

Colour = tuple[float, float, float, float]  # red, green, blue, alpha: 0 to 1

WHITE: Colour = (1.0, 1.0, 1.0, 1.0)
BLACK: Colour = (0.0, 0.0, 0.0, 1.0)
NIGHT: Colour = (0.07, 0.07, 0.07, 1.0)
FROM_XYZ = ((3.2404542, -1.5371385, -0.4985314), (-0.969266, 1.8760108, 0.041556), (0.0556434, -0.2040259, 1.0572252))
GROUND_WORDS = frozenset({"canvas", "field", "buttonface", "window", "background"})
TEXT_WORDS = frozenset({"canvastext", "fieldtext", "buttontext", "windowtext", "infotext", "menutext", "captiontext"})
NAMED_BY_SYSTEM: dict[str, Colour] = {
    "linktext": (0.0, 0.0, 0.93, 1.0),
    "visitedtext": (0.33, 0.1, 0.55, 1.0),
    "activetext": (1.0, 0.0, 0.0, 1.0),
    "graytext": (0.5, 0.5, 0.5, 1.0),
    "mark": (1.0, 1.0, 0.0, 1.0),
    "marktext": BLACK,
    "highlight": (0.2, 0.45, 0.9, 1.0),
    "highlighttext": WHITE,
}


def colour_of(node: Any, *, night: bool = False) -> Colour | None:
    """The colour that a node of a value names; None if it is none, or not known here, or `currentcolor`."""
    if node.type == "ident":
        word = node.lower_value
        if word in GROUND_WORDS:
            return NIGHT if night else WHITE
        if word in TEXT_WORDS:
            return WHITE if night else BLACK
        if word in NAMED_BY_SYSTEM:
            return NAMED_BY_SYSTEM[word]
    if node.type == "function" and node.lower_name == "light-dark":
        parts = parts_of(node.arguments)
        return colour_of(parts[night][0], night=night) if len(parts) == 2 else None
    if node.type == "function" and node.lower_name == "color-mix":
        return _mixed(node, night=night)
    if node.type not in {"ident", "hash", "function"}:
        return None
    parsed = tinycss2.color4.parse_color(node)
    if parsed is None or parsed == "currentcolor":
        return None
    red, green, blue = _srgb(parsed)
    return (*(min(1.0, max(0.0, float(part or 0))) for part in (red, green, blue)), float(parsed.alpha))  # type: ignore[return-value]  # four


def _srgb(parsed: Any) -> tuple[float, float, float]:
    """The parts of a colour in sRGB. tinycss2 1.5 converts few spaces: lab() is grey, as light as it is; others are taken as they are."""
    if parsed.space in {"lab", "lch"}:
        grey = _encoded(((parsed.coordinates[0] + 16) / 116) ** 3)
        return grey, grey, grey
    if parsed.space in {"oklab", "oklch", "xyz-d65"}:
        x, y, z, _ = parsed.to("xyz-d65")
        red, green, blue = (_encoded(a * x + b * y + c * z) for a, b, c in FROM_XYZ)
        return red, green, blue
    try:
        red, green, blue, _ = parsed.to("srgb")
    except NotImplementedError:
        red, green, blue = parsed.coordinates
    return red, green, blue


def _encoded(light: float) -> float:
    """A part of linear light as sRGB has it."""
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def _mixed(node: Any, *, night: bool) -> Colour | None:
    """The colour of color-mix(), mixed in sRGB."""
    parts = [part for part in parts_of(node.arguments) if not (part[0].type == "ident" and part[0].lower_value == "in")]
    colours = [next((colour for inner in part if (colour := colour_of(inner, night=night))), None) for part in parts]
    shares = [next((float(inner.value) / 100 for inner in part if inner.type == "percentage"), None) for part in parts]
    if len(parts) != 2 or colours[0] is None or colours[1] is None:
        return None
    first = shares[0] if shares[0] is not None else 1 - shares[1] if shares[1] is not None else 0.5
    return tuple(one * first + other * (1 - first) for one, other in zip(colours[0], colours[1], strict=True))  # type: ignore[return-value]


def over(upper: Colour, under: Colour) -> Colour:
    """A colour painted over an opaque one."""
    alpha = upper[3]
    return (*(one * alpha + other * (1 - alpha) for one, other in zip(upper[:3], under[:3], strict=True)), 1.0)  # type: ignore[return-value]


def contrast(one: Colour, other: Colour) -> float:
    """The contrast of two opaque colours, 1 to 21 (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Sequence[float]) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
