"""The places of words that are not drawn in reading order: floats, positioned blocks, boxes beside each other that go on overleaf.

WeasyPrint draws what floats or is positioned after the text around it. Before layout each box gets its place in reading order, which the
boxes that layout makes of it keep. A page whose words are drawn in another order says of each run of text where it stands and which place
it has (`PageFacts.runs`), and completeness reads the words of the file in this order.

Policy: a run that `position: relative` moves out of its line has no place: it is read where a reader sees it.

Boxes are WeasyPrint's own, untyped, in CSS px.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from publish.layout.box_measures import box_in_points, px_or_zero
from publish.model import PageFacts, TextRun

OUT_OF_LINE = 0.9  # em by which a run is raised, lowered or moved aside
X_HEIGHT = 0.65  # em above the baseline; the middle of a word is at half of it
FIRST_LETTER = "::first-letter"


def number_boxes(roots: Iterable[Any]) -> None:
    """Gives each box in these trees its place in reading order."""
    for place, box in enumerate((box for root in roots for box in root.descendants()), 1):
        box.place = place


def place_of(box: Any) -> int:
    """The place of a box in reading order; 0 if it has none."""
    return int(getattr(box, "place", 0))


def is_beside(box: Any) -> bool:
    """Whether a box stands beside the text: it floats or is positioned. A drop cap is part of the text."""
    return not box.is_in_normal_flow() and not (box.element_tag or "").endswith(FIRST_LETTER)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text box on a page, the note that it belongs to ("" for the body), and whether it stands beside the text."""

    box: Any
    note: str
    beside: bool

    @property
    def baseline(self) -> float:
        return float(self.box.position_y + self.box.baseline)

    @property
    def run(self) -> TextRun:
        box = box_in_points(self.box.position_x, self.baseline, self.box.width, 0.0)
        return TextRun(left=box.left, right=box.right, baseline=box.bottom, place=place_of(self.box), beside=self.beside)


@dataclass(slots=True)
class RunReader:
    """Reads the pages of one layout in order, after they were drawn."""

    pages: list[list[_Text]] = field(default_factory=list)
    """The texts of each page, in reading order."""
    outside: list[bool] = field(default_factory=list)
    """Whether each page has text above or below its block."""
    heads: set[Any] = field(default_factory=set)
    """The elements of the tables' heads read so far."""

    def read(self, page: Any) -> None:
        """Reads the text boxes of a page."""
        top, bottom = page.content_box_y(), page.content_box_y() + page.height
        texts = [text for child in page.children for text in self._texts(child, "", beside=False)]
        self.pages.append(sorted(texts, key=lambda text: place_of(text.box)))
        self.outside.append(any(not top <= text.baseline - X_HEIGHT / 2 * text.box.style["font_size"] <= bottom for text in texts))

    def with_runs(self, facts: Sequence[PageFacts]) -> list[PageFacts]:
        """The facts of the pages, each with its runs if it is not read as it is drawn, or if it has text above or below its block."""
        goes_on = self._goes_on()
        described = []
        for page, texts, is_open, (before, after) in zip(facts, self.pages, self.outside, pairwise([False, *goes_on]), strict=True):
            if is_open or before or after or not _is_in_order(texts):
                described.append(replace(page, runs=tuple(text.run for text in texts), goes_on=after))
            else:
                described.append(page)
        return described

    def _texts(self, box: Any, note: str, *, beside: bool) -> Iterator[_Text]:
        if getattr(box, "is_footer", False) or self._is_repeated(box) or _is_out_of_line(box):
            return
        beside = beside or is_beside(box)
        if place_of(box) and hasattr(box, "drawn") and box.text.strip():
            yield _Text(box, note, beside)
        is_area = type(box).__name__ == "FootnoteAreaBox"
        for child in getattr(box, "children", ()):
            yield from self._texts(child, child.element.get("id") if is_area else note, beside=beside and not is_area)

    def _is_repeated(self, box: Any) -> bool:
        if not getattr(box, "is_header", False):
            return False
        is_repeated = box.element in self.heads
        self.heads.add(box.element)
        return is_repeated

    def _goes_on(self) -> list[bool]:
        """For each page, whether words that come before some of its words, or of earlier pages, stand on a later one."""
        highest: list[Mapping[str, int]] = [{}]
        for texts in self.pages:
            highest.append({**highest[-1], **_extremes(texts, highest[-1], max)})
        goes_on: list[bool] = []
        lowest: Mapping[str, int] = {}
        for texts, before in zip(reversed(self.pages), reversed(highest), strict=False):
            goes_on.append(any(place < before.get(note, 0) for note, place in lowest.items()))
            lowest = {**lowest, **_extremes(texts, lowest, min)}
        return goes_on[::-1]


def _extremes(texts: Sequence[_Text], others: Mapping[str, int], choose: Callable[[int, int], int]) -> Mapping[str, int]:
    """The least or the greatest place among these texts and the others, for each note and the body."""
    extremes: dict[str, int] = {}
    for text in texts:
        place = place_of(text.box)
        extremes[text.note] = choose(place, extremes.get(text.note, others.get(text.note, place)))
    return extremes


def _is_in_order(texts: Sequence[_Text]) -> bool:
    """Whether texts in reading order are drawn in this order."""
    last: dict[str, int] = {}
    for text in texts:
        if text.box.drawn < last.get(text.note, 0):
            return False
        last[text.note] = text.box.drawn
    return True


def _is_out_of_line(box: Any) -> bool:
    """Whether a box is moved so far from its place that it is no longer read there."""
    if box.style["position"] != "relative":
        return False
    em = OUT_OF_LINE * box.style["font_size"]
    return any(abs(_moved(box, *sides)) > em for sides in (("top", "bottom"), ("left", "right")))


def _moved(box: Any, start: str, end: str) -> float:
    """How far a relatively positioned box is moved between two sides, in px."""
    offset, opposite = getattr(box, start, "auto"), getattr(box, end, "auto")
    return -px_or_zero(opposite) if offset == "auto" else px_or_zero(offset)
