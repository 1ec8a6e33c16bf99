"""The page design for a trim size: type size, leading, measure, margins.

Policy: the measure holds 60 to 68 characters of EB Garamond, so the type grows with the page up to 12.5 points; beyond that only the
margins grow. The block is a whole number of lines, so that facing pages end on one line. The margins favour the foot and the gutter of a
book of 250 pages. A printer's further demands do not change the design: they move the block.

The constants are chosen for Digest (5.5 × 8.5 in): 10.75/14 points, measure 4 in, 35 lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from publish.units import Length, TrimSize

EMS_A_MEASURE = 26.8  # 65 characters of EB Garamond: its letters and spaces are 0.41 em wide on average
MOST_EMS = 27.8  # 68 characters
WIDTH_SHARE = 0.7275  # of the trim's width for the measure
NARROW_SHARE = 0.765  # the same on a page so narrow that the type has its least size
LEAST_TYPE = 9.0
MOST_TYPE = 12.5
LEADING = 1.3
INNER_SHARE = 8 / 15  # of both side margins together
TOP_SHARE = 54 / 122  # of head and foot margin together
BLOCK_SHARE = 0.801  # of the trim's height for the text block, at most
NOTE_TYPE = 8.5 / 10.75
NOTE_LEADING = 11 / 14
ASCENT, DESCENT = 1.007, 0.298  # of EB Garamond, in ems
INK_ABOVE, INK_BELOW = 0.68, 0.26  # of its figures and accented small capitals, above and below the baseline, in ems


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDesign:
    """The measures of a page, in points, and `lines`, the number of text lines in a full block."""

    trim: TrimSize
    type_size: float
    leading: float
    measure: float
    lines: int
    top: float
    inner: float

    @property
    def block_height(self) -> float:
        """The height of a full text block."""
        return self.lines * self.leading

    @property
    def outer(self) -> float:
        """The margin at the fore-edge."""
        return self.trim.width.points - self.measure - self.inner

    @property
    def foot(self) -> float:
        """The margin below the text block."""
        return self.trim.height.points - self.top - self.block_height

    @property
    def head_top(self) -> float:
        """The top of the line of running head and folio; one line stays free between it and the text."""
        return self.top - 2 * self.leading

    @property
    def drop_top(self) -> float:
        """The top of the line of a folio at the foot; one line stays free between the text and it."""
        return self.top + self.block_height + self.leading

    @property
    def head_ink(self) -> float:
        """The distance of the ink of running head and folio from the trim's upper edge."""
        return self.head_top + self.leading - _under(self.type_size, self.leading) - INK_ABOVE * self.type_size

    @property
    def drop_ink(self) -> float:
        """The distance of the ink of a folio at the foot from the trim's lower edge."""
        baseline = self.drop_top + self.leading - _under(self.type_size, self.leading)
        return self.trim.height.points - baseline - INK_BELOW * self.type_size

    @property
    def note_type(self) -> float:
        """The type size of notes."""
        return _to(self.type_size * NOTE_TYPE, 0.25)

    @property
    def note_leading(self) -> float:
        """The leading of notes: five of their lines take a little less than four lines of text."""
        return round(self.leading * NOTE_LEADING, 3)

    @property
    def note_drop(self) -> float:
        """How much higher the baseline stands in a line of text than in a line of a note. It lifts notes onto the page's last line."""
        return round(_under(self.type_size, self.leading) - _under(self.note_type, self.note_leading), 3)


def page_design(trim: TrimSize) -> PageDesign:
    """The page design for a trim size."""
    width, height = trim.width.points, trim.height.points
    size = min(MOST_TYPE, max(LEAST_TYPE, _to(width * WIDTH_SHARE / EMS_A_MEASURE, 0.25)))
    share = NARROW_SHARE if size == LEAST_TYPE else WIDTH_SHARE
    measure = min(width * share, MOST_EMS * size)
    leading = _to(size * LEADING, 0.5)
    lines = int(height * BLOCK_SHARE / leading + 0.01)
    return PageDesign(
        trim=trim,
        type_size=size,
        leading=leading,
        measure=round(measure, 2),
        lines=lines,
        top=round((height - lines * leading) * TOP_SHARE, 2),
        inner=round((width - measure) * INNER_SHARE, 2),
    )


def tokens(design: PageDesign) -> Mapping[str, str]:
    """The design as the tokens of `styles/tokens.css` that depend on the trim."""
    lengths = {
        "--trim-width": design.trim.width.points,
        "--trim-height": design.trim.height.points,
        "--type-size": design.type_size,
        "--line": design.leading,
        "--half-line": design.leading / 2,
        "--measure": design.measure,
        "--block-height": design.block_height,
        "--margin-top": design.top,
        "--margin-foot": design.foot,
        "--margin-inner": design.inner,
        "--margin-outer": design.outer,
        "--note-size": design.note_type,
        "--note-line": design.note_leading,
        "--note-drop": design.note_drop,
    }
    return {name: str(Length(points)) for name, points in lengths.items()}


def _under(size: float, leading: float) -> float:
    """The distance from the baseline to the foot of its line."""
    return (leading - (ASCENT + DESCENT) * size) / 2 + DESCENT * size


def _to(points: float, step: float) -> float:
    return round(points / step) * step
