"""The sheet of a page: its trim, its bleed, its marks.

Policy: the page is the same for every printer; wider margins only move it. A sheet's lower left corner is at 0, 0. There is
bleed only if the book bleeds or the printer always wants it; marks are outside it.
"""

from dataclasses import dataclass

from publish.config.printers import BleedSides
from publish.model import Side
from publish.units import TrimSize

Rectangle = tuple[float, float, float, float]
"""Left, lower, right and upper edge, in points."""

MARK_LENGTH = 5 * 72 / 25.4  # points
MARK_GAP = 3 * 72 / 25.4  # at least, between trim and marks: they must not be visible after trimming
MARK_WIDTH = 0.25
SLUG = 1 * 72 / 25.4  # paper left around the marks, and between them and the bleed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page's sheet; lengths in points. `shift` is how far the text block moves from the spine, `drop` how far down."""

    trim: TrimSize
    bleed: float = 0.0
    sides: BleedSides = "outer"
    marks: bool = False
    shift: float = 0.0
    drop: float = 0.0

    @property
    def around(self) -> float:
        """The paper around the trim, for bleed and marks; without marks there may be less at the spine."""
        return self._to_marks + MARK_LENGTH + SLUG if self.marks else self.bleed

    def media_box(self, side: Side) -> Rectangle:
        """The whole sheet."""
        _, _, right, upper = self.trim_box(side)
        return 0.0, 0.0, round(right + self._paper_beside(side)[1], 4), round(upper + self.around, 4)

    def bleed_box(self, side: Side) -> Rectangle:
        """The trim and the bleed around it."""
        left, right = self._beside(side)
        x, y = self.origin(side)
        width, height = self.trim.width.points, self.trim.height.points
        return (
            round(x - left, 4),
            round(y - self.bleed, 4),
            round(x + width + right, 4),
            round(y + height + self.bleed, 4),
        )

    def trim_box(self, side: Side) -> Rectangle:
        """The finished page."""
        x, y = self.origin(side)
        return round(x, 4), round(y, 4), round(x + self.trim.width.points, 4), round(y + self.trim.height.points, 4)

    def origin(self, side: Side) -> tuple[float, float]:
        """The lower left corner of the trim."""
        return self._paper_beside(side)[0], self.around

    def moved(self, side: Side) -> tuple[float, float]:
        """The distance that the text block moves to the right, and down."""
        return (self.shift if side is Side.RECTO else -self.shift), self.drop

    def mark_lines(self, side: Side) -> list[Rectangle]:
        """The marks at the trim's corners: the start and end of each line."""
        if not self.marks:
            return []
        left, lower, right, upper = self.trim_box(side)
        near, far = self._to_marks, self._to_marks + MARK_LENGTH
        across = [(left - far, y, left - near, y) for y in (lower, upper)] + [(right + near, y, right + far, y) for y in (lower, upper)]
        along = [(x, lower - far, x, lower - near) for x in (left, right)] + [(x, upper + near, x, upper + far) for x in (left, right)]
        return [*across, *along]

    @property
    def _to_marks(self) -> float:
        """The distance between trim and marks: outside the bleed."""
        return max(self.bleed + SLUG, MARK_GAP)

    def _paper_beside(self, side: Side) -> tuple[float, float]:
        """The paper at the left and at the right of the trim."""
        return (self.around, self.around) if self.marks else self._beside(side)

    def _beside(self, side: Side) -> tuple[float, float]:
        """The bleed at the left and at the right: at the spine only if the printer wants it there too."""
        if self.sides == "all":
            return self.bleed, self.bleed
        return (0.0, self.bleed) if side is Side.RECTO else (self.bleed, 0.0)
