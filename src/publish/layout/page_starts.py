"""The start of each printed page, as an offset in the manuscript's text (`text.text_offsets`). The e-book's page list is made from it.

Policy: what is not the manuscript's is not counted (`layout.generated_text`), nor is a table's head that is repeated, nor a note at the
foot, which belongs to its call. A note among those at a chapter's or the book's end is a text of its own.

Boxes are WeasyPrint's own, untyped.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from publish.layout.generated_text import is_supplied
from publish.text.text_offsets import PageStart, count_characters


@dataclass(slots=True)
class StartReader:
    """Reads the pages of one layout in order."""

    signs: Counter[str] = field(default_factory=Counter)
    """How many have been met of each text: of the body, "", and of each note by its id."""
    heads: set[Any] = field(default_factory=set)

    def read(self, body: Any) -> PageStart | None:
        """Where a page begins whose body is this box; None where nothing of the manuscript stands on it."""
        before = dict(self.signs)
        order: list[str] = []
        self._count(body, "", order)
        return PageStart(note=order[0], offset=before.get(order[0], 0)) if order else None

    def _count(self, box: Any, of: str, order: list[str]) -> None:
        if is_supplied(box) or self._is_repeated(box):
            return
        if box.element is not None and "endnote" in (box.element.get("class") or "").split():
            of = box.element.get("id")
        text = getattr(box, "text", None)
        is_thing = hasattr(box, "replacement") or box.element_tag == "hr"
        signs = 1 if is_thing else count_characters(text) if isinstance(text, str) else 0
        if signs:
            self.signs[of] += signs
            order.append(of)
        if not is_thing:
            for child in getattr(box, "children", ()):
                self._count(child, of, order)

    def _is_repeated(self, box: Any) -> bool:
        if not getattr(box, "is_header", False):
            return False
        known = box.element in self.heads
        self.heads.add(box.element)
        return known
