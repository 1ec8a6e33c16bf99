"""The composition faults of laid-out pages: what a compositor would mark, each with the manuscript's line.

Policy: these faults are a matter of looks. None stops a build; all are counted in build/report.json, and `publish check --layout` lists
them. The limits follow Bringhurst's *Elements of Typographic Style* (§2.1.4, §2.4) and the common practice of book printers.

Boxes are WeasyPrint's own, untyped, in CSS px.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from publish.diagnostics import Location
from publish.layout.box_measures import bottom_of, is_turned
from publish.model import CompositionFault, CompositionFaultKind, PageFacts

HYPHENS = ("\u2010", "-")
RUN_OF_HYPHENS = 3  # lines
WIDE, LOOSE = 1.6, 2.0  # of the face's own word space
LEAST_SURPLUS = 0.08  # em: a space that justification widens by less is never that wide, in any face
LEAST_LINES = 4  # on a page
LINES_UNDER_A_HEADING = 2
OFF_GRID = 0.5 / 0.75  # px: half a point
HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
NO_TEXT = frozenset({"pre", "table", "hr", "figcaption", *HEADINGS, "h1"})  # their own lines differ; each as a whole takes whole lines

ANYWHERE = -1  # the page of an endnote, which may stand anywhere
MOST_LETTERS = 50  # of the line that a message quotes

Strut = tuple[float, float]
Locate = Callable[[Any], Location | None]
SpaceWidth = Callable[[Any], float]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text, and its block."""

    box: Any
    block: Any
    on_grid: bool
    """Whether it should stand on the page's grid. Lines of headings, tables, code and notes need not."""

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.box.descendants() if isinstance(getattr(part, "text", None), str)).strip()

    @property
    def baseline(self) -> float:
        return float(self.box.position_y + self.box.baseline)

    def continues(self, other: _Line) -> bool:
        """Whether both are lines of one paragraph."""
        return self.block.element is other.block.element and self.block.element_tag == other.block.element_tag


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines of a page, those of its text and those of its notes."""

    box: Any
    text: list[_Line]
    notes: list[_Line]


def composition_faults(boxes: Sequence[Any], strut: Strut, locate: Locate, space_width: SpaceWidth) -> list[tuple[CompositionFault, ...]]:
    """The faults of each page of a section.

    `strut` is the height of a line of text and the distance from its top to its baseline, in px; `space_width` gives the word space of a
    style; `locate` gives an element's place in the manuscript.
    """
    pages = [_page(box) for box in boxes]
    faults = [[] if page.box.page_type.blank or is_turned(page.box) else list(_on_a_page(page, strut, space_width)) for page in pages]
    for index, (before, after) in enumerate(pairwise(pages)):
        for kind, line in _at_a_turn(before, after):
            faults[index + (kind is CompositionFaultKind.WIDOW)].append((kind, line.block.element, line.text))
    return [
        tuple(CompositionFault(kind=kind, location=locate(element), text=_short(text)) for kind, element, text in on_page)
        for on_page in faults
    ]


def notes_on_other_pages(pages: Sequence[PageFacts], locations: Mapping[str, Location]) -> Iterator[tuple[int, CompositionFault]]:
    """Each footnote that begins on another page than its first call, with the index of the call's page.

    `locations` gives each note's place in the manuscript by its id.
    """
    begins: dict[str, int] = {}
    for index, page in enumerate(pages):
        for placed in page.notes:
            begins.setdefault(placed.id, index if placed.at_foot else ANYWHERE)
    for index, page in enumerate(pages):
        for name, location in locations.items():
            if f"{name}-call" in page.calls and begins.get(name, index) not in (index, ANYWHERE):
                yield index, CompositionFault(kind=CompositionFaultKind.NOTE_AWAY, location=location, text=name)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_LETTERS else f"{line[:MOST_LETTERS].rsplit(' ', 1)[0]} …"


def _page(box: Any) -> _Page:
    notes = [line for child in box.children if type(child).__name__ == "FootnoteAreaBox" for line in _lines(child, on_grid=False)]
    return _Page(box, list(_lines(box.children[0], on_grid=True)), notes)


def _lines(box: Any, *, on_grid: bool) -> Iterator[_Line]:
    """The lines in a box that have text, in order."""
    for child in getattr(box, "children", ()):
        if type(child).__name__ == "LineBox":
            line = _Line(child, box, on_grid)
            if line.text:
                yield line
        elif child.is_in_normal_flow():
            yield from _lines(child, on_grid=on_grid and child.element_tag not in NO_TEXT)


def _on_a_page(page: _Page, strut: Strut, space_width: SpaceWidth) -> Iterator[tuple[CompositionFaultKind, Any, str]]:
    """The faults that one page shows: kind, element, text."""
    line_height = strut[0]
    top = page.box.content_box_y()
    bottom = bottom_of(page.box.children[0])
    if not page.notes and bottom - top < (LEAST_LINES - 0.5) * line_height:
        line = page.text[0] if page.text else None
        yield CompositionFaultKind.SHORT_PAGE, line.block.element if line else None, line.text if line else ""
    for lines in (page.text, page.notes):
        yield from _runs_of_hyphens(lines)
        for line in lines:
            widest = _widest_space(line.box, space_width)
            if widest > WIDE:
                yield CompositionFaultKind.WIDE, line.block.element, line.text
            if widest > LOOSE:
                yield CompositionFaultKind.LOOSE, line.block.element, line.text
    yield from _off_grid(page.text, top, strut)
    for heading in page.box.children[0].descendants():
        under = bottom - heading.position_y - heading.margin_height() if heading.element_tag in HEADINGS else line_height * LEAST_LINES
        if under < (LINES_UNDER_A_HEADING - 0.5) * line_height and type(heading).__name__ == "BlockBox":
            yield CompositionFaultKind.HEADING_LOW, heading.element, "".join(heading.element.itertext())


def _runs_of_hyphens(lines: Sequence[_Line]) -> Iterator[tuple[CompositionFaultKind, Any, str]]:
    """Each run of lines that end with a hyphen, at its first line."""
    run: list[_Line] = []
    for line in [*lines, None]:
        if line is not None and line.text.endswith(HYPHENS) and (not run or run[-1].continues(line)):
            run.append(line)
            continue
        if len(run) >= RUN_OF_HYPHENS:
            yield CompositionFaultKind.HYPHENS, run[0].block.element, run[0].text
        run = [line] if line is not None and line.text.endswith(HYPHENS) else []


def _off_grid(lines: Sequence[_Line], top: float, strut: Strut) -> Iterator[tuple[CompositionFaultKind, Any, str]]:
    """The lines that are not a whole number of leadings below the head of the block, and so not level with the facing page."""
    line_height, first = strut
    for line in lines:
        away = (line.baseline - top - first) % line_height
        if line.on_grid and abs(line.box.height - line_height) < OFF_GRID < min(away, line_height - away):
            yield CompositionFaultKind.OFF_GRID, line.block.element, line.text


def _widest_space(line: Any, space_width: SpaceWidth) -> float:
    """The width of a justified line's widest word space, as a factor of the face's own; 1 if no space was widened much."""
    widest = 1.0
    for part in line.descendants():
        if isinstance(getattr(part, "text", None), str) and " " in part.text:
            size = part.style["font_size"]
            if part.justification_spacing > LEAST_SURPLUS * size:
                own = space_width(part.style)
                widest = max(widest, getattr(part, "scale", 1.0) + part.justification_spacing / own) if own else widest
    return widest


def _at_a_turn(before: _Page, after: _Page) -> Iterator[tuple[CompositionFaultKind, _Line]]:
    """The first and last lines of paragraphs that stand alone at the foot or head of a page."""
    for here, there in ((before.text, after.text), (before.notes, after.notes)):
        if not here or not there or not here[-1].continues(there[0]):
            continue
        if len(here) < 2 or not here[-2].continues(here[-1]):
            yield CompositionFaultKind.ORPHAN, here[-1]
        if len(there) < 2 or not there[0].continues(there[1]):
            yield CompositionFaultKind.WIDOW, there[0]
