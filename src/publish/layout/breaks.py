"""Breaks at a page turn: the white line between two passages would not be seen there, and an ornament stands for it.

Policy: the style sheet gives every `hr` its ornament as `hr::before` and hides it; a break that is the first thing on a page shows it. A
sheet that hides none has ornaments everywhere, and nothing to be done here.

Boxes are WeasyPrint's own, untyped.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def show_ornaments(pages: Iterable[Any]) -> None:
    """The ornaments of breaks that open one of these laid-out pages can be seen."""
    for page in pages:
        opening = _first_break(page.children[0])
        for part in opening.descendants() if opening is not None else ():
            part.style = part.style.copy()
            part.style["visibility"] = "visible"


def _first_break(box: Any) -> Any:
    """The break that is the first thing in a box; None where something else is."""
    while box is not None and box.element_tag != "hr":
        box = next((child for child in getattr(box, "children", ()) if child.is_in_normal_flow()), None)
    return box
