"""What is read back from the finished file of an edition, for comparison with the manuscript and with other editions."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteMark:
    """The mark of a note in a finished file: its id, its text, the number of words of its body that begin before it.

    `note` is the note that it leads to, "" if it leads to none.
    """

    call: str
    note: str
    text: str
    words_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStart:
    """Where a printed page begins in a finished file: after this number of letters of `text`, a document's body or a note.

    `page` is the folio, or in an e-book the address of the marker. `preceding` is the end of the text before a marker, back to the
    beginning of a word or a link.
    """

    page: str
    text: str
    letters: int
    preceding: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStart:
    """A text on a printed page: the page's index, the text (a document's id or a note's), and the number of its letters on pages before."""

    page: int
    text: str
    letters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A part of a style sheet of which reading cannot say whether it hides text: a declaration, a selector or an at-rule, as it is written.

    `file` is the first file where it concerns text, which begins with `words`; both are empty for a part that is not understood anywhere.
    """

    written: str
    file: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionWords:
    """The words read back from a finished file: the body of each document without what we supply, and each note by its id, in the file's
    order.

    A word that ends in `publish.text.words.LINE_END` stands at the end of a printed line: it may be one word with the next.
    `supplied` counts the words that we added: folios, running heads, note numbers, contents, labels. `hidden` are words in the file that
    no reader sees (off the page, covered, invisible), each with its place.
    """

    bodies: Mapping[str, tuple[str, ...]]
    notes: Mapping[str, tuple[str, ...]]
    supplied: int
    hidden: tuple[tuple[str, str], ...] = ()
    marks: Mapping[str, tuple[NoteMark, ...]] = field(default_factory=dict)
    """The marks of notes in each document's body, in order."""
    backlinks: Mapping[str, tuple[str, ...]] | None = None
    """The marks to which each note links back, "" for a link to no mark; None if the file has no links."""
    quotations: int | None = None
    """Block quotations in the file; None if the file does not say."""
    pages: int = 0
    page_starts: tuple[PageStart, ...] = ()
    """Where the printed pages begin, in order; none for a blank page or a page without text of the manuscript."""
    text_starts: tuple[TextStart, ...] = ()
    """Every text of each printed page, in order; none in an e-book."""
    formulae: int = 0
    doubts: tuple[Doubt, ...] = ()
    inserted: tuple[str, ...] = ()
    """Declarations of `content` by which a style sheet writes words of its own."""
