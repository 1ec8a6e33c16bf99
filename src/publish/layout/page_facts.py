"""Reads each printed page from WeasyPrint's boxes: text block, notes, calls, anchors, formulae, lines.

Policy: the positions that come back are in points from the trim's top left corner. Boxes are WeasyPrint's own, untyped, in CSS px.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from publish.diagnostics import Diagnostic
from publish.layout.bidi_lines import bidi_lines
from publish.layout.box_measures import POINTS_PER_PX, bottom_of, box_in_points, is_turned
from publish.layout.generated_text import is_formula, supplied_words
from publish.layout.lost_notes import letters_in, misplaced_note
from publish.layout.page_starts import StartReader
from publish.layout.text_runs import RunReader
from publish.model import Anchor, Box, Note, PageFacts, PlacedFormula, PlacedNote, Side, Supplied

SLACK_PX = 1.0


@dataclass(slots=True, kw_only=True)
class PageReader:
    """Reads the pages of one fragment in order; `notes` are those of its section by id."""

    notes: Mapping[str, Note]
    pages: list[PageFacts] = field(default_factory=list)
    anchors: dict[str, Anchor] = field(default_factory=dict)
    calls: set[str] = field(default_factory=set)
    texts: dict[str, list[str]] = field(default_factory=dict)
    """The letters of each note's parts on the pages, by the note's id."""
    misplaced: list[Diagnostic] = field(default_factory=list)
    """P103 for each note that runs off its page or over the text."""
    drawn: set[Any] = field(default_factory=set)
    """The elements of the formulae read so far."""
    starts: StartReader = field(default_factory=StartReader)
    is_bidi: bool = False
    """Whether some text of the section is written from right to left."""
    runs: RunReader = field(default_factory=RunReader)

    def read(self, page_boxes: Sequence[Any]) -> None:
        """Reads all pages. To be called once."""
        for page, supplied in zip(page_boxes, supplied_words(page_boxes), strict=True):
            self._page(page, supplied)
        starts = self.starts.starts()
        self.pages = self.runs.with_runs([replace(page, start=start) for page, start in zip(self.pages, starts, strict=True)])

    def _page(self, page: Any, supplied: tuple[Supplied, ...]) -> None:
        root = page.children[0]
        areas = [child for child in page.children if type(child).__name__ == "FootnoteAreaBox"]
        calls: list[str] = []
        lines: dict[int, float] = {}
        self._walk(root, calls, lines)
        notes = [note for area in areas for note in area.children]
        for note in notes:
            self._note(note, page, root, lines)
        endnotes = list(_endnotes(root))
        for note in endnotes:
            self.texts.setdefault(note.element.get("id"), []).append("".join(letters_of_boxes(note)))
        self.starts.read(root)
        self.runs.read(page)
        width, height = page.width, page.height
        self.pages.append(
            PageFacts(
                side=Side.RECTO if page.page_type.side == "right" else Side.VERSO,
                blank=bool(page.page_type.blank) and not notes,
                block=box_in_points(page.content_box_x(), page.content_box_y(), width, height),
                notes=(*(_placed(note, at_foot=True) for note in notes), *(_placed(note, at_foot=False) for note in endnotes)),
                calls=tuple(calls),
                supplied=supplied,
                turned=is_turned(page),
                formulae=tuple(formula for child in page.children for formula in self._formulae(child, [])),
                lines=tuple(sorted((0.0 if is_turned(page) else top * POINTS_PER_PX, line) for line, top in lines.items())),
                bidi_lines=tuple(line for child in page.children for line in bidi_lines(child)) if self.is_bidi else (),
            )
        )

    def _note(self, note: Any, page: Any, root: Any, lines: dict[int, float]) -> None:
        name = note.element.get("id")
        self._walk(note, [], lines)
        self.texts.setdefault(name, []).append("".join(letters_of_boxes(note)))
        top, bottom = note.position_y, bottom_of(note)
        fault = ""
        if top < page.content_box_y() - SLACK_PX or bottom > page.content_box_y() + page.height + SLACK_PX:
            fault = "is larger than a page and cannot be divided"
        elif root.children and not page.page_type.blank and bottom_of(root) > top + SLACK_PX:
            fault = "overlaps the text above it"
        if fault and name in self.notes:
            self.misplaced.append(misplaced_note(self.notes[name], fault))

    def _walk(self, box: Any, calls: list[str], lines: dict[int, float]) -> None:
        """Collects the anchors, calls and manuscript lines in a box.

        Each is recorded where it first occurs: a table's head is repeated, and an element continues over pages.
        """
        element = box.element
        pseudo = "::" in (box.element_tag or "")  # a note's call belongs to the note, and stands in the text
        line = element.get("data-line") if element is not None and not pseudo else None
        if line and line != "0":
            lines.setdefault(int(line), box.position_y)
        if element is not None and not pseudo:
            self._anchor(element.get("id"), box)
        call = _call(element, box.element_tag or "")
        if call and call not in self.calls:
            self.calls.add(call)
            calls.append(call)
            self._anchor(call, box)
        if not pseudo:
            for child in box.children:
                self._walk(child, calls, lines)

    def _formulae(self, box: Any, text: list[Any]) -> Iterator[PlacedFormula]:
        """The formulae in a box, each once, though a table's head is repeated. `text` ends with the last run of text before the box."""
        if is_formula(box) and box.element not in self.drawn:
            self.drawn.add(box.element)
            place = box_in_points(box.content_box_x(), box.content_box_y(), box.width, box.height)
            yield PlacedFormula(tex=box.element.get("alt", ""), box=place, after=_run_box(text[-1]) if text else None)
        if str(getattr(box, "text", None) or "").strip():
            text.append(box)
        for child in getattr(box, "children", ()):
            begins_note = _is_note(child) and child.element is not box.element
            yield from self._formulae(child, [] if begins_note else text)

    def _anchor(self, name: str | None, box: Any) -> None:
        if name and name not in self.anchors:
            self.anchors[name] = Anchor(id=name, page=len(self.pages), top=box.position_y * POINTS_PER_PX)


def letters_of_boxes(box: Any) -> Iterator[str]:
    """The letters and digits of the text in a laid-out box, without what style sheets add (marks, bullets, hyphens)."""
    tag = box.element_tag or ""
    if "::" in tag and not tag.endswith(("::first-letter", "::first-line")):
        return
    text = getattr(box, "text", None)
    if isinstance(text, str):
        yield letters_in(text)
    for child in box.children:
        yield from letters_of_boxes(child)


def _call(element: Any, tag: str) -> str | None:
    """The id of the call in a box: WeasyPrint's own call, or the number of a note that is called again. None if the box is not a call."""
    if element is None:
        return None
    is_further = "::" not in tag and "noteref" in (element.get("class") or "").split()
    return element.get("data-call") if is_further or tag.endswith("::footnote-call") else None


def _endnotes(box: Any) -> Iterator[Any]:
    """The notes in a box that are endnotes (`publish.pagination.endnotes`)."""
    if _is_note(box):
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _endnotes(child)


def _is_note(box: Any) -> bool:
    """Whether a box is a footnote or an endnote, or a part of one."""
    classes = set((box.element.get("class") or "").split()) if box.element is not None else set()
    return "endnote" in classes or ("footnote" in classes and "::" not in (box.element_tag or "") and hasattr(box, "children"))


def _run_box(text: Any) -> Box:
    return box_in_points(text.position_x, text.position_y + text.margin_top, text.width, text.height)


def _placed(note: Any, *, at_foot: bool) -> PlacedNote:
    return PlacedNote(id=note.element.get("id"), box=_note_box(note), at_foot=at_foot)


def _note_box(note: Any) -> Box:
    edges = [(part.position_x, part.position_x + part.width) for part in note.descendants() if isinstance(getattr(part, "text", None), str)]
    left = min([note.position_x, *(edge[0] for edge in edges)])
    right = max([note.position_x + note.margin_width(), *(edge[1] for edge in edges)])
    return box_in_points(left, note.position_y, right - left, note.margin_height())
