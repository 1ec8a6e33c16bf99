"""The few words of an index, in the book's language: “continued”, “see”, “see also”, “n.”."""

from collections.abc import Mapping
from dataclasses import dataclass

from publish.book.labels import labels_for


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexWords:
    """The words of one language: `continued` behind an entry that goes on, `note` before the number of a note."""

    language: str
    continued: str
    see: str
    also: str
    note: str


WORDS: Mapping[str, tuple[str, str, str, str]] = {
    "en": ("continued", "see", "see also", "n."),
    "cs": ("pokračování", "viz", "viz též", "pozn."),
    "da": ("fortsat", "se", "se også", "n."),
    "de": ("Forts.", "siehe", "siehe auch", "Anm."),
    "es": ("continuación", "véase", "véase también", "n."),
    "fi": ("jatkoa", "ks.", "ks. myös", "viite"),
    "fr": ("suite", "voir", "voir aussi", "n."),
    "he": ("המשך", "ראו", "ראו גם", "הע׳"),
    "it": ("continua", "vedi", "vedi anche", "n."),
    "nb": ("forts.", "se", "se også", "n."),
    "nl": ("vervolg", "zie", "zie ook", "n."),
    "pl": ("cd.", "zob.", "zob. też", "przyp."),
    "pt": ("continuação", "ver", "ver também", "n."),
    "ru": ("продолжение", "см.", "см. также", "прим."),
    "sv": ("forts.", "se", "se även", "n."),
}
"""For each language of `publish.book.labels`."""


def index_words(language: str) -> IndexWords:
    """The words for a language tag, English where it has none here."""
    known = labels_for(language).language
    continued, see, also, note = WORDS[known]
    return IndexWords(language=known, continued=continued, see=see, also=also, note=note)
