"""Signs: what tells how far into a text a printed page begins, in the pages as they were laid out and in the manuscript's markup alike.

A sign is a letter of the case-folded text that is neither space nor format character nor hyphen (U+2010: layout divides words with it), or
one thing that is no text: an image, a formula, a break. Neither line breaks nor capitals nor divided words change their number.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

DIVIDING = "\u2010"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStart:
    """Where the text of a printed page begins: behind so many signs of a note's text, or of its document's, `of` being ""."""

    of: str
    after: int


def signs_in(text: str) -> int:
    """How many signs a text has: `signs_in("Straße ‐ 5.")` is 9."""
    return sum(map(_signs_of, text))


def place_of_sign(text: str, number: int) -> int:
    """Where in a text the sign with this number stands, counted from 0. ValueError if it has fewer."""
    for place, letter in enumerate(text):
        number -= _signs_of(letter)
        if number < 0:
            return place
    raise ValueError(f"the text has {-number} signs too few")


@lru_cache(maxsize=8192)
def _signs_of(letter: str) -> int:
    if letter.isspace() or letter == DIVIDING or unicodedata.category(letter) == "Cf":
        return 0
    return len(letter.casefold())
