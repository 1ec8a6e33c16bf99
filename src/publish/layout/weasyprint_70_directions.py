"""Two changes to lines from right to left, which WeasyPrint 70.0 indents on the wrong side and moves by the space at their end.

Part of the door to WeasyPrint. `publish.layout.weasyprint_70` installs it and refuses any other release.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

COLLAPSED = ("normal", "nowrap", "pre-line")  # values of white-space that drop a space at a line's end


def set_lines_from_right() -> None:
    """Makes WeasyPrint, in this process, set lines from right to left as those from left to right."""
    inline.text_align = _indenting(inline.text_align)
    inline.remove_last_whitespace = _without_last_space


def _indenting(original: Callable[..., Any]) -> Callable[..., Any]:
    """`text_align`, which now indents a line from right to left at its right (test_line_from_right_to_left_is_indented_at_its_right)."""

    @wraps(original)
    def align(context: Any, line: Any, width: float, last: bool) -> Any:
        offset = original(context, line, width, last)
        return offset + line.text_indent if line.style["direction"] == "rtl" else offset

    return align


def _without_last_space(context: Any, line: Any) -> None:
    """`remove_last_whitespace`, which now moves up what stands to the right of a space that is removed
    (test_lines_from_right_to_left_keep_to_the_measure).
    """
    path = [line]
    while isinstance(path[-1], (boxes.LineBox, boxes.InlineBox)) and path[-1].children:
        path.append(path[-1].children[-1])
    last = path[-1]
    if not isinstance(last, boxes.TextBox) or last.style["white_space"] not in COLLAPSED or not last.text.endswith(" "):
        return
    text = last.text.rstrip(" ")
    if text:
        last.text = text
        bare, _, _ = inline.split_text_box(context, last, None, 0)
        removed = last.width - bare.width
        last.width, last.pango_layout = bare.width, bare.pango_layout
    else:
        removed, last.width, last.text = last.width, 0, ""
    for parent, child in pairwise(path):
        parent.width -= removed
        if parent.style["direction"] == "rtl":
            for other in parent.children:
                if other is not child and other.is_in_normal_flow():
                    other.translate(dx=-removed, ignore_floats=True)
