"""Footnotes that begin on the page of their call and run on over the next: what WeasyPrint 70.0 cannot do by itself.

WeasyPrint moves a note that does not fit to the next page whole, and lets one that is taller than a page run off its top. `RunningNotes`
is laid over its layout context and breaks the last note of a page where its lines, rows or items allow it, with WeasyPrint's own
fragmentation: orphans and widows, hyphenation, justification, repeated table heads, language and emphasis are what they would be in the
text.

How it works. A page's notes stand in one area. While a page is filled there are two numbers: how much of its height the area may take
(`room`), and at what point of its first note the area begins (`begun`). A note that is broken stands at the end of this page's area and,
as the same box, at the beginning of the next one's. Nothing here imports WeasyPrint: `publish.layout.weasyprint_70` puts the two together.

Policy: a note stands on the page of its call, at least with its first lines; the line with its call moves to the next page rather than
leave its note alone there. Only where a note runs on from the page before, and the one after it therefore cannot begin, may a call precede
its note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

LEAST_BODY_LINES = 3
"""Lines of text that stay free on a page onto which a note runs on."""

TOLERANCE = 0.01  # px: far below what a printer can place, far above the error of sums of floats
MOST_ATTEMPTS = 6


class PlacedNotes(list[Any]):
    """The notes on a page, in order: a list that is never true.

    Before WeasyPrint breaks a paragraph it asks whether the page has notes, and if so moves them to the next page to win a line. The notes
    of that line are then forgotten: the mark prints, the text is nowhere. Told that there are none, it breaks the paragraph.
    """

    def __bool__(self) -> bool:
        return False


class RunningNotes:
    """WeasyPrint's `LayoutContext` with notes that run on. Boxes and their measures (CSS px) are WeasyPrint's own, untyped."""

    footnotes: list[Any]  # whose call has not been laid out yet
    reported_footnotes: list[Any]  # those for the next page
    current_footnote_area: Any
    page_bottom: float
    in_column: bool

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._placed = PlacedNotes()
        super().__init__(*arguments, **options)
        self.order: dict[Any, int] = {}
        """Each note's place in reading order."""
        self.begun: dict[Any, Any] = {}
        """Where a note goes on that was begun on an earlier page, in WeasyPrint's terms: a skip stack."""
        self.settled: set[Any] = set()
        """Notes whose call stands on an earlier page: no change to this page takes them back."""
        self.broken: Any = None
        """The note that ends this page and runs on."""
        self.rest: Any = None
        """Where it goes on."""
        self.room: float | None = None
        """The height at which this page's area is cut; None if it is not."""
        self.forced = False
        """Whether something of the area is placed even where nothing fits."""
        self.most = 0.0
        """The height that notes of earlier pages may take on this one."""
        self.starting = False
        """Whether the notes left over by earlier pages are being placed, before any text."""
        self.holding = False
        """Whether no note may begin on this page, because those before it could not."""
        self.pending: list[Any] = []
        """What of those is still to be placed: the list that WeasyPrint goes through."""
        self.exact = False
        """Whether the area is laid out whole for each change."""
        self.heights: dict[tuple[Any, float, str], float] = {}
        """The height of each note alone, by measure and by where it begins."""
        self.needed = (0.0, 0.0)
        """What was last asked to stand above the notes: the space below it, where it ends."""
        self._measuring = False

    @property
    def current_page_footnotes(self) -> PlacedNotes:
        """The notes on this page."""
        return self._placed

    @current_page_footnotes.setter
    def current_page_footnotes(self, notes: Iterable[Any]) -> None:
        self._placed = PlacedNotes(notes)

    # --- what WeasyPrint asks ---------------------------------------------------------------------------------------------------------

    def overflows_page(self, bottom_space: float, position_y: float) -> bool:
        """Whether a box that ends there is past the page's text; remembers for whom it was asked: that is what notes must make room for."""
        if not self._measuring:
            self.starting = False
            self.needed = (bottom_space, position_y)
        return bool(super().overflows_page(bottom_space, position_y))  # type: ignore[misc]

    def layout_footnote(self, note: Any) -> bool:
        """Whether the note does not fit on this page, to which it is now added."""
        if self.starting and note is self.broken:  # it has just been broken, and is met again as the first of what is left over
            self.footnotes.remove(note)
            return True
        if self.starting and not self.holding:
            return not self._place_left_over(note)
        overflow = bool(super().layout_footnote(note))  # type: ignore[misc]
        return overflow or self.holding

    def _place_left_over(self, note: Any) -> bool:
        """Whether a note of an earlier page, or its beginning, fits into what such notes may take."""
        self.footnotes.remove(note)
        self._placed.append(note)
        if note not in self.begun:
            self._update_footnote_area()
            if self.current_footnote_area.margin_height() <= self.most + TOLERANCE:
                return True
        if not self._break_last(self.most):
            self._update_footnote_area()
            return False
        if self.broken is not None:
            self.pending.insert(self.pending.index(note) + 1, note)
        return True

    def report_footnote(self, note: Any) -> None:
        """The note is moved to the next page; all of it, or what does not fit."""
        if self.starting:
            if note is not self.broken:
                super().report_footnote(note)  # type: ignore[misc]
            return
        if note is self.broken:  # even its beginning takes too much
            self._unbreak()
        note.style["footnote_policy"] = "auto"
        if self._may_break(note) and self._break_last(self._room_above(*self.needed)):
            if self.broken is note:
                self.reported_footnotes.append(note)
            return
        if not self.holding and not (self.broken is not None and self.broken in self.settled):
            note.style["footnote_policy"] = "line"
        super().report_footnote(note)  # type: ignore[misc]

    def unlayout_footnote(self, note: Any) -> None:
        """The note waits again for its call, whose line was taken off this page.

        WeasyPrint also takes back notes of earlier pages here (it walks a whole paragraph, though its beginning stands there), and loses
        them.
        """
        if note in self.settled:
            return
        if note is self.broken:
            self._unbreak()
        super().unlayout_footnote(note)  # type: ignore[misc]

    # --- a page's area ----------------------------------------------------------------------------------------------------------------

    def lay_area(self, layout: Callable[..., Any], area: Any, page: Any, **positioned: Any) -> Any:
        """What WeasyPrint's `layout` makes of this page's notes: the area cut at `room`, its first note from where it was left."""
        first = self._placed[0] if len(self._placed) else None
        skip = {0: self.begun[first]} if first in self.begun else None
        space = -float("inf")
        if self.room is not None:
            space = self.page_bottom - area.position_y - self.room - TOLERANCE
        area.style["box_decoration_break"] = "clone"  # its rule and padding stand on every page, though a note is only continued there
        kept = self.footnotes, self._placed, self._measuring
        self.footnotes, self._placed, self._measuring = [], PlacedNotes(), True
        try:
            return layout(self, area, space, skip, page, self.room is None or self.forced, **positioned)
        finally:
            self.footnotes, self._placed, self._measuring = kept

    def trial(self, **positioned: Any) -> tuple[Any, Any]:
        """The area as it would be with `room`, or None, and where it goes on. Overridden where WeasyPrint's names are at hand."""
        raise NotImplementedError

    def _room_above(self, bottom_space: float, position_y: float) -> float:
        """The height that is left for notes under text that ends there."""
        return float(self.current_footnote_area.position_y) - bottom_space - position_y

    # --- breaking the last note -------------------------------------------------------------------------------------------------------

    def _may_break(self, note: Any) -> bool:
        """Whether this note is the page's last, and no earlier one is held over to the next page."""
        if self.holding or self.in_column or self.broken is not None:
            return False
        last = len(self._placed) > 0 and self._placed[-1] is note
        return last and all(self.order[other] > self.order[note] for other in self.reported_footnotes)

    def _break_last(self, room: float) -> bool:
        """Whether the page's notes now fit into this height, the last of them broken if need be."""
        if room <= TOLERANCE:
            return False
        self.current_footnote_area.children = self._placed
        self.room, self.forced = room, self.starting and len(self._placed) == 1
        area, resume = self.trial()
        if area is not None and resume is None and area.margin_height() <= room + TOLERANCE:
            self.room = None  # it fits
            self._set_height(area.height)
            return True
        rest = self._rest(resume)
        cut = _filled_height(area) if rest else room
        for height in (cut, cut + 3, cut + 9, room):  # where its last line ends, or a table's last border, rather than where the page does
            if not rest or height > room + TOLERANCE:
                continue
            self.room = height
            area, resume = self.trial()
            if self._rest(resume) == rest:
                self.broken, self.rest = self._placed[-1], rest
                self._set_height(area.height)
                return True
        self.room = None
        return False

    def _rest(self, resume: Any) -> Any:
        """Where the page's last note goes on if its area goes on there; None if that is in no part of it, or no further than before."""
        index, rest = next(iter(resume.items())) if resume else (None, None)
        is_last = index == len(self._placed) - 1
        return rest if is_last and rest and rest != self.begun.get(self._placed[-1]) else None

    def _unbreak(self) -> None:
        """The note that ended this page is whole again."""
        if self.broken in self.reported_footnotes:
            self.reported_footnotes.remove(self.broken)
        self.broken = self.rest = self.room = None

    def _update_footnote_area(self) -> bool:
        """Whether the page's notes overflow their area, which they never do here; its height, and with it the text's bottom, are set.

        WeasyPrint lays all notes out again for each that comes. Notes stand below each other: their heights alone are added up here, and a
        page on which that was not exact (margins that fall together) is made again (`exact`).
        """
        area = self.current_footnote_area
        area.children = self._placed
        if not len(self._placed):
            self._set_height("auto")
        elif self.exact or self.room is not None:
            self._set_height(self.trial()[0].height)
        else:
            self._set_height(sum(self._height_alone(note) for note in self._placed))
        return False

    def _height_alone(self, note: Any) -> float:
        area, placed = self.current_footnote_area, self._placed
        key = (note, area.page.width, repr(self.begun.get(note)))
        if key not in self.heights:
            area.children = self._placed = PlacedNotes([note])
            self.heights[key] = self.trial()[0].height
            area.children = self._placed = placed
        return self.heights[key]

    def _set_height(self, height: Any) -> None:
        """The area has this height now; "auto" for an empty one, which takes no room at all."""
        area = self.current_footnote_area
        if area.height != "auto" and not self.in_column:
            self.page_bottom += area.margin_height()
        area.height = height
        if height != "auto" and not self.in_column:
            self.page_bottom -= area.margin_height()

    # --- a page -----------------------------------------------------------------------------------------------------------------------

    def begin_page(self, left_over: Iterable[Any], most: float, holding: bool) -> None:
        """A page begins on which the notes left over by the pages before may take `most` of the height; `holding`: none of it."""
        left_over = list(left_over)
        self.settled.update(left_over)
        self.broken = self.rest = self.room = None
        self.most, self.holding, self.starting = most, holding, True
        self.pending = self.reported_footnotes = [] if holding else left_over

    def grow(self, free: float) -> bool:
        """Whether the note that runs on now takes more of this page, of the height that is free above it."""
        if self.broken is None or free <= TOLERANCE or self.room is None:
            return False
        note, rest, room = self.broken, self.rest, self.room
        self.broken = None
        self.reported_footnotes.remove(note)
        if self._break_last(room + free) and (self.broken is None or self.rest != rest):
            if self.broken is not None:
                self.reported_footnotes.insert(0, note)
            return True
        self.broken, self.rest, self.room = note, rest, room
        self.reported_footnotes.insert(0, note)
        self._update_footnote_area()
        return False

    def end_page(self, left_over: Iterable[Any]) -> None:
        """The page is done: what was placed on it stays, what was broken goes on."""
        for note in self._placed:
            if note is not self.broken:
                self.begun.pop(note, None)
            self.settled.add(note)
        if self.broken is not None:
            self.begun[self.broken] = self.rest
        if self.holding:
            self.reported_footnotes = [*left_over, *self.reported_footnotes]
        self.reported_footnotes.sort(key=self.order.__getitem__)


def bottom_of(box: Any) -> float:
    """Where the lowest line, picture or table row in a laid-out box ends: blank space that only fills a page up is not counted."""
    kind = type(box).__name__
    if kind == "AbsolutePlaceholder":  # a list's bullet, beside its line
        return float(box.position_y)
    if kind == "LineBox" or "Replaced" in kind or not getattr(box, "children", ()):
        return float(box.position_y + (box.height if kind == "LineBox" else _height(box)))
    lowest = max(bottom_of(child) for child in box.children)
    return max(lowest, float(box.position_y + _number(box.height))) if kind == "TableRowBox" else lowest


def _filled_height(area: Any) -> float:
    """The height that an area of notes needs for what stands in it."""
    if not area.children:
        return 0.0
    under = area.padding_bottom + area.border_bottom_width + _number(area.margin_bottom)
    return float(bottom_of(area) - area.position_y + under)


def _height(box: Any) -> float:
    margin = getattr(box, "margin_height", None)
    return float(margin()) if margin and not isinstance(box.height, str) else 0.0


def _number(value: Any) -> float:
    return 0.0 if isinstance(value, str) else float(value)
