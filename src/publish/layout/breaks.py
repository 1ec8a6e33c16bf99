"""Shows the ornament of a break at the head of a page, where its white line would not be seen.

Policy: the style sheet gives every `hr` an ornament as `hr::before` and hides it; a break that is the first thing on a page shows it. If a
book's own sheet shows all ornaments, nothing changes.

Boxes are WeasyPrint's own, untyped.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def show_ornaments(pages: Iterable[Any]) -> None:
    """Makes the ornament visible on each of these laid-out pages that begins with a break."""
    for page in pages:
        opening = _first_break(page.children[0])
        for part in opening.descendants() if opening is not None else ():
            part.style = part.style.copy()
            part.style["visibility"] = "visible"


def _first_break(box: Any) -> Any:
    """The break that is the first thing in a box, or None."""
    while box is not None and box.element_tag != "hr":
        box = next((child for child in getattr(box, "children", ()) if child.is_in_normal_flow()), None)
    return box
