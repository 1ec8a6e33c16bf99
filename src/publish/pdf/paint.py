"""What a page of any PDF paints: type, paths and images, each kind once, at the place where it is first met.

Places are in points from the sheet's lower left corner. `publish.pdf.painting` finds them in a file.
"""

from dataclasses import dataclass, field
from typing import Any

from publish.pdf.colours import Colour

GROUP = "a group of transparency"
"""The most harmless use of transparency: programs write such a group around pages that use no transparency otherwise."""

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something painted: its colour, place and size. The box of a run of type is the point where it begins.

    `size` is the size of type, the width of a stroke, or the breadth of a filled line: most programs draw rules and borders so.
    """

    kind: str
    colour: Colour
    box: Rectangle
    size: float = 0.0
    font: str = ""
    overprints: bool = False


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image on a page: its pixels, colour space, filters, and its resolution there."""

    box: Rectangle
    width: int
    height: int
    ppi: float
    colour: Colour
    bits: int
    filters: tuple[str, ...] = ()
    smoothed: bool = False
    masked: bool = False
    stencil: bool = False


@dataclass(slots=True)
class Painted:
    """What a page paints. `see_through` and `odd` name features that some standards forbid, each with a place."""

    marks: list[Mark] = field(default_factory=list)
    images: list[PlacedImage] = field(default_factory=list)
    fonts: dict[str, Any] = field(default_factory=dict)
    see_through: dict[str, Rectangle] = field(default_factory=dict)
    odd: dict[str, Rectangle] = field(default_factory=dict)
    notdef: dict[str, Rectangle] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
