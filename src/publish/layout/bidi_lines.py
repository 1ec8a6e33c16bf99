"""The lines of a page with text in both directions, or from right to left. Boxes are WeasyPrint's own, untyped, in CSS px."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from publish.layout.box_measures import box_in_points
from publish.model import Box
from publish.text.bidi_levels import runs_left


def bidi_lines(box: Any) -> Iterator[Box]:
    """The place of each such line in a box, as wide as its text, in the order of layout."""
    if type(box).__name__ == "LineBox" and _runs_left_somewhere(box):
        texts = list(_texts(box))
        left = min([box.position_x, *(text.position_x for text in texts)])
        right = max([box.position_x + box.width, *(text.position_x + text.width for text in texts)])
        yield box_in_points(left, box.position_y, right - left, box.height)
    for child in getattr(box, "children", ()):
        yield from bidi_lines(child)


def _runs_left_somewhere(box: Any) -> bool:
    text = getattr(box, "text", None)
    if isinstance(text, str):
        return runs_left(text)
    return box.style["direction"] == "rtl" or any(map(_runs_left_somewhere, getattr(box, "children", ())))


def _texts(box: Any) -> Iterator[Any]:
    if isinstance(getattr(box, "text", None), str):
        yield box
    for child in getattr(box, "children", ()):
        yield from _texts(child)
