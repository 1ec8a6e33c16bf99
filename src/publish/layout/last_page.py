"""A section's last page: never a line or three alone.

A paragraph near the end is set a line shorter, so that the lines find room on the page before, or a line longer, so that they are joined by
others: as a compositor does, and where the words allow it without an ugly line. The section is then laid out again, its other paragraphs as
they were. Where the words do not allow it, the page before ends a few lines early.

Boxes are WeasyPrint's own, untyped, in CSS px.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from publish.layout.composition_faults import LEAST_LINES
from publish.layout.long_notes import bottom_of
from publish.layout.weasyprint_70_lines import Paragraphs, Plans

PAGES_SEARCHED = 6  # before the last
MOST_TRIES = 4
KEEP_TOGETHER = f"""
section > :nth-last-child(-n+2), section > :last-child > :last-child {{ widows: {LEAST_LINES} }}
:where(section > :nth-last-child(-n+2), section > :last-child > :last-child) {{ break-before: avoid }}
:where(section > pre:last-child) {{ break-inside: avoid }}
"""
"""What makes the page before end early; a break that a style sheet asks for is not undone."""

LayOut = Callable[[str], Any]
"""Lays a section out, with more style sheet; what it makes is WeasyPrint's document."""


def without_a_short_end(lay_out: LayOut, paragraphs: Paragraphs, line_height: Callable[[Any], float]) -> Any:
    """The document that `lay_out` makes, laid out again with other lines for a few paragraphs if its last page is short."""
    document = lay_out("")
    boxes = _boxes(document)
    height = line_height(boxes[-1])
    short = _lines_on(boxes[-1], height)
    if len(boxes) < 2 or short >= LEAST_LINES:
        return document
    for plans in islice(_changes(paragraphs, _elements_on(boxes[-PAGES_SEARCHED - 1 :]), short), MOST_TRIES):
        before = {key: paragraphs.plans[key] for key in plans}
        paragraphs.plans.update(plans)
        tried = lay_out("")
        if _lines_on(_boxes(tried)[-1], height) >= LEAST_LINES and len(tried.pages) <= len(document.pages):
            return tried
        paragraphs.plans.update(before)
    return lay_out(KEEP_TOGETHER)


def _changes(paragraphs: Paragraphs, elements: set[Any], short: int) -> Iterator[Plans]:
    """What may be changed to mend an end of so many lines: as many paragraphs as lines are too many or too few, the last ones first."""
    shorter: Plans = dict(islice(paragraphs.relaid(elements, -1), short))
    if len(shorter) == short:
        yield shorter
    longer = list(islice(paragraphs.relaid(elements, 1), LEAST_LINES + 1))
    wanted = LEAST_LINES - short
    for first in range(len(longer) - wanted + 1):
        yield dict(longer[first : first + wanted])
    if len(longer) > wanted:
        yield dict(longer[: wanted + 1])


def _boxes(document: Any) -> list[Any]:
    return [page._page_box for page in document.pages]


def _lines_on(page: Any, line_height: float) -> int:
    """How many lines high the text and the notes of a page are."""
    notes = sum(child.margin_height() for child in page.children if type(child).__name__ == "FootnoteAreaBox" and child.children)
    height = float(bottom_of(page.children[0]) - page.content_box_y() + notes)
    return round(height / line_height)


def _elements_on(pages: Sequence[Any]) -> set[Any]:
    """The elements of the blocks of lines on these pages."""
    return {box.element for page in pages for box in page.children[0].descendants() if type(box).__name__ == "LineBox"}
