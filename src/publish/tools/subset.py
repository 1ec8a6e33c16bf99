"""A face cut down to what a book draws, at one weight: the only place that knows HarfBuzz's subsetter (hb-subset, through uharfbuzz).

A variable face becomes a static font: old reading systems know no other, and a PDF may hold none. The same face and letters give the same
bytes on every machine, since the subsetter comes by wheel.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any

import uharfbuzz
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer.names import updateNameTable

PROGRAM_TABLES = frozenset({"glyf", "loca", "head", "hhea", "hmtx", "maxp"})
"""What a PDF asks of a TrueType program (ISO 32000-1, 9.9), without the cmap, since its text names glyphs by their ids."""
WITHOUT_USE = frozenset({"STAT", "FFTM", "meta"})
"""Tables of a variable or a working font: STAT speaks of axes that are gone, FFTM is FontForge's own dates."""

RESERVED = re.compile(r"Reserved Font Name[s:]*\s+[‘'“\"]?(\w+)")
FONT_NAMES = frozenset({1, 3, 4, 6, 16, 21, 25})  # ids of the name table (OpenType, “name”) that say what a font is called


@lru_cache(maxsize=32)
def file_digest(path: Path) -> str:
    """A face's file by its content, for what is remembered of it."""
    return blake2b(path.read_bytes(), digest_size=20).hexdigest()


def font(path: Path, weight: int, letters: str, features: Iterable[str]) -> bytes:
    """A font of these letters, with its names and licence; the layout features are kept beside those that every text needs."""
    face, asked = _asked(path, weight)
    asked.flags = uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    asked.unicode_set.update(map(ord, letters))
    asked.layout_feature_tag_set.update(map(_tag, features))
    asked.drop_table_tag_set.update(map(_tag, WITHOUT_USE))
    with TTFont(BytesIO(_executed(face, asked)), recalcTimestamp=False) as cut:
        cut["name"] = _names(path, weight)
        buffer = BytesIO()
        cut.save(buffer)
    return buffer.getvalue()


def program(path: Path, weight: int, glyphs: Iterable[int]) -> bytes:
    """A TrueType program of these glyphs for a PDF: they keep their ids. ValueError if the face has no TrueType outlines."""
    face, asked = _asked(path, weight)
    missing = PROGRAM_TABLES - set(face.table_tags)
    if missing:
        raise ValueError(f"{path.name} has no TrueType outlines")
    flags = uharfbuzz.SubsetFlags
    asked.flags = flags.NOTDEF_OUTLINE | flags.RETAIN_GIDS | flags.NO_LAYOUT_CLOSURE | flags.NO_HINTING  # a press has dots enough
    asked.glyph_set.update(glyphs)
    asked.drop_table_tag_set.update(_tag(table) for table in face.table_tags if table not in PROGRAM_TABLES | {"fvar", "gvar", "avar"})
    return _executed(face, asked)


def _asked(path: Path, weight: int) -> tuple[Any, Any]:
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
    asked = uharfbuzz.SubsetInput()
    asked.pin_all_axes_to_default(face)
    if any(axis.tag == "wght" for axis in face.axis_infos):
        asked.pin_axis_location(face, "wght", float(weight))
    return face, asked


def _executed(face: Any, asked: Any) -> bytes:
    return bytes(uharfbuzz.SubsetPlan(face, asked).execute().blob.data)


def _names(path: Path, weight: int) -> Any:
    """The whole name table, with the weight's own name where the face is variable; OFL §2 wants the licence in each copy.

    A name that the copyright reserves stays the whole font's: no changed one may bear it (OFL §3).
    """
    with TTFont(path, recalcTimestamp=False) as whole:
        if "STAT" in whole and "fvar" in whole:
            updateNameTable(whole, {"wght": weight})
        names = whole["name"]
        reserved = RESERVED.search(names.getDebugName(0) or "")
        for record in names.names:
            if reserved and record.nameID in FONT_NAMES:
                record.string = record.toUnicode().replace(reserved[1], "Subset")
        return names


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("ascii"), "big")
