"""Colours as content streams set them (ISO 32000-1, 8.6)."""

from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name

DEVICE_SPACES = {"g": "/DeviceGray", "rg": "/DeviceRGB", "k": "/DeviceCMYK"}
"""The colour space that each operator sets with a colour; the capital operators set the colour of strokes."""
DEFAULT_SPACES = {"/DeviceGray": "/DefaultGray", "/DeviceRGB": "/DefaultRGB", "/DeviceCMYK": "/DefaultCMYK"}
"""The resource with which a page replaces a device colour space (ISO 32000-1, 8.6.5.6)."""
SHORT_NAMES = {"/G": "/DeviceGray", "/RGB": "/DeviceRGB", "/CMYK": "/DeviceCMYK", "/I": "/Indexed"}


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour as it is set: its space, the space behind a spot colour, its parts; the parts of a picture or gradient are unknown."""

    space: str
    behind: str = ""
    parts: tuple[float, ...] = ()

    @property
    def inks(self) -> int:
        """How many of four inks it uses; a grey and registration count as one, RGB as four."""
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


BLACK = Colour("/DeviceGray", "", (0.0,))


def resolved_space(space: Any, resources: Any) -> tuple[str, str]:
    """The family of a colour space that a stream uses, by name or in full, and the space behind it; default spaces apply."""
    available = resources.get("/ColorSpace", Dictionary())
    value = available.get(str(space)) if isinstance(space, Name) and str(space) in available else space
    family, behind = space_of(value)
    default = DEFAULT_SPACES.get(family)
    return space_of(available[default]) if default and default in available else (family, behind)


def space_of(space: Any) -> tuple[str, str]:
    """The family of a colour space, and the space behind a spot colour or pattern: `("/Separation", "/DeviceCMYK")`.

    For indexed colours these are the base's.
    """
    if isinstance(space, Name):
        return SHORT_NAMES.get(str(space), str(space)), ""
    if not isinstance(space, Array) or not len(space):
        return "", ""
    family = "/Indexed" if str(space[0]) == "/I" else str(space[0])
    if family in {"/Separation", "/DeviceN"}:
        return family, space_of(space[2])[0]
    if family == "/Indexed":
        return space_of(space[1])
    if family == "/Pattern" and len(space) > 1:
        return family, space_of(space[1])[0]
    if family == "/ICCBased":
        return family, {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}.get(int(space[1].get("/N", 0)), "")
    return family, ""
