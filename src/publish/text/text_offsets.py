"""Text offsets that are the same in the printed pages and in the manuscript's markup. They say where a printed page begins.

An offset counts characters of the case-folded text, without spaces, format characters and U+2010 hyphens, with which layout divides words.
An image, a formula or a break counts as one character. So line breaks, capitals and divided words do not change an offset.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

DIVISION_HYPHEN = "\u2010"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStart:
    """Where the text of a printed page begins: an offset in the text of a note (its id), or of its document (`note` is "")."""

    note: str
    offset: int


def count_characters(text: str) -> int:
    """The number of counted characters in a text: `count_characters("Straße ‐ 5.")` is 9."""
    return sum(map(_count, text))


def index_of_character(text: str, offset: int) -> int:
    """The index in the text of the counted character at an offset, from 0. ValueError if the text has too few."""
    for index, character in enumerate(text):
        offset -= _count(character)
        if offset < 0:
            return index
    raise ValueError(f"the text has {offset + 1} characters too few")


@lru_cache(maxsize=8192)
def _count(character: str) -> int:
    if character.isspace() or character == DIVISION_HYPHEN or unicodedata.category(character) == "Cf":
        return 0
    return len(character.casefold())
