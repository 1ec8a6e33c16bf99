"""The faces that every book is set in, on paper and on screen, and the letters that each of them has."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal

import fontpkg
from fontTools.ttLib import TTFont

from publish.model import Face

FAMILIES = ("EB Garamond", "Cardo", "Source Code Pro")  # as --serif and --mono of styles/tokens.css name them


def faces() -> tuple[Face, ...]:
    """All faces of all families, in the order of FAMILIES."""
    files = [(family.name, file) for family in map(fontpkg.family, FAMILIES) for file in family.files]
    return tuple(
        Face(family=name, style=_style(file.style), weights=(file.wght_min or file.weight, file.wght_max or file.weight), path=file.path)
        for name, file in files
    )


@cache
def letters_of(path: Path) -> frozenset[int]:
    """The code points that a font file has glyphs for."""
    with TTFont(BytesIO(path.read_bytes()), lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


def _style(style: str) -> Literal["normal", "italic"]:
    return "italic" if style == "italic" else "normal"
