"""Words as every stage and every check count them, so that two readings of one text can be compared exactly.

A word is a run of letters, marks, digits and symbols (Unicode categories L, M, N, Co, Sc, Sm, So) after compatibility composition and case
folding (NFKC, UAX #15). Punctuation, spaces, format characters (soft hyphens, joiners, variation selectors) and typographic variants
(ligatures, no-break spaces, small or curly forms) make no difference.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from publish.text.compressed_text import Packed

LINE_END = "\n"
"""Behind a word that ends where a printed line ends, with a hyphen or without: it may be one word with the next."""

HYPHENS = frozenset("-\u00ad\u2010\u2011")
TEX_SIGNS = dict(zip("\\{}^_()[].*-/:&'", "⧵⎨⎬⌃⎯⎛⎞⎡⎤⋅∗−∕∶⅋ʹ", strict=True))
OTHER_SIGN = "∙"
COUNTED = frozenset({"Co", "Sc", "Sm", "So"})
SELECTORS = frozenset(map(chr, (0x034F, *range(0x180B, 0x180E), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


@dataclass(frozen=True, slots=True)
class Words:
    """A run of text as words, each with its manuscript line (0 where unknown). Made by `Words.of`; without arguments it has none.

    They are packed, for a tuple of words takes twenty times their letters: each reading of `texts` and `lines` unpacks them.
    """

    _texts: Packed = field(default_factory=Packed)
    _lines: Packed = field(default_factory=Packed)
    _count: int = 0

    @classmethod
    def of(cls, texts: Sequence[str], lines: Sequence[int] = ()) -> "Words":
        """These words, and the line of each if it is known."""
        return cls(_packed(texts), _packed([str(line) for line in lines]), len(texts))

    @property
    def texts(self) -> tuple[str, ...]:
        """The words."""
        return _unpacked(self._texts)

    @property
    def lines(self) -> tuple[int, ...]:
        """The manuscript line of each."""
        return tuple(map(int, _unpacked(self._lines))) or (0,) * self._count

    def __len__(self) -> int:
        return self._count


class PackedWords(Mapping[str, tuple[str, ...]]):
    """Words by a name, in the order in which the names came, packed as those of `Words` are."""

    def __init__(self, known: Mapping[str, Sequence[str]] | None = None) -> None:
        self._packed = {name: _packed(words) for name, words in (known or {}).items()}

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return _unpacked(self._packed[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def __contains__(self, name: object) -> bool:
        return name in self._packed

    def put(self, name: str, words: Sequence[str]) -> None:
        """These are the words of this name."""
        self._packed[name] = _packed(words)


def _packed(words: Sequence[str]) -> Packed:
    return Packed.of(" ".join(words))


def _unpacked(packed: Packed) -> tuple[str, ...]:
    text = packed.text
    return tuple(text.split(" ")) if text else ()


@dataclass(slots=True, kw_only=True)
class WordStream:
    """Words gathered from runs of text as they come. The end of a run does not end a word: `add("un")`, `add("seen.")` is one word."""

    texts: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    _unbroken: str = ""  # the text since the last space
    _since: int = 0  # how many words stood before it

    def add(self, text: str, line: int = 0) -> None:
        """The text goes on; words that begin in it stand on this manuscript line."""
        if text == " ":
            self.end_word()
            return
        if not self._unbroken and (pieces := _pieces(text)):  # most of a book: a text that begins a word and has no spaces
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
            self.texts[self._since :] = fold(self._unbroken).split()
            known = len(self.lines)
            self.lines.extend([line] * (len(self.texts) - known))
            del self.lines[len(self.texts) :]
        if text[-1:].isspace():
            self.end_word()

    def end_word(self) -> None:
        """What comes is another word."""
        self._unbroken = ""
        self._since = len(self.texts)

    def end_line(self) -> None:
        """A printed line ends here: what comes may be the same word, unless a space or punctuation other than a hyphen closes this one."""
        open_text = self._unbroken[:-1] if self._unbroken[-1:] in HYPHENS else self._unbroken
        folded = fold(open_text)
        if folded and not folded.endswith(" "):
            self.texts[-1] += LINE_END
        self.end_word()

    @property
    def words(self) -> Words:
        """All words so far."""
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
    """The one word that a formula counts for: `formula_word(r"\\frac{a}{2}")` is `$⧵frac⎨a⎬⎨2⎬$`. Signs that are no letters of a word
    become such as look like them, so that a person can read it."""
    letters = (TEX_SIGNS.get(letter, letter) for letter in tex if not letter.isspace())
    return f"${''.join(letter if fold(letter).strip() else OTHER_SIGN for letter in letters)}$"


@lru_cache(maxsize=65536)
def _pieces(text: str) -> tuple[str, ...]:
    """The words of a text without spaces; none for one with spaces."""
    return tuple(fold(text).split()) if text.split() == [text] else ()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The text folded for comparison: words in folded letters, one space for each letter that parts them."""
    plain = "".join(letter for letter in text if not _is_ignored(letter))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())
    return "".join(_kept(letter) for letter in folded)


@lru_cache(maxsize=8192)
def _is_ignored(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf" or letter in SELECTORS


@lru_cache(maxsize=8192)
def _kept(letter: str) -> str:
    category = unicodedata.category(letter)
    return letter if category[0] in "LMN" or category in COUNTED else " "
