"""The cover sheet: a printed cover as one sheet of back, spine and front, sized by the pages that are bound in it.

    ┌──────────────┬───┬──────────────┐
    │     back     │ s │    front     │      lengths in points from the trim's top left corner;
    │              │ p │              │      bleed lies all round
    │      [isbn]  │ . │              │
    └──────────────┴───┴──────────────┘

Policy: the spine comes from the number of pages in the file and their paper, never from a figure that someone
wrote down.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from publish.config.printers import CoverRequirements, Printer
from publish.config.values import PrintOrder
from publish.model import Side
from publish.pdf.sheets import Rectangle, Sheet
from publish.units import Length, TrimSize

LARGEST_SPINE_TYPE = 15.0  # points
SMALLEST_SPINE_TYPE = 6.0
SPINE_NAMES = 0.85  # of the title's type, as in styles/wrap.css
LINE_OF_TYPE = 1.05  # em: from the top of an ascender to the foot of a descender, with some room
UNITS_WIDE, UNITS_HIGH = 36, 57.6  # the front is designed on 5 × 8 in, a unit being 10 points there
MARGIN = 3.9  # units: of the text on the back, where the printer's safety is not more


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSheet:
    """The sizes of a cover for one printer, of a book of this trim and so many pages."""

    printer: Printer
    trim: TrimSize
    pages: int
    spine: Length

    @property
    def asked(self) -> CoverRequirements:
        """What the printer asks of a cover."""
        return self.printer.cover

    @property
    def size(self) -> TrimSize:
        """Back, spine and front after trimming."""
        return TrimSize(Length(2 * self.trim.width.points + self.spine.points), self.trim.height)

    @property
    def sheet(self) -> Sheet:
        """The sheet that it is printed on; what is drawn on it begins at the corner of the bleed."""
        bleed = self.asked.bleed.points
        return Sheet(trim=self.size, bleed=bleed, sides="all", marks=self.printer.bleed.marks, shift=-bleed, drop=bleed)

    @property
    def with_bleed(self) -> TrimSize:
        """The trimmed size with the bleed around it."""
        bleed = 2 * self.asked.bleed.points
        return TrimSize(Length(self.size.width.points + bleed), Length(self.size.height.points + bleed))

    @property
    def folds(self) -> tuple[float, float]:
        """The left and right edge of the spine."""
        width = self.trim.width.points
        return width, width + self.spine.points

    @property
    def unit(self) -> float:
        """A unit of the design of front and back, in points."""
        return min(self.trim.width.points / UNITS_WIDE, self.trim.height.points / UNITS_HIGH)

    @property
    def spine_type(self) -> float:
        """The largest type size that fits on the spine; 0 if none fits or the book has too few pages."""
        room = self.spine.points - 2 * self.asked.spine_safety.points
        size = min(LARGEST_SPINE_TYPE, room / LINE_OF_TYPE)
        return round(size, 2) if self.pages >= self.asked.spine_text_from and size >= self.least_type else 0.0

    @property
    def least_type(self) -> float:
        """The smallest size for the spine at which the names beside the title are still taken."""
        return max(SMALLEST_SPINE_TYPE, self.printer.drawn.type.points if self.printer.drawn.type else 0.0) / SPINE_NAMES

    def panel(self, box: Rectangle) -> str:
        """The panel of a place on the sheet: `back`, `spine` or `front`."""
        x = (box[0] + box[2]) / 2 - self.sheet.trim_box(Side.RECTO)[0]
        first, last = self.folds
        return "back" if x < first else "spine" if x <= last else "front"

    def tokens(self, *, own_barcode: bool) -> Mapping[str, str]:
        """The sizes as the tokens of `styles/wrap.css`; a barcode of our own stands where the text ends, a printer's in its own place."""
        margin = max(MARGIN * self.unit, self.asked.safety.points)
        inset = self.asked.barcode_from_edge.points
        lengths = {
            "--wrap-width": self.with_bleed.width.points,
            "--wrap-height": self.with_bleed.height.points,
            "--trim-width": self.trim.width.points,
            "--trim-height": self.trim.height.points,
            "--bleed": self.asked.bleed.points,
            "--spine": self.spine.points,
            "--spine-type": self.spine_type,
            "--unit": self.unit,
            "--back-margin": margin,
            "--barcode-width": self.asked.barcode_width.points,
            "--barcode-height": self.asked.barcode_height.points,
            "--barcode-inset": max(inset, margin) if own_barcode else inset,
        }
        return {name: str(Length(points)) for name, points in lengths.items()}


def cover_sheet_for(order: PrintOrder, trim: TrimSize, pages: int) -> CoverSheet:
    """The cover sheet of a book for this order; `pages` includes blanks at the end."""
    return CoverSheet(printer=order.printer, trim=trim, pages=pages, spine=order.printer.cover.spine(pages, order.paper))
