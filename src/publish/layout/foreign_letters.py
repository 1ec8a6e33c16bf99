"""Text with letters that its own families lack: it may also be set in the other families of the book, and in the fallback faces.

Policy: a text that its families can draw stays as it is. Boxes are WeasyPrint's own, untyped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from publish.book.faces import CODE_FAMILY, is_drawn, letters_of
from publish.book.fallback_faces import fallback_faces
from publish.book.small_capitals import nearest_faces
from publish.model import Face

COMMON = frozenset(
    map(
        chr,
        {*range(0x180), *range(0x2010, 0x2023), 0x2026, 0x2032, 0x2033, 0x20AC, 0x2122, 0x2212}
        - {0xB2, 0xB3, 0xB9, 0x2011, 0x2017, 0x201B, 0x201F},
    )
)
"""Characters that every face of the book's families has, if they are drawn: only a text with others is looked at."""
DRAWN = re.compile(r'<img[^>]* src="([^":]+\.svg)"', re.IGNORECASE)
ESCAPED = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")


def faces_for(page: str, stylesheet: str, folder: Path, faces: Sequence[Face]) -> tuple[Face, ...]:
    """The fallback faces for the letters of a page, as HTML, of the drawings in it, and of what a style sheet adds to it."""
    drawings = (folder / unquote(address) for address in DRAWN.findall(page))
    letters = set(page).union(_letters_of_sheet(stylesheet), *(_letters_of_drawing(path) for path in drawings if path.is_file())) - COMMON
    return fallback_faces(letters, faces) if letters else ()


def allow_fallbacks(box: Any) -> None:
    """Adds families to the style of a text box, if it has letters that its own ones lack. A family that has a placeholder for one of them
    comes last, since Pango takes that for the letter.
    """
    text, style = box.text, box.style
    if COMMON.issuperset(text):
        return
    faces: Sequence[Face] = getattr(style.font_config, "faces", ())
    named = {name.casefold() for name in style["font_family"]}
    own = nearest_faces(style["font_family"], _slope(style), int(style["font_weight"]), faces)
    missing = {letter for letter in text if ord(letter) not in _letters(own) and letter not in COMMON and is_drawn(letter)}
    if not own or not missing:
        return
    last = {face.family.casefold() for face in own if not missing.isdisjoint(face.unshown)}
    others = (face.family for face in sorted(faces, key=lambda face: face.family == CODE_FAMILY) if face.family.casefold() not in named)
    box.has_foreign_letters = True
    box.style = style.copy()
    box.style["font_family"] = tuple(
        sorted(dict.fromkeys((*style["font_family"], *others)), key=lambda family: family.casefold() in last),
    )


@lru_cache(maxsize=64)
def _letters(faces: tuple[Face, ...]) -> frozenset[int]:
    return frozenset[int]().union(*map(letters_of, faces))


@lru_cache(maxsize=8)
def _letters_of_sheet(stylesheet: str) -> frozenset[str]:
    codes = (int(code, 16) for code in ESCAPED.findall(stylesheet))
    return frozenset(stylesheet) | frozenset(chr(code) for code in codes if code < 0x110000)


def _letters_of_drawing(path: Path) -> set[str]:
    return set(unescape(path.read_text(encoding="utf-8", errors="replace")))


def _slope(style: Any) -> str:
    return "normal" if style["font_style"] == "normal" else "italic"
