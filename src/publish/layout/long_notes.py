"""Footnotes that begin on the page of their call and continue on the next pages, which WeasyPrint 70.0 cannot do.

WeasyPrint moves a note that does not fit whole to the next page, and lets a note taller than a page run off its top. `RunningNotes` extends
WeasyPrint's layout context. It breaks the last note of a page between its lines, rows or items by WeasyPrint's own fragmentation, so that
orphans and widows, hyphenation, justification, repeated table heads, language and emphasis work as in the text.

How it works: the notes of a page stand in one area. Two values describe the area while its page is filled: the height at which it is cut
(`room`), and the point at which its first note continues (`begun`). A broken note is the last box of this page's area and, as the same box,
the first one of the next page's. Nothing here imports WeasyPrint; `publish.layout.weasyprint_70` connects the two.

Policy: a note begins on the page of its call, with its first lines at least. If these do not fit, the line with the call moves to the next
page. A call may precede its note by a page only where a note from the page before takes all the room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from publish.layout.box_measures import bottom_of, px_or_zero

LEAST_BODY_LINES = 3
"""Lines of text on a page on which a note continues."""

TOLERANCE = 0.01  # px: far below what a printer can place, far above the error of sums of floats
MOST_ATTEMPTS = 6
TABLE_BORDERS = (0, 3, 9)  # px that a cut may need beyond the last line: for a table's last border


class PlacedNotes(list[Any]):
    """The notes on a page, in order: a list that is always false.

    Before WeasyPrint breaks a paragraph it asks whether the page has notes, and if so moves them to the next page to gain a line. The notes
    of that line are then lost: the mark prints, the text does not. If the list is false, WeasyPrint breaks the paragraph.
    """

    def __bool__(self) -> bool:
        return False


class RunningNotes:
    """WeasyPrint's `LayoutContext`, with notes that continue on the next page. Boxes are WeasyPrint's own, untyped, in CSS px."""

    footnotes: list[Any]  # whose calls have not been laid out yet
    reported_footnotes: list[Any]  # for the next page
    current_footnote_area: Any
    page_bottom: float
    in_column: bool

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._placed = PlacedNotes()
        super().__init__(*arguments, **options)
        self.order: dict[Any, int] = {}
        """Each note's place in reading order."""
        self.begun: dict[Any, Any] = {}
        """Where each note that began on an earlier page continues, as a skip stack of WeasyPrint."""
        self.settled: set[Any] = set()
        """Notes called on an earlier page: no change to this page takes them back."""
        self.broken: Any = None
        """The last note of this page, if it continues on the next."""
        self.rest: Any = None
        """Where `broken` continues."""
        self.room: float | None = None
        """The height at which this page's area is cut; None if it is not cut."""
        self.forced = False
        """Whether the area takes something even if nothing fits."""
        self.most = 0.0
        """The height that notes of earlier pages may take on this one."""
        self.starting = False
        """Whether the notes left over by earlier pages are being placed, before any text."""
        self.holding = False
        """Whether no note may begin on this page, because earlier notes are still waiting."""
        self.pending: list[Any] = []
        """The left-over notes that are still to be placed: the list over which WeasyPrint iterates."""
        self.exact = False
        """Whether each change lays out the whole area again."""
        self.heights: dict[tuple[Any, float, str], float] = {}
        """The height of each note alone, by measure and by the point at which it begins."""
        self.needed = (0.0, 0.0)
        """The text that last needed room above the notes: the space below it, the position of its end."""
        self._measuring = False
        """Whether the area is being laid out: its own boxes are not text above the notes."""

    @property
    def current_page_footnotes(self) -> PlacedNotes:
        """The notes on this page."""
        return self._placed

    @current_page_footnotes.setter
    def current_page_footnotes(self, notes: Iterable[Any]) -> None:
        self._placed = PlacedNotes(notes)

    # --- what WeasyPrint asks ---------------------------------------------------------------------------------------------------------

    def overflows_page(self, bottom_space: float, position_y: float) -> bool:
        """Whether a box that ends at `position_y` runs past the page's text. Records the box in `needed`: notes must leave room for it."""
        if not self._measuring:
            self.starting = False
            self.needed = (bottom_space, position_y)
        return bool(super().overflows_page(bottom_space, position_y))  # type: ignore[misc]

    def layout_footnote(self, note: Any) -> bool:
        """Adds the note to this page. True if it does not fit."""
        if self.starting and note is self.broken:  # it was just broken, and WeasyPrint meets it again as the first left-over note
            self.footnotes.remove(note)
            return True
        if self.starting and not self.holding:
            return not self._place_left_over(note)
        overflow = bool(super().layout_footnote(note))  # type: ignore[misc]
        return overflow or self.holding

    def _place_left_over(self, note: Any) -> bool:
        """Adds a note of an earlier page. True if it fits, or its beginning does, into the height for such notes."""
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
        """Moves the note to the next page: all of it, or what does not fit."""
        if self.starting:
            if note is not self.broken:
                super().report_footnote(note)  # type: ignore[misc]
            return
        if note is self.broken:  # even its beginning does not fit
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
        """Takes the note back, because the line with its call was taken off this page.

        WeasyPrint 70.0 calls this for notes of earlier pages too (it walks the whole paragraph, also the part on the pages before), and
        would lose them.
        """
        if note in self.settled:
            return
        if note is self.broken:
            self._unbreak()
        super().unlayout_footnote(note)  # type: ignore[misc]

    # --- a page's area ----------------------------------------------------------------------------------------------------------------

    def lay_area(self, layout: Callable[..., Any], area: Any, page: Any, **positioned: Any) -> Any:
        """The result of WeasyPrint's `layout` for this page's area, cut at `room`. The first note continues where it was broken."""
        first = self._placed[0] if len(self._placed) else None
        skip = {0: self.begun[first]} if first in self.begun else None
        space = -float("inf")
        if self.room is not None:
            space = self.page_bottom - area.position_y - self.room - TOLERANCE
        area.style["box_decoration_break"] = "clone"  # rule and padding also on pages where a note only continues
        before = self.footnotes, self._placed, self._measuring
        self.footnotes, self._placed, self._measuring = [], PlacedNotes(), True
        try:
            return layout(self, area, space, skip, page, self.room is None or self.forced, **positioned)
        finally:
            self.footnotes, self._placed, self._measuring = before

    def trial(self, **positioned: Any) -> tuple[Any, Any]:
        """The area as it would be laid out now, or None, and where it continues. Implemented by `publish.layout.weasyprint_70`."""
        raise NotImplementedError

    def _room_above(self, bottom_space: float, position_y: float) -> float:
        """The height that is left for notes below text that ends at `position_y`."""
        return float(self.current_footnote_area.position_y) - bottom_space - position_y

    # --- breaking the last note -------------------------------------------------------------------------------------------------------

    def _may_break(self, note: Any) -> bool:
        """Whether this note is the page's last, and no earlier note waits for the next page."""
        if self.holding or self.in_column or self.broken is not None:
            return False
        last = len(self._placed) > 0 and self._placed[-1] is note
        return last and all(self.order[other] > self.order[note] for other in self.reported_footnotes)

    def _break_last(self, room: float) -> bool:
        """Fits the page's notes into this height by breaking the last one if necessary. False if that is impossible."""
        if room <= TOLERANCE:
            return False
        self.current_footnote_area.children = self._placed
        self.room, self.forced = room, self.starting and len(self._placed) == 1
        area, resume = self.trial()
        if area is not None and resume is None and area.margin_height() <= room + TOLERANCE:
            self.room = None  # all of it fits
            self._set_height(area.height)
            return True
        rest = self._rest(resume)
        if rest:
            cut = _filled_height(area)  # the end of its last line, which may lie above that of the room
            heights = [height for height in (*(cut + border for border in TABLE_BORDERS), room) if height <= room + TOLERANCE]
            for height in heights:
                self.room = height
                area, resume = self.trial()
                if self._rest(resume) == rest:
                    self.broken, self.rest = self._placed[-1], rest
                    self._set_height(area.height)
                    return True
        self.room = None
        return False

    def _rest(self, resume: Any) -> Any:
        """Where the page's last note continues if the area continues at `resume`; None if not in this note, or no further than before."""
        index, rest = next(iter(resume.items())) if resume else (None, None)
        is_last = index == len(self._placed) - 1
        return rest if is_last and rest and rest != self.begun.get(self._placed[-1]) else None

    def _unbreak(self) -> None:
        """Makes the broken note of this page whole again."""
        if self.broken in self.reported_footnotes:
            self.reported_footnotes.remove(self.broken)
        self.broken = self.rest = self.room = None

    def _update_footnote_area(self) -> bool:
        """Sets the height of the area, and with it the bottom of the text. False: the notes never overflow their area here.

        WeasyPrint lays out all notes again for each new one. Here the heights of the single notes are added up. A page for which the sum is
        wrong (because margins collapse) is made again with `exact`.
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
        """The height of an area with this note alone."""
        area, placed = self.current_footnote_area, self._placed
        key = (note, area.page.width, repr(self.begun.get(note)))
        if key not in self.heights:
            area.children = self._placed = PlacedNotes([note])
            self.heights[key] = self.trial()[0].height
            area.children = self._placed = placed
        return self.heights[key]

    def _set_height(self, height: Any) -> None:
        """Gives the area this height. An empty area has the height "auto" and takes no room."""
        area = self.current_footnote_area
        if area.height != "auto" and not self.in_column:
            self.page_bottom += area.margin_height()
        area.height = height
        if height != "auto" and not self.in_column:
            self.page_bottom -= area.margin_height()

    # --- a page -----------------------------------------------------------------------------------------------------------------------

    def begin_page(self, left_over: Iterable[Any], most: float, holding: bool) -> None:
        """Begins a page. The notes left over by earlier pages may take `most` of its height, or none of it if `holding`."""
        left_over = list(left_over)
        self.settled.update(left_over)
        self.broken = self.rest = self.room = None
        self.most, self.holding, self.starting = most, holding, True
        self.pending = self.reported_footnotes = [] if holding else left_over

    def grow(self, free: float) -> bool:
        """Gives the broken note more of this page, out of the height `free` above it. True if it takes some."""
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
        """Ends the page: the notes placed on it are settled, and the broken one continues."""
        for note in self._placed:
            if note is not self.broken:
                self.begun.pop(note, None)
            self.settled.add(note)
        if self.broken is not None:
            self.begun[self.broken] = self.rest
        if self.holding:
            self.reported_footnotes = [*left_over, *self.reported_footnotes]
        self.reported_footnotes.sort(key=self.order.__getitem__)


def _filled_height(area: Any) -> float:
    """The height that an area of notes needs for its content."""
    if not area.children:
        return 0.0
    under = area.padding_bottom + area.border_bottom_width + px_or_zero(area.margin_bottom)
    return float(bottom_of(area) - area.position_y + under)
