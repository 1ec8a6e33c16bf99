"""Measures of WeasyPrint's laid-out boxes, which are untyped and in CSS px."""

from __future__ import annotations

from typing import Any

from publish.model import Box

POINTS_PER_PX = 0.75
BROADSIDE = "broadside"
"""The class of a table or picture that is turned on a page of its own, and the name of such pages in the style sheet."""


def bottom_of(box: Any) -> float:
    """The position of the lowest line, picture or table row in a box, in px. Blank space that only fills up a page does not count."""
    kind = type(box).__name__
    if kind == "AbsolutePlaceholder":  # a list's bullet, beside its line
        return float(box.position_y)
    if kind == "LineBox" or "Replaced" in kind or not getattr(box, "children", ()):
        return float(box.position_y + (box.height if kind == "LineBox" else _margin_height(box)))
    lowest = max(bottom_of(child) for child in box.children)
    return max(lowest, float(box.position_y + px_or_zero(box.height))) if kind == "TableRowBox" else lowest


def px_or_zero(value: Any) -> float:
    """A used value in px; 0 for a keyword such as “auto”."""
    return 0.0 if isinstance(value, str) else float(value)


def box_in_points(left: float, top: float, width: float, height: float) -> Box:
    """A rectangle given in px, in points."""
    scale = POINTS_PER_PX
    return Box(left=left * scale, top=top * scale, right=(left + width) * scale, bottom=(top + height) * scale)


def _margin_height(box: Any) -> float:
    margin_height = getattr(box, "margin_height", None)
    return float(margin_height()) if margin_height and not isinstance(box.height, str) else 0.0


def is_turned(page: Any) -> bool:
    """Whether a page is laid out to be turned: the style sheet names it for tables and pictures with the class `BROADSIDE`."""
    return bool(page.page_type.name == BROADSIDE)
