"""Lengths and trim sizes, in the notations of the trade."""

import re
from dataclasses import dataclass

POINTS = {"pt": 1.0, "in": 72.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "pc": 12.0, "px": 0.75}
LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?|\.[0-9]+)\s*(pt|in|mm|cm|pc|px)\s*")


@dataclass(frozen=True, slots=True, order=True)
class Length:
    """A distance on paper, in points: 72 are one inch."""

    points: float

    def __str__(self) -> str:
        return f"{round(self.points, 4):g}pt"

    @property
    def millimetres(self) -> float:
        """The length in millimetres."""
        return self.points / POINTS["mm"]


@dataclass(frozen=True, slots=True)
class TrimSize:
    """The size of a finished page, after trimming."""

    width: Length
    height: Length

    def __str__(self) -> str:
        return f"{self.width} x {self.height}"


def length_from_text(text: str) -> Length:
    """The length written as `5.5in`, `148 mm` or `12pt`. ValueError for any other text."""
    match = LENGTH.fullmatch(text)
    if not match:
        raise ValueError(f"“{text}” is not a length")
    return Length(float(match[1]) * POINTS[match[2]])


def trim_from_text(text: str) -> TrimSize:
    """The trim written as a name or as width and height: `A5`, `b-format`, `5.5in x 8.5in`, `148 × 210 mm`. Else ValueError."""
    named = {name.casefold(): size for name, size in NAMED_TRIMS.items()}.get(" ".join(text.casefold().split()))
    if named:
        return named
    width, cross, height = re.sub("[×X]", "x", text.strip()).partition("x")
    if not cross:
        raise ValueError(f"“{text}” is not a trim size")
    unit = re.search(r"[a-z]*$", height)
    bare = re.fullmatch(r"[0-9.\s]+", width)
    return TrimSize(length_from_text(width + unit[0] if bare and unit else width), length_from_text(height))


def _trim(width: str, height: str) -> TrimSize:
    return TrimSize(length_from_text(width), length_from_text(height))


# The names that short-run printers and British and American publishers use for these formats.
NAMED_TRIMS = {
    "A4": _trim("210mm", "297mm"),
    "A5": _trim("148mm", "210mm"),
    "A6": _trim("105mm", "148mm"),
    "A-format": _trim("110mm", "178mm"),
    "B-format": _trim("129mm", "198mm"),
    "Demy": _trim("138mm", "216mm"),
    "Royal": _trim("156mm", "234mm"),
    "Crown Quarto": _trim("189mm", "246mm"),
    "Pocket": _trim("4.25in", "6.87in"),
    "Small": _trim("5in", "8in"),
    "Novella": _trim("5in", "8in"),
    "Digest": _trim("5.5in", "8.5in"),
    "US Trade": _trim("6in", "9in"),
}


def trims_without_units(text: str) -> list[str]:
    """The names of the trims whose figures in inches, millimetres or centimetres are these: `US Trade` for `6x9`, `A5` for `148 × 210`."""
    figures = re.fullmatch(r"([0-9.]+)\s*[x×X*]\s*([0-9.]+)", text.strip())
    if not figures or any(figure.count(".") > 1 or figure == "." for figure in figures.groups()):
        return []
    written = [{round(float(figure) * POINTS[unit], 2) for figure in figures.groups()} for unit in ("in", "mm", "cm")]
    return [name for name, size in NAMED_TRIMS.items() if {round(size.width.points, 2), round(size.height.points, 2)} in written]
