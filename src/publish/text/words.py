"""Words as every stage and check counts them, so that two readings of one text can be compared exactly.

A word is a run of letters, marks, digits and symbols (Unicode categories L, M, N, Co, Sc, Sm, So) after compatibility composition and case
folding (NFKC, UAX #15). Punctuation, spaces, format characters (soft hyphens, joiners, variation selectors) and typographic variants
(ligatures, no-break spaces, small or curly forms) make no difference.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from publish.text.compressed_text import CompressedText

LINE_END = "\n"
"""Stands after a word at the end of a printed line, hyphenated or not: it may be one word with the next."""

HYPHENS = frozenset("-\u00ad\u2010\u2011")
BREAK_MARK = "›"
"""Ends a printed line at which a word of code or an address is broken that is wider than the line: a hyphen would be read as part of it."""
BROKEN = HYPHENS | {BREAK_MARK}
TEX_CHARACTERS = dict(zip("\\{}^_()[].*-/:&'", "⧵⎨⎬⌃⎯⎛⎞⎡⎤⋅∗−∕∶⅋ʹ", strict=True))
OTHER_CHARACTER = "∙"
LONGEST_UNBROKEN = 300  # characters; only the end of a longer text without spaces is kept
SEPARATE = re.compile("[!-~\u3400-\u9fff]")
"""Characters that never form one with the character before them."""
COUNTED = frozenset({"Co", "Sc", "Sm", "So"})
SELECTORS = frozenset(map(chr, (0x034F, *range(0x180B, 0x180E), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


@dataclass(frozen=True, slots=True)
class Words:
    """A run of text as words, each with its manuscript line (0 where unknown). Made by `Words.of`; `Words()` is empty.

    The words are compressed, since a tuple of words takes twenty times the memory of their letters. Each access to `texts` or `lines`
    decompresses them.
    """

    _texts: CompressedText = field(default_factory=CompressedText)
    _lines: CompressedText = field(default_factory=CompressedText)
    _count: int = 0

    @classmethod
    def of(cls, texts: Sequence[str], lines: Sequence[int] = ()) -> "Words":
        """These words, with the line of each if the lines are known."""
        return cls(_compressed(texts), _compressed([str(line) for line in lines]), len(texts))

    @property
    def texts(self) -> tuple[str, ...]:
        """The words."""
        return _decompressed(self._texts)

    @property
    def lines(self) -> tuple[int, ...]:
        """The manuscript line of each word."""
        return tuple(map(int, _decompressed(self._lines))) or (0,) * self._count

    def __len__(self) -> int:
        return self._count


class CompressedWords(Mapping[str, tuple[str, ...]]):
    """Words by name, in the order in which the names were added, compressed as in `Words`."""

    def __init__(self, words: Mapping[str, Sequence[str]] | None = None) -> None:
        self._compressed = {name: _compressed(texts) for name, texts in (words or {}).items()}

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return _decompressed(self._compressed[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._compressed)

    def __len__(self) -> int:
        return len(self._compressed)

    def __contains__(self, name: object) -> bool:
        return name in self._compressed

    def put(self, name: str, words: Sequence[str]) -> None:
        """Store the words of a name, in place of any that it has."""
        self._compressed[name] = _compressed(words)


def _compressed(words: Sequence[str]) -> CompressedText:
    return CompressedText.of(" ".join(words))


def _decompressed(compressed: CompressedText) -> tuple[str, ...]:
    text = compressed.text
    return tuple(text.split(" ")) if text else ()


@dataclass(slots=True, kw_only=True)
class WordStream:
    """Collects words from successive runs of text. The end of a run does not end a word: `add("un")`, `add("seen.")` is one word."""

    texts: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    _unbroken: str = ""  # the text since the last space; of a long one only its end
    _open: str = ""  # the word, folded, that a long text without spaces has before that end
    _since: int = 0  # the number of words before it

    def add(self, text: str, line: int = 0) -> None:
        """Add a run of text; words that begin in it get this manuscript line."""
        if text == " ":
            self.end_word()
            return
        if not self._unbroken and (pieces := _pieces(text)):  # the usual case: a text without spaces that begins a word
            self.texts += pieces
            self.lines += [line] * len(pieces)
            self._unbroken = text
            return
        if text[:1].isspace():
            self.end_word()
        for place, token in enumerate(text.split()):
            if place:
                self.end_word()
            self._unbroken += token
            self.texts[self._since :] = (self._open + fold(self._unbroken)).split()
            self.lines.extend([line] * (len(self.texts) - len(self.lines)))
            del self.lines[len(self.texts) :]
            if len(self._unbroken) > LONGEST_UNBROKEN:
                self._shorten()
        if text[-1:].isspace():
            self.end_word()

    def end_word(self) -> None:
        """End the current word."""
        self._unbroken = self._open = ""
        self._since = len(self.texts)

    def _shorten(self) -> None:
        """Keep the end of a long text without spaces, from a character that no other combines with: it is folded again with each run."""
        at = next((at for at in range(len(self._unbroken) - 1, 0, -1) if SEPARATE.match(self._unbroken, at)), 0)
        folded = self._open + fold(self._unbroken[:at])
        words = folded.split()
        self._open = words.pop() if words and not folded.endswith(" ") else ""
        self._since += len(words)
        self._unbroken = self._unbroken[at:]

    def end_line(self) -> None:
        """End a printed line. The word may go on in the next line, unless a space, or punctuation other than a hyphen, ends it."""
        open_text = self._unbroken[:-1] if self._unbroken[-1:] in BROKEN else self._unbroken
        folded = self._open + fold(open_text)
        if folded and not folded.endswith(" "):
            self.texts[-1] += LINE_END
        self.end_word()

    @property
    def words(self) -> Words:
        """All words added so far."""
        return Words.of(self.texts, self.lines)


def split_words(text: str) -> list[str]:
    """The words of a text in order: `split_words("Old-style “ﬁgures”, £5.")` is `["old", "style", "figures", "£5"]`."""
    return [piece for token in text.split() for piece in _pieces(token) or fold(token).split()]


def words_of(runs: Iterable[tuple[str, int]]) -> Words:
    """The words of runs of text (text, manuscript line); a run's end does not end a word: `("un", 3), ("seen.", 3)` is one word."""
    stream = WordStream()
    for text, line in runs:
        stream.add(text, line)
    return stream.words


def formula_word(tex: str) -> str:
    """The one word that a formula counts as: `formula_word(r"\\frac{a}{2}")` is `$⧵frac⎨a⎬⎨2⎬$`.

    A character that cannot be part of a word is replaced by one that can and that looks like it, so that a person can read the word.
    """
    characters = (TEX_CHARACTERS.get(character, character) for character in tex if not character.isspace())
    return f"${''.join(character if fold(character).strip() else OTHER_CHARACTER for character in characters)}$"


@lru_cache(maxsize=65536)
def _pieces(text: str) -> tuple[str, ...]:
    """The words of a text without spaces; empty if the text has spaces."""
    return tuple(fold(text).split()) if text.split() == [text] else ()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The text folded for comparison: every character that is not part of a word becomes a space."""
    plain = "".join(character for character in text if not _is_ignored(character))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())
    return "".join(_folded_character(character) for character in folded)


@lru_cache(maxsize=8192)
def _is_ignored(character: str) -> bool:
    return unicodedata.category(character) == "Cf" or character in SELECTORS


@lru_cache(maxsize=8192)
def _folded_character(character: str) -> str:
    category = unicodedata.category(character)
    return character if category[0] in "LMN" or category in COUNTED else " "
