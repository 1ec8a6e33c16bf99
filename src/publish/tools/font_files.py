"""Font files as they lie on a disk: what each says of itself, and its content as one plain font. A door to fontTools.

A file is TrueType or OpenType (.ttf, .otf), packed (.woff, .woff2), or a collection of several fonts (.ttc, .otc), whose parts are numbered
from 0.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from fontTools.ttLib import TTFont, TTLibError
from fontTools.ttLib.sfnt import SFNTReader, SFNTWriter, readTTCHeader

FORMATS = (".ttf", ".otf", ".ttc", ".otc", ".woff2", ".woff")
"""The endings of font files, those that need no unpacking first."""
PACKED = (b"wOFF", b"wOF2")
COLLECTION = b"ttcf"
UNREADABLE = (TTLibError, AssertionError, ValueError, KeyError, EOFError, OSError, struct.error, zlib.error)
"""What fontTools raises for a file that is not a sound font."""
WIDTHS = {1: "Ultra Condensed", 2: "Extra Condensed", 3: "Condensed", 4: "Semi Condensed"} | {
    6: "Semi Expanded",
    7: "Expanded",
    8: "Extra Expanded",
    9: "Ultra Expanded",
}
"""The names of widths but the normal one, by their numbers in the table “OS/2”."""
OUTLINES = ("glyf", "CFF ", "CFF2")
"""The tables with outlines: a font of pictures has none of them, and cannot be printed."""
FAMILY, TYPOGRAPHIC_FAMILY = 1, 16
"""Ids in the table “name”: the family of at most four styles, and the whole one."""
ITALIC, OBLIQUE = 1 << 0, 1 << 9  # bits of fsSelection
SLANTED = 1 << 1  # bit of macStyle


@dataclass(frozen=True, slots=True, kw_only=True)
class FontPart:
    """One font of a file, as it describes itself. `weights` are those of its axis, or its only weight twice.

    `embedding` is fsType (OpenType, “OS/2”): what its maker allows. `x_height` is in em, 0 where the font does not say it.
    """

    number: int
    family: str
    style: Literal["normal", "italic"]
    weights: tuple[int, int]
    embedding: int
    x_height: float
    is_truetype: bool
    """Whether its outlines are those of TrueType; those of OpenType have a size of their own (“CFF”, FontMatrix)."""

    @property
    def is_variable(self) -> bool:
        """Whether its weight can be chosen."""
        return self.weights[0] < self.weights[1]


def parts_of(content: bytes) -> tuple[FontPart, ...]:
    """The fonts of a file that have outlines; none if it cannot be read."""
    try:
        return tuple(_parts(content))
    except UNREADABLE:
        return ()


def plain_font(path: Path, number: int = 0) -> bytes:
    """The content of one font of a file, unpacked; the file's content as it is if it cannot be unpacked. OSError if there is no file."""
    content = path.read_bytes()
    try:
        if content.startswith(PACKED):
            return _unpacked(content)
        if content.startswith(COLLECTION):
            return _alone(content, number)
    except UNREADABLE:
        pass
    return content


def _parts(content: bytes) -> Iterator[FontPart]:
    count = readTTCHeader(BytesIO(content)).numFonts if content.startswith(COLLECTION) else 1
    for number in range(count):
        with TTFont(BytesIO(content), fontNumber=number, lazy=True) as font:
            if any(table in font for table in OUTLINES):
                yield _part(font, number)


def _part(font: Any, number: int) -> FontPart:
    os2, head, names = font["OS/2"], font["head"], font["name"]
    family = names.getDebugName(TYPOGRAPHIC_FAMILY) or names.getDebugName(FAMILY) or ""
    width = WIDTHS.get(os2.usWidthClass, "")
    if width and width.replace(" ", "").casefold() not in family.replace(" ", "").casefold():
        family = f"{family} {width}"
    is_italic = bool(os2.fsSelection & (ITALIC | OBLIQUE) or head.macStyle & SLANTED)
    axis = next((axis for axis in font["fvar"].axes if axis.axisTag == "wght"), None) if "fvar" in font else None
    weights = (round(axis.minValue), round(axis.maxValue)) if axis else (os2.usWeightClass, os2.usWeightClass)
    return FontPart(
        number=number,
        family=" ".join(family.split()),
        style="italic" if is_italic else "normal",
        weights=weights,
        embedding=os2.fsType,
        x_height=getattr(os2, "sxHeight", 0) / head.unitsPerEm,
        is_truetype="glyf" in font,
    )


def _unpacked(content: bytes) -> bytes:
    unpacked = BytesIO()
    with TTFont(BytesIO(content), recalcTimestamp=False) as font:
        font.flavor = None
        font.save(unpacked)
    return unpacked.getvalue()


def _alone(content: bytes, number: int) -> bytes:
    """A font of a collection as a file of its own. Its tables are copied as they are: to read and write them may take a minute."""
    reader = SFNTReader(BytesIO(content), fontNumber=number)
    alone = BytesIO()
    writer = SFNTWriter(alone, len(reader.tables), reader.sfntVersion)
    for tag in reader.tables:
        writer[tag] = reader[tag]
    writer.close()
    return alone.getvalue()
