"""The order of names in an index: word by word, by the Unicode Collation Algorithm and the customs of the book's language.

Policy: word by word, as ISO 999 and most publishers outside America have it (“New York” before “Newark”): a reader who looks for a name
of two words need not know whether it is written as one. A comma ends a first part that is compared before the rest (“Smith, John” before
“Smith and Sons”). Numbers precede letters, in the order of their values. Accents and capitals decide only between names that are equal
otherwise.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pyuca import Collator
from pyuca.collator import COLL_ELEMENT_PATTERN
from pyuca.utils import hexstrings2int

from publish.languages import rules_for

Key = tuple[object, ...]

SILENT = re.compile(r"['’ʼ*]")  # do not separate words
WORD = re.compile(r"\d+|[^\W\d_]+")
LAST = "龥"  # a letter that follows every letter of an alphabet


def sort_key(text: str, language: str) -> Key:
    """The sort key of a name: that of “Ångström” is greater than that of “Zorn” in "sv", and less in "en"."""
    letters = _letters(text, language)
    parts = tuple(tuple(_word(word) for word in WORD.findall(part)) for part in letters.split(","))
    return (parts, tuple(_collator().sort_key(letters)), text)


def group_of(text: str, language: str) -> str:
    """The letter under which an index lists a name: its first letter, "0" for numbers, "" for symbols."""
    word = WORD.search(SILENT.sub("", unicodedata.normalize("NFC", text.casefold())))
    if word is None:
        return ""
    first = word[0][0]
    if first.isdigit():
        return "0"
    return first if first in _tailored_letters(language) else unicodedata.normalize("NFKD", first.replace("æ", "a").replace("œ", "o"))[0]


def _letters(text: str, language: str) -> str:
    tailored = _tailored_letters(language)
    return "".join(tailored.get(letter, letter) for letter in SILENT.sub("", unicodedata.normalize("NFC", text.casefold())))


def _word(word: str) -> Key:
    """The key of a number, by its value, or of a word, by its letters without accents."""
    if word.isdigit():
        return (0, int(word))
    weights = tuple(_collator().sort_key(word))
    return (1, weights[: weights.index(0)] if 0 in weights else weights)


@lru_cache(maxsize=8)
def _tailored_letters(language: str) -> Mapping[str, str]:
    """The letters that the language sorts after others, each with a text that sorts there."""
    rows = rules_for(language).alphabet.split()  # in German ä is a, in French é is e: DUCET has them so
    return {letter: row[0] + LAST * rank for row in rows for rank, letter in enumerate(row) if rank}


class _Collator(Collator):  # type: ignore[misc]  # pyuca has no annotations
    """pyuca's collator. It reads an entry of the table when a text has the entry's first letter: to read all 30,000 takes 0.15 s."""

    def load(self, filename: str) -> None:
        """Finds the entries of the table (UTS 10, “File Format”) by the first letter of each. Called by pyuca."""
        self._unread: dict[str, list[str]] = defaultdict(list)
        for line in Path(filename).read_text("utf-8").splitlines():
            if line.startswith("@implicitweights"):
                letters, base = line.partition("#")[0].split()[1:]
                first, last = letters.rstrip(";").split("..")
                self.implicit_weights.append([int(first, 16), int(last, 16), int(base, 16)])
            elif line and line[0] not in "#@":
                self._unread[line.split(maxsplit=1)[0]].append(line)

    def sort_key(self, string: str) -> tuple[int, ...]:
        """The weights of a text, those of each level after a zero."""
        for letter in set(unicodedata.normalize("NFD", string)):
            for line in self._unread.pop(f"{ord(letter):04X}", ()):
                letters, _, weights = line.partition(";")
                elements = COLL_ELEMENT_PATTERN.findall(weights.partition("#")[0])
                self.table.add(hexstrings2int(letters.split()), [hexstrings2int(element) for element in elements])
        return tuple(super().sort_key(string))


@lru_cache(maxsize=1)
def _collator() -> _Collator:
    return _Collator()
