"""The start of each printed page, as an offset in the manuscript's text (`text.text_offsets`). The e-book's page list is made from it.

Policy: supplied words (`layout.generated_text`), repeated heads of tables and footnotes, which belong to their calls, do not count. An
endnote is counted as a text of its own.

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
    """How many have been read of each text: of the body, "", and of each endnote, by its id."""
    heads: set[Any] = field(default_factory=set)
    """The elements of the tables' heads read so far."""

    def read(self, body: Any) -> PageStart | None:
        """Where the page with this body begins; None if it has nothing of the manuscript."""
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
        is_repeated = box.element in self.heads
        self.heads.add(box.element)
        return is_repeated
