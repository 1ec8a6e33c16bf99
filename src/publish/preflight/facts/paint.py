"""What a page of any PDF paints: colours, type, strokes and images, each kind once, at the place where it is first met.

Places are in points from the sheet's lower left corner. `publish.preflight.facts.content_stream` finds all this in a file.
"""

from dataclasses import dataclass, field
from typing import Any

GROUP = "a group of transparency"
"""The most harmless of what is see-through: programs write it around pages in which nothing else is."""

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour as it is set: its space, that which stands behind one of spots, its parts; a picture's and a gradient's are not known."""

    space: str
    behind: str = ""
    parts: tuple[float, ...] = ()

    @property
    def inks(self) -> int:
        """How many of four inks it lays down; a grey and registration count as one, light as four."""
        if self.space == "/DeviceCMYK":
            return sum(part > 0 for part in self.parts)
        if self.space in {"/DeviceGray", "/CalGray", "/Separation", "/Pattern", "/DeviceN"}:
            return 1
        return 1 if (self.space, self.behind) == ("/ICCBased", "/DeviceGray") else 4

    @property
    def is_white(self) -> bool:
        """Whether it leaves the paper bare."""
        if self.space == "/DeviceCMYK":
            return not any(self.parts)
        return self.space in {"/DeviceGray", "/DeviceRGB"} and all(part == 1 for part in self.parts)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something painted: in what colour, where (its box, or the point where a run of type begins), and how large.

    `size` is that of type, the width of a stroke, or the breadth of a line that is filled, as most programs draw rules and borders.
    """

    kind: str
    colour: Colour
    box: Rectangle
    size: float = 0.0
    font: str = ""
    overprints: bool = False


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image where it is placed: its pixels, its colour space, what it is packed with, and how many pixels an inch it has there."""

    box: Rectangle
    width: int
    height: int
    ppi: float
    colour: Colour
    bits: int
    key: tuple[int, int]
    filters: tuple[str, ...] = ()
    smoothed: bool = False
    masked: bool = False
    stencil: bool = False


@dataclass(slots=True)
class Painted:
    """What a page paints. `see_through` and `odd` name what is used on it that some standards forbid, with a place."""

    marks: list[Mark] = field(default_factory=list)
    images: list[PlacedImage] = field(default_factory=list)
    fonts: dict[str, Any] = field(default_factory=dict)
    see_through: dict[str, Rectangle] = field(default_factory=dict)
    odd: dict[str, Rectangle] = field(default_factory=dict)
    notdef: dict[str, Rectangle] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
