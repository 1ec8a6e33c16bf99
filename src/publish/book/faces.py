"""The faces that every book is set in, on paper and on screen, and the letters that each of them has.

Policy: the letters drawn are those written. A character that a face shows as a placeholder counts as missing, and features that draw other
letters are taken out of a face before it is used (`publish.book.letterforms`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import fontpkg

from publish.book.letterforms import altering_features, without_letters
from publish.model import Face
from publish.text.words import SELECTORS
from publish.tools.cache import Cache, digest, file_digest
from publish.tools.font_files import plain_font
from publish.tools.glyphs import Glyphs, resized, without_features
from publish.tools.mupdf import built_in_face

CODE_FAMILY = "Source Code Pro"
FAMILIES = ("EB Garamond", "Cardo", CODE_FAMILY)  # as --serif and --mono of styles/tokens.css name them

BUILT_IN = "DroidSansFallback.ttf"
"""The file name of the face that MuPDF brings with it; there is no such file."""
LINE_BOX = (1.007, -0.298)
"""The ascent and the descent of EB Garamond, in em: a line with a fallback face in it stands where it would stand without."""


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
        facts = facts_of(file.path, cache or Cache(None))
        weights = (file.wght_min or file.weight, file.wght_max or file.weight)
        faces.append(
            Face(family=name, style=_style(file.style), weights=weights, path=file.path, unshown=facts.unshown, altering=facts.altering),
        )
    return tuple(faces)


def face_of_file(family: str, style: Literal["normal", "italic"], weights: tuple[int, int], path: Path, cache: Cache) -> Face:
    """A face of the book's own, which is used as it is."""
    return Face(family=family, style=style, weights=weights, path=path, unshown=facts_of(path, cache).unshown)


@lru_cache(maxsize=64)
def letters_of(face: Face) -> frozenset[int]:
    """The code points that a face shows. OSError if its file is missing, ValueError if it is not a font."""
    letters = glyphs_of(face).by_character
    if not letters:
        raise ValueError(f"{face.path.name} is not a font")
    shown = frozenset(map(ord, letters)) - frozenset(map(ord, face.unshown))
    return frozenset(code for code in shown if not face.scripts or _is_of(chr(code), face.scripts))


def _is_of(letter: str, scripts: Iterable[str]) -> bool:
    """Whether a letter, a mark or a sign belongs to one of the scripts, alone or with others."""
    from fontTools.unicodedata import script_extension  # large tables, for the books that name a face for a script

    return not script_extension(letter).isdisjoint(scripts)


@lru_cache(maxsize=64)
def glyphs_of(face: Face) -> Glyphs:
    """The glyphs of a face as it is used."""
    return Glyphs(drawn_content(face))


@lru_cache(maxsize=32)
def letters_of_glyphs(face: Face) -> Mapping[int, str]:
    """The letter that each glyph is drawn for by itself, the first one of several."""
    glyphs = glyphs_of(face).by_character
    return {glyphs[letter]: letter for letter in sorted(glyphs, reverse=True)}


def is_drawn(character: str) -> bool:
    """Whether a character needs a glyph: not a space, a control, a joiner or a selector of variants."""
    return character.isprintable() and not character.isspace() and character not in SELECTORS


def drawn_content(face: Face) -> bytes:
    """The content of a face's file as it is used: without the features that draw other letters, and in its size beside the text.

    Glyphs keep their ids.
    """
    content = built_in_face() if face.path.name == BUILT_IN else plain_font(face.path, face.number)
    if face.size:
        content = resized(content, face.size, *LINE_BOX)
    return without_features(content, face.altering) if face.altering else content


def facts_of(path: Path, cache: Cache, number: int = 0) -> Facts:
    """What is known about the letters of a font in a file, remembered in the cache; nothing for a file that is missing."""
    if not path.is_file():
        return Facts()  # reported where the face is used (P108)
    content = file_digest(path)
    return cache.remember(digest("letters of a face", content, number), Facts, lambda: _read_facts(path, number, content))


@lru_cache(maxsize=64)
def _read_facts(path: Path, number: int, _: str) -> Facts:
    """The facts of a font in a file with a content, which is given by its digest."""
    glyphs = Glyphs(plain_font(path, number))
    return Facts(unshown="".join(sorted(without_letters(glyphs))), altering=altering_features(glyphs))


def _style(style: str) -> Literal["normal", "italic"]:
    return "italic" if style == "italic" else "normal"
