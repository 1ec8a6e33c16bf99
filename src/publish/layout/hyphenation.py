"""Where words may be divided: by the dictionary of their language, and by the book's own list before it.

Dictionaries are pyphen's, which WeasyPrint asks as well; a layout has one set of them for both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import pyphen


class Dictionaries(dict[Any, "_Dictionary"]):
    """The dictionaries of a layout, by language and least letters: each is made when it is first asked for, with the book's own words."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self.words = words

    def get(self, key: Any, default: Any = None) -> Any:
        """The dictionary for a language, least letters before and after the hyphen, least letters of the word."""
        if key not in self:
            language, left, right, _ = key
            self[key] = _Dictionary(self.words, pyphen.Pyphen(lang=language, left=left, right=right))
        return self[key]


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """A language's dictionary as WeasyPrint asks it; words of the book's own list are divided as they are written there."""

    words: Mapping[str, str]
    dictionary: Any
    known: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def places(self, word: str) -> tuple[int, ...]:
        """How many letters stand before each place where a word may be divided, in order; none where letters would be added or changed."""
        if word not in self.known:
            own = self.words.get(word.casefold())
            if own is None or len(own.replace("-", "")) != len(word):
                found = [int(place) for place in self.dictionary.positions(word) if not getattr(place, "data", None)]
            else:
                found = list(accumulate(len(part) for part in own.split("-")[:-1]))
            self.known[word] = tuple(found)
        return self.known[word]

    def iterate(self, word: str) -> Iterator[tuple[str, str]]:
        """The word in two parts, the longest first part first."""
        if word.casefold() in self.words:
            yield from ((word[:place], word[place:]) for place in reversed(self.places(word)))
        else:
            yield from self.dictionary.iterate(word)
