"""Subsets of faces, at one weight. The door to HarfBuzz's subsetter (hb-subset, through uharfbuzz).

A variable face becomes a static font, since old reading systems and PDF support no variable fonts. The same face and characters give the
same bytes on every machine, since the subsetter comes by wheel.
"""

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import uharfbuzz
from fontTools.ttLib import TTFont
from fontTools.ttLib.sfnt import SFNTReader

PROGRAM_TABLES = frozenset({"glyf", "loca", "head", "hhea", "hmtx", "maxp"})
"""The tables that a PDF needs of a TrueType program (ISO 32000-1, 9.9), without the cmap: its text names glyphs by id."""
COMPACT_TABLES = frozenset({"CFF ", "CFF2"})
VARIATION_TABLES = frozenset({"fvar", "gvar", "avar", "HVAR"})
UNUSED_TABLES = frozenset({"STAT", "FFTM", "meta"})
"""Tables that a subset does not need: STAT describes axes that are gone, FFTM has FontForge's dates."""

RESERVED = re.compile(r"Reserved Font Name[s:]*\s+[‘'“\"]?(\w+)")
FONT_NAMES = frozenset({1, 3, 4, 6, 16, 21, 25})  # ids of the name table (OpenType, “name”) that are names of the font


def font(content: bytes, weight: int, characters: str, features: Iterable[str]) -> bytes:
    """A font with these characters, its names and licence, and these layout features besides those that every text needs."""
    face, subset_input = _subset_input(uharfbuzz.Blob(content), weight)
    subset_input.flags = uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    subset_input.unicode_set.update(map(ord, characters))
    subset_input.layout_feature_tag_set.update(map(_tag, features))
    subset_input.drop_table_tag_set.update(map(_tag, UNUSED_TABLES))
    with TTFont(BytesIO(_subset(face, subset_input)), recalcTimestamp=False) as cut:
        cut["name"] = _names(content, weight)
        buffer = BytesIO()
        cut.save(buffer)
    return buffer.getvalue()


def program(content: bytes, weight: int, glyphs: Iterable[int]) -> bytes:
    """A program with these glyphs for a PDF: one of TrueType, or the bare table “CFF ” of a font with the outlines of OpenType.

    Glyphs keep their ids, which are the character ids of a CFF program. ValueError if the font has no outlines.
    """
    face, subset_input = _subset_input(uharfbuzz.Blob(content), weight)
    tables = set(face.table_tags)
    compact = tables & COMPACT_TABLES
    if not compact and PROGRAM_TABLES - tables:
        raise ValueError("a font without outlines")
    flags = uharfbuzz.SubsetFlags
    subset_input.flags = flags.NOTDEF_OUTLINE | flags.RETAIN_GIDS | flags.NO_LAYOUT_CLOSURE | flags.NO_HINTING  # a press has enough dots
    if compact:
        subset_input.flags |= flags.CFF_IDENTITY_CHARSET | flags.DOWNGRADE_CFF2
    subset_input.glyph_set.update(glyphs)
    needed = PROGRAM_TABLES | COMPACT_TABLES | VARIATION_TABLES
    subset_input.drop_table_tag_set.update(_tag(table) for table in tables if table not in needed)
    cut = _subset(face, subset_input)
    return bytes(SFNTReader(BytesIO(cut))["CFF "]) if compact else cut


def _subset_input(blob: Any, weight: int) -> tuple[Any, Any]:
    face = uharfbuzz.Face(blob)
    subset_input = uharfbuzz.SubsetInput()
    subset_input.pin_all_axes_to_default(face)
    if any(axis.tag == "wght" for axis in face.axis_infos):
        subset_input.pin_axis_location(face, "wght", float(weight))
    return face, subset_input


def _subset(face: Any, subset_input: Any) -> bytes:
    return bytes(uharfbuzz.SubsetPlan(face, subset_input).execute().blob.data)


def _names(content: bytes, weight: int) -> Any:
    """The whole name table, since OFL §2 requires the licence in each copy; with the weight's name if the face is variable.

    A name that the copyright notice reserves is replaced: no modified font may have it (OFL §3).
    """
    with TTFont(BytesIO(content), recalcTimestamp=False) as whole:
        if "STAT" in whole and "fvar" in whole:
            from fontTools.varLib.instancer.names import updateNameTable  # the instancer takes 0.1 s to load

            updateNameTable(whole, {"wght": weight})
        names = whole["name"]
        reserved = RESERVED.search(names.getDebugName(0) or "")
        for record in names.names:
            if reserved and record.nameID in FONT_NAMES:
                record.string = record.toUnicode().replace(reserved[1], "Subset")
        return names


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("ascii"), "big")
