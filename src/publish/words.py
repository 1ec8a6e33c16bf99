"""Words as every stage and every check count them, so that two readings of one text can be compared exactly.

A word is a run of letters, marks, digits and symbols (Unicode categories L, M, N, Sc, Sm, So) after NFKC and case folding. Punctuation,
spaces, soft hyphens, joiners and typographic variants (ligatures, no-break spaces, small or curly forms) make no difference.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

IGNORED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A run of text as words, each with its manuscript line (0 where unknown). Both tuples have one length."""

    texts: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.texts)


def split_words(text: str) -> list[str]:
    """The words of a text in order: `split_words("Old-style “ﬁgures”, £5.")` is `["old", "style", "figures", "£5"]`."""
    return fold(text).split()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The text folded for comparison: words in folded letters, one space for whatever parts them."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(_kept(letter) for letter in unicodedata.normalize("NFC", folded))


def words_of(runs: Iterable[tuple[str, int]]) -> Words:
    """The words of runs of text (text, manuscript line); a run's end does not end a word: `("un", 3), ("seen.", 3)` is one word."""
    texts: list[str] = []
    lines: list[int] = []
    open_word = False
    for text, line in runs:
        folded = fold(text)
        if not folded:
            continue
        pieces = folded.split()
        joined = open_word and not folded[0].isspace() and bool(pieces)
        if joined:
            texts[-1] += pieces.pop(0)
        texts.extend(pieces)
        lines.extend([line] * len(pieces))
        open_word = not folded[-1].isspace()
    return Words(texts=tuple(texts), lines=tuple(lines))


@lru_cache(maxsize=8192)
def _kept(letter: str) -> str:
    if letter in IGNORED:
        return ""
    category = unicodedata.category(letter)
    return letter if category[0] in "LMN" or category in {"Sc", "Sm", "So"} else " "
