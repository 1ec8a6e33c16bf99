"""The tables of a language's file, as frozen values: words that an edition adds to a book, and rules by which text is set.

A field is a key of the table, `title_page` written `title-page`; a field without a default is required.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# --- words ----------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageWords:
    """A table of words."""

    language: str
    """The language that the words are in: the name of the file that they come from."""

    def are_foreign_to(self, tag: str) -> bool:
        """Whether the words must be marked as being in another language than this tag's."""
        return self.language != primary(tag)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels(LanguageWords):
    """`[labels]`: what an edition calls its parts.

    `text` is the landmark where the body begins, `pages` the title of the list of printed pages. `back` holds `{mark}`, the number of the
    note. `by` maps MARC relator codes to what precedes the names on a title page; a colon stands where the language would have to inflect
    the name.
    """

    cover: str
    contents: str
    notes: str
    title_page: str
    imprint: str
    text: str
    page: str
    pages: str
    landmarks: str
    back: str
    by: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprintWords(LanguageWords):
    """`[imprint]`: the words of the copyright page and of the page with the author's other books.

    `also_by` may hold `{names}`; `typeset` holds `{faces}` and `{programs}`; `joint` stands before the last of several names; `by` maps
    further MARC relator codes, beside those of the labels.
    """

    also_by: str
    joint: str
    in_print: str
    ebook: str
    typeset: str
    by: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexWords(LanguageWords):
    """`[index]`: `continued` follows the head of an entry that goes on in the next column, `note` precedes the number of a note."""

    continued: str
    see: str
    also: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteHeads(LanguageWords):
    """`[note-heads]`: the head over end notes that belong to one page, `{}`, or to pages, `{}` and `{}`."""

    page: str
    pages: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessWords(LanguageWords):
    """`[accessibility]`: what an e-book offers to readers who cannot see the screen, or not all of it.

    Each sentence stands alone, since a book states only those that are true of it. `certified` holds `{standard}` and `{name}`.
    """

    title: str
    reading: str
    navigation: str
    notes: str
    index: str
    described: str
    undescribed: str
    no_images: str
    formulae: str
    tables: str
    passages: str
    pages: str
    calm: str
    moving: str
    certified: str


# --- rules ----------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationMarks:
    """`[quotation-marks]`: the marks that straight ones become, with the spaces that stand inside them."""

    open: str
    close: str
    inner_open: str
    inner_close: str
    elisions: tuple[str, ...] = ()
    """Words that begin with an apostrophe, in small letters without it: `tis`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashes:
    """`[dashes]`: what two hyphens become between two words, and between spaces."""

    between_words: str
    between_spaces: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spaces:
    """`[spaces]`: where spaces are set at which no line breaks.

    `by_default` if they are set for books that do not say: only for a language whose rules were proved on whole books. `no_break` are
    regular expressions; the space in their last group becomes a no-break space. `initials` if the spaces after initials do: “J. S. Mill”;
    `units` if those before signs of units do: “5 km”. `before` maps punctuation to the space before it, `inside_guillemets` is the space
    inside « and ».
    """

    by_default: bool = False
    no_break: tuple[str, ...] = ()
    initials: bool = False
    units: bool = False
    before: Mapping[str, str] = field(default_factory=dict)
    inside_guillemets: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hyphens:
    """`hyphens`: the least letters before and after a hyphen at the end of a printed line, for a book that does not say.

    Stated are TeX's (`hyphenmins` of hyph-utf8), in French a letter more after it; the default is that of English, where TeX's two letters
    before a hyphen were measured, and make lines no more even.
    """

    before: int = 3
    after: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationWords:
    """`[citations]`: the words by which notes cite, as regular expressions.

    A note in any language may use those of another, so filters read all languages together (`citation_words`).
    """

    see: tuple[str, ...] = ()
    """Words before a citation: “see”."""
    also: tuple[str, ...] = ()
    """Words after these that announce another work: “also”."""
    more: tuple[str, ...] = ()
    """Words that begin another work in the same note: “see also”."""
    same: tuple[str, ...] = ()
    """Short forms for the work of the note before: “ibid.”."""
    same_author: tuple[str, ...] = ()
    """Short forms for its author: “id.”."""
    work_cited: tuple[str, ...] = ()
    """Short forms for the work of an author who is named: “op. cit.”."""
    place_cited: tuple[str, ...] = ()
    """Short forms for the same place in it: “loc. cit.”."""
    pages: tuple[str, ...] = ()
    """Abbreviations before numbers of pages and chapters: “p.”, without the full stop."""
    volumes: tuple[str, ...] = ()
    """Abbreviations before numbers of volumes: “vol.”, without the full stop."""
    joints: tuple[str, ...] = ()
    """Words between two titles: “and”."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWords:
    """`[letters]`: how letters begin and end, as regular expressions.

    A book may quote letters in any language, so filters read all languages together (`letter_words`).
    """

    greetings: tuple[str, ...]
    """How greetings begin: “Dear”."""
    greeting_ends: str
    """The punctuation that may end a greeting."""
    closings: tuple[str, ...]
    """How closing formulas begin: “Yours”."""
    closing_sentences: tuple[str, ...] = ()
    """Those that may end with a full stop."""
    closing_phrases: tuple[str, ...] = ()
    """Those that are formulas only if a comma ends them: else they begin any sentence."""
    exclamations: tuple[str, ...] = ()
    """Last words of an exclamation that begins as a greeting does: “Dear God!”."""
    months: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How text in a language is set and sorted.

    `note_mark` is the side of the punctuation on which a note's mark stands: after it by the Chicago Manual of Style 14.26, the Oxford
    Guide to Style 15.16.5 and Duden. `family_name_first` where names are written so, and sorted as they are written (W3C, "Personal names
    around the world"). `alphabet` are groups of letters, each sorted as a letter of its own after the first of its group: "zæøå".
    `iso_639_2` is the language's code in library catalogues (ISO 639-2/B, ONIX list 74).
    """

    note_mark: Literal["before", "after"] = "after"
    family_name_first: bool = False
    alphabet: str = ""
    iso_639_2: str = ""
    quotation_marks: QuotationMarks | None = None
    dashes: Dashes | None = None
    spaces: Spaces = field(default_factory=Spaces)
    hyphens: Hyphens = field(default_factory=Hyphens)


NO_RULES = Rules()
"""The rules of a language without a file."""


def primary(tag: str) -> str:
    """The language alone: `en` for `en-GB`."""
    return tag.partition("-")[0].casefold()
