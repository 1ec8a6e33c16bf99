"""The codes of the glyphs that fallback faces draw: each code has one text in the whole book, so that every reader finds what is written.

In a shaped script a glyph is drawn for different texts: the vowel sign before क and before म, a dot below several letters of Arabic. In a
PDF a code of a font has one text. So a glyph that is drawn for the letter that it belongs to keeps its id for a code, in a font that all
fragments share; a run with any other glyph is drawn in a second font of the same face, which is the fragment's own, under codes that are
counted from 1, one for each glyph with each text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from publish.model import Face
from publish.text.bidi_levels import runs_left

NO_TEXT = "\u2060"
"""The text of a glyph that draws a part of a character: in a file, a glyph without text is an unknown character."""


@dataclass(slots=True, kw_only=True, eq=False)
class CodedFont:
    """A font of a face in which codes are not glyph ids. Named as WeasyPrint's fonts are."""

    hash: str
    face: Face
    weight: int
    to_unicode: dict[int, str] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    glyphs: dict[int, int] = field(default_factory=dict)
    """The glyph of each code."""
    codes: dict[tuple[int, str], int] = field(default_factory=dict)

    def code(self, glyph: int, text: str) -> int:
        """The code of a glyph with a text."""
        code = self.codes.setdefault((glyph, text), len(self.codes) + 1)
        self.glyphs[code], self.to_unicode[code] = glyph, text
        return code


def texts_of_glyphs(
    glyphs: Sequence[int], starts: Sequence[int], ends: Mapping[int, int], widths: Sequence[int], line: bytes, letters: Mapping[int, str]
) -> list[str]:
    """The text of each glyph of a run, NO_TEXT for a glyph that draws a part of what another one has for its text.

    `starts` are the offsets in the line at which the text of each glyph's cluster begins, `ends` those at which it ends; `letters` are the
    letters that glyphs are drawn for by themselves.
    """
    texts: list[str] = []
    for start, together in groupby(range(len(glyphs)), key=lambda index: starts[index]):
        indices = list(together)
        cluster = line[start : ends[start]].decode()
        of_cluster = [glyphs[index] for index in indices]
        texts += _texts_of_cluster(cluster, of_cluster, [widths[index] for index in indices], letters)
    return texts


def _texts_of_cluster(cluster: str, glyphs: Sequence[int], widths: Sequence[int], letters: Mapping[int, str]) -> list[str]:
    """From left to right the characters go to the glyphs in their order, whatever a glyph shows: together they are the text."""
    if len(glyphs) == 1:
        return [cluster]
    if any(map(runs_left, cluster)):
        return list(_texts_from_right(cluster, glyphs, widths, letters))
    last = len(glyphs) - 1
    return [(cluster[index:] if index == last else cluster[index : index + 1]) or NO_TEXT for index in range(len(glyphs))]


def _texts_from_right(cluster: str, glyphs: Sequence[int], widths: Sequence[int], letters: Mapping[int, str]) -> Iterator[str]:
    """The points of a letter are drawn before it; the widest of the other glyphs has what is left."""
    rest = list(cluster)
    own: dict[int, str] = {}
    for index, glyph in enumerate(glyphs):
        if letters.get(glyph, "") in rest:
            own[index] = letters[glyph]
            rest.remove(letters[glyph])
    if rest:
        body = max((index for index in range(len(glyphs)) if index not in own), key=lambda index: widths[index], default=len(glyphs) - 1)
        own[body] = own.get(body, "") + "".join(rest)
    yield from (own.get(index, NO_TEXT) for index in range(len(glyphs)))


def is_coded(font: Any) -> bool:
    """Whether a font is drawn under codes that no other text has."""
    return font.face is not None and bool(font.face.stands_in)
