"""The supplied words on printed pages, with their positions: completeness leaves them out when it reads a page back.

They are: marks of notes, in the text and at the foot; numbers of lists; everything that a style sheet adds; elements with `data-supplied`;
a table's head and foot where they are repeated; letters in a drawing, which belong to the picture.

Boxes are WeasyPrint's own, untyped, in CSS px.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from publish.layout.box_measures import box_in_points
from publish.layout.formula_drawings import FORMULA
from publish.model import Supplied
from publish.text.words import split_words

REAL_TEXT = ("::first-letter", "::first-line")  # pseudo-elements that hold words of the text itself


def supplied_words(pages: Sequence[Any]) -> list[tuple[Supplied, ...]]:
    """The supplied words of each page of one layout."""
    reader = _Reader()
    for index, page in enumerate(pages):
        reader.pages.append([supplied for child in page.children for supplied in reader.read(child, index)])
    for occurrences in reader.feet.values():
        for index, repeated in occurrences[:-1]:  # the last one follows the last row, where it belongs
            reader.pages[index].extend(repeated)
    return [tuple(on_page) for on_page in reader.pages]


@dataclass(slots=True, kw_only=True)
class _Reader:
    pages: list[list[Supplied]] = field(default_factory=list)
    heads: set[Any] = field(default_factory=set)
    """The elements of the tables' heads read so far."""
    feet: dict[Any, list[tuple[int, list[Supplied]]]] = field(default_factory=dict)
    """For each table's foot the pages that it stands on, and its words there."""

    def read(self, box: Any, page: int) -> Iterator[Supplied]:
        """The supplied words in a box of the page."""
        if getattr(box, "is_header", False):
            if box.element in self.heads:
                yield from _all_words(box)
                return
            self.heads.add(box.element)
        if getattr(box, "is_footer", False):
            self.feet.setdefault(box.element, []).append((page, list(_all_words(box))))
        if is_supplied(box):
            yield from _all_words(box, _call(box))
            return
        if type(getattr(box, "replacement", None)).__name__ == "SVGImage" and not is_formula(box):
            yield Supplied(box=box_in_points(box.content_box_x(), box.content_box_y(), box.width, box.height))
        for child in getattr(box, "children", ()):
            yield from self.read(child, page)


def is_formula(box: Any) -> bool:
    """Whether a box is a formula: a drawing that counts as a word of the text (`publish.layout.formula_drawings`)."""
    return box.element is not None and FORMULA in (box.element.get("class") or "").split()


def is_supplied(box: Any) -> bool:
    """Whether all words in a box are supplied."""
    tag = box.element_tag or ""
    if "::" in tag:
        return not tag.endswith(REAL_TEXT)
    element = box.element
    return element is not None and (element.get("data-supplied") is not None or "noteref" in (element.get("class") or "").split())


def _call(box: Any) -> str:
    """The id of the call whose mark the box is; "" if it is not a mark."""
    tag = box.element_tag or ""
    if box.element is None or ("::" in tag and not tag.endswith("::footnote-call")):
        return ""
    return str(box.element.get("data-call") or "")


def _all_words(box: Any, call: str = "") -> Iterator[Supplied]:
    """Each run of text in a box that has words or belongs to a mark. Leaders and bullets have no words."""
    if isinstance(getattr(box, "text", None), str) and (split_words(box.text) or (call and box.text.strip())):
        top = box.position_y + box.margin_top  # the margin is half of the leading
        yield Supplied(box=box_in_points(box.position_x, top, box.width, box.height), call=call)
    for child in getattr(box, "children", ()):
        yield from _all_words(child, call)
