"""The faces that every book is set in, on paper and on screen, and the letters that each of them has.

Policy: the letters drawn are those written. A character that a face shows as a placeholder counts as missing, and features that draw other
letters are taken out of a face before it is used (`publish.book.letterforms`).
"""

import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Literal

import fontpkg
from fontTools.ttLib import TTFont, TTLibError

from publish.book.letterforms import altering_features, without_letters
from publish.model import Face
from publish.tools.cache import Cache, digest, file_digest
from publish.tools.glyphs import Glyphs, without_features

FAMILIES = ("EB Garamond", "Cardo", "Source Code Pro")  # as --serif and --mono of styles/tokens.css name them

COMPRESSED = (b"wOFF", b"wOF2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The `unshown` and the `altering` of a face."""

    unshown: str = ""
    altering: tuple[tuple[str, str, str], ...] = ()


def faces(cache: Cache | None = None) -> tuple[Face, ...]:
    """All faces of all families, in the order of FAMILIES. What is known about the letters of their files is remembered in the cache."""
    files = [(family.name, file) for family in map(fontpkg.family, FAMILIES) for file in family.files]
    faces = []
    for name, file in files:
        facts = _facts(file.path, cache or Cache(None))
        weights = (file.wght_min or file.weight, file.wght_max or file.weight)
        faces.append(
            Face(family=name, style=_style(file.style), weights=weights, path=file.path, unshown=facts.unshown, altering=facts.altering),
        )
    return tuple(faces)


def face_of_file(family: str, style: Literal["normal", "italic"], weights: tuple[int, int], path: Path, cache: Cache) -> Face:
    """A face of the book's own, which is used as it is."""
    return Face(family=family, style=style, weights=weights, path=path, unshown=_facts(path, cache).unshown)


@lru_cache(maxsize=64)
def letters_of(face: Face) -> frozenset[int]:
    """The code points that a face shows. OSError if its file is missing, ValueError if it is not a font."""
    letters = glyphs_of(face).by_character
    if not letters:
        raise ValueError(f"{face.path.name} is not a font")
    return frozenset(map(ord, letters)) - frozenset(map(ord, face.unshown))


@lru_cache(maxsize=64)
def glyphs_of(face: Face) -> Glyphs:
    """The glyphs of a face as it is used."""
    return Glyphs(drawn_content(face))


def drawn_content(face: Face) -> bytes:
    """The content of a face's file as it is used: without the features that draw other letters. Glyphs keep their ids."""
    content = _content(face.path)
    return without_features(content, face.altering) if face.altering else content


def _content(path: Path) -> bytes:
    """The content of a font file, a WOFF unpacked; as it is if it cannot be unpacked."""
    content = path.read_bytes()
    if not content.startswith(COMPRESSED):
        return content
    unpacked = BytesIO()
    try:
        with TTFont(BytesIO(content), recalcTimestamp=False) as font:
            font.flavor = None
            font.save(unpacked)
    except (TTLibError, ValueError, AssertionError, EOFError, struct.error, zlib.error):
        return content
    return unpacked.getvalue()


def _facts(path: Path, cache: Cache) -> Facts:
    if not path.is_file():
        return Facts()  # reported where the face is used (P108)
    content = file_digest(path)
    return cache.remember(digest("letters of a face", content), Facts, lambda: _read_facts(path, content))


@lru_cache(maxsize=64)
def _read_facts(path: Path, _: str) -> Facts:
    """The facts of a file with a content, which is given by its digest."""
    glyphs = Glyphs(_content(path))
    return Facts(unshown="".join(sorted(without_letters(glyphs))), altering=altering_features(glyphs))


def _style(style: str) -> Literal["normal", "italic"]:
    return "italic" if style == "italic" else "normal"
