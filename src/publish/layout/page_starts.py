"""The start of each printed page, as an offset in the manuscript's text (`text.text_offsets`). The e-book's page list is made from it.

Policy: supplied words (`layout.generated_text`), repeated heads of tables and footnotes, which belong to their calls, do not count. An
endnote is counted as a text of its own.

Boxes are WeasyPrint's own, untyped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from publish.layout.generated_text import is_supplied
from publish.layout.text_runs import is_beside, place_of
from publish.text.text_offsets import PageStart, count_characters


class _Passage(NamedTuple):
    """A text box, a picture or a break on a page: its place in reading order, its text (a note's id, or ""), its counted characters."""

    place: int
    text: str
    characters: int
    beside: bool


@dataclass(slots=True)
class StartReader:
    """Reads the pages of one layout in order."""

    pages: list[list[_Passage]] = field(default_factory=list)
    heads: set[Any] = field(default_factory=set)
    """The elements of the tables' heads read so far."""

    def read(self, body: Any) -> None:
        """Reads the page with this body."""
        self.pages.append(list(self._passages(body, "", beside=False)))

    def starts(self) -> list[PageStart | None]:
        """Where each page begins; None if it has nothing of the manuscript but a box that goes on beside the text."""
        counted: Counter[str] = Counter()
        pages: list[list[tuple[_Passage, PageStart]]] = [[] for _ in self.pages]
        for passage, index in sorted(
            ((passage, index) for index, page in enumerate(self.pages) for passage in page), key=lambda item: (item[0].place, item[1])
        ):
            pages[index].append((passage, PageStart(note=passage.text, offset=counted[passage.text])))
            counted[passage.text] += passage.characters
        starts: list[PageStart | None] = []
        last = 0
        for page in pages:
            starts.append(next((start for passage, start in page if not passage.beside or passage.place > last), None))
            last = max([last, *(passage.place for passage, _ in page)])
        return starts

    def _passages(self, box: Any, of: str, *, beside: bool) -> Iterator[_Passage]:
        if is_supplied(box) or self._is_repeated(box):
            return
        if box.element is not None and "endnote" in (box.element.get("class") or "").split():
            of = box.element.get("id")
        beside = beside or is_beside(box)
        text = getattr(box, "text", None)
        is_thing = hasattr(box, "replacement") or box.element_tag == "hr"
        characters = 1 if is_thing else count_characters(text) if isinstance(text, str) else 0
        if characters:
            yield _Passage(place_of(box), of, characters, beside)
        if not is_thing:
            for child in getattr(box, "children", ()):
                yield from self._passages(child, of, beside=beside)

    def _is_repeated(self, box: Any) -> bool:
        if not getattr(box, "is_header", False):
            return False
        is_repeated = box.element in self.heads
        self.heads.add(box.element)
        return is_repeated
