"""What is known of each printed page, read from WeasyPrint's boxes: text block, notes, calls, anchors; and the proof that no note is
missing.

Policy: positions leave this module in points from the trim's top left corner. Boxes are WeasyPrint's own, untyped, in CSS px.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from publish.layout.generated_text import is_formula, supplied_words
from publish.layout.long_notes import bottom_of
from publish.layout.page_starts import StartReader
from publish.model import Anchor, Box, PageFacts, PlacedFormula, PlacedNote, Side, Supplied

POINTS_PER_PX = 0.75
SLACK_PX = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Misplaced:
    """A note that is not on the pages as it should be, and how: a clause that goes on from “the note”."""

    id: str
    how: str


@dataclass(slots=True, kw_only=True)
class PageReader:
    """Reads the pages of one fragment in order."""

    pages: list[PageFacts] = field(default_factory=list)
    anchors: dict[str, Anchor] = field(default_factory=dict)
    calls: set[str] = field(default_factory=set)
    texts: dict[str, list[str]] = field(default_factory=dict)
    misplaced: list[Misplaced] = field(default_factory=list)
    drawn: set[Any] = field(default_factory=set)
    """The formulae met so far, as elements."""
    starts: StartReader = field(default_factory=StartReader)

    def read(self, page_boxes: Sequence[Any]) -> None:
        """All pages, once."""
        for page, supplied in zip(page_boxes, supplied_words(page_boxes), strict=True):
            self._page(page, supplied)

    def _page(self, page: Any, supplied: tuple[Supplied, ...]) -> None:
        root = page.children[0]
        areas = [child for child in page.children if type(child).__name__ == "FootnoteAreaBox"]
        called: list[str] = []
        lines: dict[int, float] = {}
        self._walk(root, called, lines)
        notes = [note for area in areas for note in area.children]
        for note in notes:
            self._note(note, page, root, lines)
        endnotes = list(_endnotes(root))
        for note in endnotes:
            self.texts.setdefault(note.element.get("id"), []).append("".join(letters_of_boxes(note)))
        width, height = page.width, page.height
        self.pages.append(
            PageFacts(
                side=Side.RECTO if page.page_type.side == "right" else Side.VERSO,
                blank=bool(page.page_type.blank) and not notes,
                block=_box(page.content_box_x(), page.content_box_y(), width, height),
                notes=(*(_placed(note, at_foot=True) for note in notes), *(_placed(note, at_foot=False) for note in endnotes)),
                calls=tuple(called),
                supplied=supplied,
                formulae=tuple(formula for child in page.children for formula in self._formulae(child, [])),
                start=self.starts.read(root),
                lines=tuple(sorted((top * POINTS_PER_PX, line) for line, top in lines.items())),
            )
        )

    def _note(self, note: Any, page: Any, root: Any, lines: dict[int, float]) -> None:
        name = note.element.get("id")
        self._walk(note, [], lines)
        self.texts.setdefault(name, []).append("".join(letters_of_boxes(note)))
        top, bottom = note.position_y, bottom_of(note)
        if top < page.content_box_y() - SLACK_PX or bottom > page.content_box_y() + page.height + SLACK_PX:
            self.misplaced.append(Misplaced(id=name, how="is larger than a page and cannot be divided"))
        elif root.children and not page.page_type.blank and bottom_of(root) > top + SLACK_PX:
            self.misplaced.append(Misplaced(id=name, how="does not stand clear of the text above it"))

    def _walk(self, box: Any, called: list[str], lines: dict[int, float]) -> None:
        """The anchors in a box, and the calls: each once, though a table's head is repeated and an element goes on over pages."""
        element = box.element
        line = element.get("data-line") if element is not None else None
        if line and line != "0":
            lines.setdefault(int(line), box.position_y)
        pseudo = "::" in (box.element_tag or "")
        if element is not None and not pseudo:
            self._anchor(element.get("id"), box)
        call = _call(element, box.element_tag or "")
        if call and call not in self.calls:
            self.calls.add(call)
            called.append(call)
            self._anchor(call, box)
        if not pseudo:
            for child in box.children:
                self._walk(child, called, lines)

    def _formulae(self, box: Any, text: list[Any]) -> Iterator[PlacedFormula]:
        """The formulae in a box; those of a table's head once, though it is repeated. `text` ends with the run of text met last."""
        if is_formula(box) and box.element not in self.drawn:
            self.drawn.add(box.element)
            place = _box(box.content_box_x(), box.content_box_y(), box.width, box.height)
            yield PlacedFormula(tex=box.element.get("alt", ""), box=place, after=_run_box(text[-1]) if text else None)
        if str(getattr(box, "text", None) or "").strip():
            text.append(box)
        for child in getattr(box, "children", ()):
            begins_note = _is_note(child) and child.element is not box.element
            yield from self._formulae(child, [] if begins_note else text)

    def _anchor(self, name: str | None, box: Any) -> None:
        if name and name not in self.anchors:
            self.anchors[name] = Anchor(id=name, page=len(self.pages), top=box.position_y * POINTS_PER_PX)


def unplaced(reader: PageReader, wanted: Mapping[str, str], repeating: frozenset[str]) -> Iterator[Misplaced]:
    """The notes that do not stand on the pages whole, once, in order. `wanted` is each note's text by its id, in order of the calls;
    `repeating` those with tables, whose head is printed again on every page.
    """
    yield from dict.fromkeys(reader.misplaced)
    for name, text in wanted.items():
        letters = letters_in(text)
        found = "".join(reader.texts.get(name, ()))
        if not found and letters:
            yield Misplaced(id=name, how="is nowhere on the pages")
        elif found != letters and not (name in repeating and len(found) >= len(letters)):
            yield Misplaced(id=name, how=f"is not whole on the pages: {len(letters)} letters went in, {len(found)} came out")
    order = {name: index for index, name in enumerate(wanted)}
    placed = [order[note.id] for page in reader.pages for note in page.notes if note.id in order]
    for before, after in pairwise(placed):
        if after < before:
            yield Misplaced(id=list(wanted)[after], how="stands after a later one")


def letters_of_boxes(box: Any) -> Iterator[str]:
    """The letters and digits of the text in a laid-out box, what style sheets add (marks, bullets, hyphens) left out."""
    tag = box.element_tag or ""
    if "::" in tag and not tag.endswith(("::first-letter", "::first-line")):
        return
    text = getattr(box, "text", None)
    if isinstance(text, str):
        yield letters_in(text)
    for child in box.children:
        yield from letters_of_boxes(child)


def letters_in(text: str) -> str:
    """The letters and digits of a text, case folded: what neither hyphenation nor spacing nor capitals change."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _call(element: Any, tag: str) -> str | None:
    """The id of the call that a box is, if it is one: WeasyPrint's own, or the plain number of a note called again."""
    if element is None:
        return None
    again = "::" not in tag and "noteref" in (element.get("class") or "").split()
    return element.get("data-call") if again or tag.endswith("::footnote-call") else None


def _endnotes(box: Any) -> Iterator[Any]:
    """The notes in a box that do not stand at the foot (`publish.pagination.endnotes`)."""
    if _is_note(box):
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _endnotes(child)


def _is_note(box: Any) -> bool:
    """Whether a box is a note, or a part of one, among those at a chapter's or the book's end or in the area at a page's foot."""
    classes = set((box.element.get("class") or "").split()) if box.element is not None else set()
    return "endnote" in classes or ("footnote" in classes and "::" not in (box.element_tag or "") and hasattr(box, "children"))


def _run_box(text: Any) -> Box:
    return _box(text.position_x, text.position_y + text.margin_top, text.width, text.height)


def _placed(note: Any, *, at_foot: bool) -> PlacedNote:
    return PlacedNote(id=note.element.get("id"), box=_note_box(note), at_foot=at_foot)


def _note_box(note: Any) -> Box:
    edges = [(part.position_x, part.position_x + part.width) for part in note.descendants() if isinstance(getattr(part, "text", None), str)]
    left = min([note.position_x, *(edge[0] for edge in edges)])
    right = max([note.position_x + note.margin_width(), *(edge[1] for edge in edges)])
    return _box(left, note.position_y, right - left, note.margin_height())


def _box(left: float, top: float, width: float, height: float) -> Box:
    scale = POINTS_PER_PX
    return Box(left=left * scale, top=top * scale, right=(left + width) * scale, bottom=(top + height) * scale)
