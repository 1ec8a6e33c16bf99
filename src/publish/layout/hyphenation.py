"""Where words may be divided: by the book's own list first, then by the patterns of their language.

The patterns are pyphen's, which are LibreOffice's, or TeX's where those are better or the only ones: the files in `patterns/`, each with
its source, authors and licence at its head. Compared in November 2026 on the 30,000 most frequent words of each language:

- The same in both, or all but: en-GB, fr, es, nl, pl, cs, sk, da, nb, sl, hr, sr, lt.
- TeX's are better: de (pyphen 0.18.1 has Insta-nzen, Pa-rl-ament, gr-und), uk (in every second word a part without a vowel), el (no break
  beside an accent), bg (зас-т-рел), it (bri-ti-sh), pt (con-sequên-cia). Only TeX has any: cy, fi, ga, grc, hy, ka, kk, la, tr.
- pyphen's are better: en-US (they hold the exceptions that TUGboat lists: of the breaks that a list of 126,000 words has, 8.5 % are missing
  in three books, 9.2 % with TeX's), sv, is, ro, id, lv. Each is right at times: ca, hu, ru, pt-BR; these stay pyphen's.

Policy: “en” is divided as in American English, as browsers and TeX do it; the British patterns are for tags that name such a country.
The least letters before and after a hyphen are those of the style sheet, but never fewer than those that the patterns were made for.

The door to pyphen. A layout has one set of dictionaries, which WeasyPrint uses too.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyphen

from publish.languages import rules_for

LONGEST = 150  # letters: no line holds more, and WeasyPrint measures the text before each place where a word may be divided

PATTERNS = Path(__file__).parent / "patterns"
"""TeX's patterns as pyphen reads them; made from hyph-utf8's files, whose exceptions became patterns."""
REPLACED: Mapping[str, tuple[str, ...]] = {
    "bg": ("bg_BG",),
    "de": ("de_AT", "de_CH", "de_DE"),
    "de_1901": ("de_AT_1901", "de_CH_1901", "de_DE_1901"),
    "el": ("el_GR",),
    "it": ("it_IT",),
    "pt": ("pt_PT",),
    "uk": ("uk_UA",),
}
"""Further names by which a file of ours is found, pyphen's own among them."""
NAMES: Mapping[str, tuple[str, ...]] = {
    "en_US": ("en",),
    "en_GB": ("en_AU", "en_IE", "en_IN", "en_NZ", "en_ZA"),
    "nb_NO": ("no",),
}
"""Further names of pyphen's own dictionaries."""
LETTERS: Mapping[str, Mapping[int, str]] = {
    "ru": {ord("ё"): "е", ord("Ё"): "е"},
    "tr": {ord("I"): "ı", ord("İ"): "i"},
}
"""Letters that patterns know by another: Russian ones have no ё, and Python makes an i of a Turkish I."""
CAPITALISED = frozenset({"de", "lb"})
"""Languages in which every noun has a capital, so that capitals do not tell names."""
SENTENCE_START = re.compile(r"(?:^|[.?!…:]['’\"”»)\]]*[ \n]+)[\s“‘«„‚(\[¿¡–—\"-]*\Z")
LEAST = re.compile(rb"^(LEFT|RIGHT)HYPHENMIN (\d)", re.MULTILINE)


def use_patterns() -> None:
    """Makes pyphen, in this process, find our patterns and names; WeasyPrint asks it too."""
    paths = {path.stem.removeprefix("hyph_"): path for path in sorted(PATTERNS.glob("hyph_*.dic"))}
    paths |= {name: paths[file] for file, names in REPLACED.items() for name in names}
    paths |= {name: pyphen.LANGUAGES[file] for file, names in NAMES.items() for name in names}
    pyphen.LANGUAGES.update(paths)
    pyphen.LANGUAGES_LOWERCASE.update({name.lower(): name for name in paths})


def dictionary_name(tag: str | None) -> str | None:
    """The name of the dictionary for a language tag: `de_1901` for “de-1901”; None for a language without one."""
    name: str | None = pyphen.language_fallback(tag) if tag else None
    return name


def hyphen_limits(language: str) -> str:
    """`hyphenate-limit-chars` for a book in a language: the least letters of a word, before a hyphen and after it."""
    hyphens = rules_for(language).hyphens
    return f"{max(5, hyphens.before + hyphens.after)} {hyphens.before} {hyphens.after}"


def begins_sentence(text: str, start: int) -> bool:
    """Whether a word that begins at `start` is the first of its text or stands after the end of a sentence.

    No sentence ends before a no-break space: “Mr. Smith”. A word after a comma and a quotation mark counts as one within a sentence.
    """
    return bool(SENTENCE_START.search(text, max(0, start - 20), start))


class Dictionaries(dict[Any, "_Dictionary"]):
    """The dictionaries of a layout by language and limits, each made at its first use. `words` are the book's own divided words."""

    def __init__(self, words: Mapping[str, str], *, divide_names: bool = True) -> None:
        super().__init__()
        self.words = words
        self.divide_names = divide_names

    def get(self, key: Any, default: Any = None) -> Any:
        """The dictionary for a key: its name, least letters before and after the hyphen, least letters of the word."""
        if key not in self:
            name, left, right, _ = key
            least = {side: int(number) for side, number in LEAST.findall(pyphen.LANGUAGES[name].read_bytes())}
            left, right = max(left, least.get(b"LEFT", 1)), max(right, least.get(b"RIGHT", 1))
            dictionary = pyphen.Pyphen(lang=name, left=left, right=right)
            language = name.partition("_")[0]
            keeps_names = not self.divide_names and language not in CAPITALISED
            self[key] = _Dictionary(self.words, dictionary, LETTERS.get(language, {}), keeps_names)
        return self[key]


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """A language's dictionary with the interface that WeasyPrint expects. Words of the book's own list are divided as written there."""

    words: Mapping[str, str]
    dictionary: Any
    letters: Mapping[int, str]
    keeps_names: bool
    cached: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def places(self, word: str) -> tuple[int, ...]:
        """The places where a word may be divided, as numbers of letters before them, in order.

        Places at which letters would be added or changed are left out.
        """
        if word not in self.cached:
            divided = self.words.get(word.casefold())
            if divided is None or len(divided.replace("-", "")) != len(word):
                found = self.dictionary.positions(self._known(word))
                places = [int(place) for place in found if not getattr(place, "data", None)]
            else:
                places = list(accumulate(len(part) for part in divided.split("-")[:-1]))
            self.cached[word] = tuple(places)
        return self.cached[word]

    def iterate(self, word: str) -> Iterator[tuple[str, str]]:
        """Each division of the word into two parts, the longest first part first. Without a sentence around it any capital is a name's."""
        if self.is_whole(word):
            return
        yield from ((word[:place], word[place:]) for place in reversed(self.places(word)) if place < LONGEST)

    def is_whole(self, word: str) -> bool:
        """Whether a word is not to be divided if it begins no sentence: it has a capital, and is not on the book's own list."""
        return self.keeps_names and word[:1].isupper() and word.casefold() not in self.words

    def _known(self, word: str) -> str:
        """The word in the small letters that the patterns know, as many as it has."""
        known = word.translate(self.letters)
        return "".join(small if len(small := letter.lower()) == 1 else letter for letter in known)
