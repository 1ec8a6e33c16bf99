"""Where words may be divided: by the book's own list first, then by the dictionary of their language.

The dictionaries are pyphen's. A layout has one set of them, which WeasyPrint uses too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import pyphen

LONGEST = 150  # letters: no line holds more, and WeasyPrint measures the text before each place where a word may be divided


class Dictionaries(dict[Any, "_Dictionary"]):
    """The dictionaries of a layout by language and limits, each made at its first use. `words` are the book's own divided words."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self.words = words

    def get(self, key: Any, default: Any = None) -> Any:
        """The dictionary for a key: language, least letters before and after the hyphen, least letters of the word."""
        if key not in self:
            language, left, right, _ = key
            self[key] = _Dictionary(self.words, pyphen.Pyphen(lang=language, left=left, right=right))
        return self[key]


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """A language's dictionary with the interface that WeasyPrint expects. Words of the book's own list are divided as written there."""

    words: Mapping[str, str]
    dictionary: Any
    cached: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def places(self, word: str) -> tuple[int, ...]:
        """The places where a word may be divided, as numbers of letters before them, in order.

        Places at which letters would be added or changed are left out.
        """
        if word not in self.cached:
            divided = self.words.get(word.casefold())
            if divided is None or len(divided.replace("-", "")) != len(word):
                places = [int(place) for place in self.dictionary.positions(word) if not getattr(place, "data", None)]
            else:
                places = list(accumulate(len(part) for part in divided.split("-")[:-1]))
            self.cached[word] = tuple(places)
        return self.cached[word]

    def iterate(self, word: str) -> Iterator[tuple[str, str]]:
        """Each division of the word into two parts, the longest first part first."""
        if word.casefold() in self.words or len(word) > LONGEST:
            word_places = [place for place in self.places(word) if place < LONGEST]
            yield from ((word[:place], word[place:]) for place in reversed(word_places))
        else:
            yield from self.dictionary.iterate(word)
