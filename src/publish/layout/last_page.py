"""Avoids a last page of a section with only one to three lines.

As a compositor would, paragraphs near the end are set a line shorter, so that the lines fit on the page before, or a line longer, so that
more lines follow, where this needs no ugly line. The section is then laid out again with its other paragraphs unchanged. Where no paragraph
can be changed so, the page before ends a few lines early.

Boxes are WeasyPrint's own, untyped, in CSS px.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from publish.layout.box_measures import bottom_of, is_turned
from publish.layout.composition_faults import LEAST_LINES
from publish.layout.weasyprint_70_lines import Paragraphs, Plans

PAGES_SEARCHED = 6  # before the last
MOST_TRIES = 4
KEEP_TOGETHER = f"""
section > :nth-last-child(-n+2), section > :last-child > :last-child {{ widows: {LEAST_LINES} }}
:where(section > :nth-last-child(-n+2), section > :last-child > :last-child) {{ break-before: avoid }}
:where(section > pre:last-child) {{ break-inside: avoid }}
"""
"""A style sheet that ends the page before early; breaks that another style sheet asks for stay."""

LayOut = Callable[[str], Any]
"""Lays out a section with additional CSS; returns WeasyPrint's document."""


def without_a_short_end(lay_out: LayOut, paragraphs: Paragraphs, line_height: Callable[[Any], float]) -> Any:
    """The laid-out document. If its last page is short, it is laid out again with other lines for a few paragraphs."""
    document = lay_out("")
    boxes = _boxes(document)
    height = line_height(boxes[-1])
    short = _lines_on(boxes[-1], height)
    if len(boxes) < 2 or is_turned(boxes[-1]) or short >= LEAST_LINES:
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
    """Sets of new plans that may mend an end of `short` lines: one paragraph for each line too many or too few, the last ones first."""
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
    """The height of the text and the notes of a page, in lines."""
    notes = sum(child.margin_height() for child in page.children if type(child).__name__ == "FootnoteAreaBox" and child.children)
    height = float(bottom_of(page.children[0]) - page.content_box_y() + notes)
    return round(height / line_height)


def _elements_on(pages: Sequence[Any]) -> set[Any]:
    """The elements whose lines stand on these pages."""
    return {box.element for page in pages for box in page.children[0].descendants() if type(box).__name__ == "LineBox"}
