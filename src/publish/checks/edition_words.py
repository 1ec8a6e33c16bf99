"""What is read back from the final file of an edition, to be compared with the manuscript and with other editions."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteMark:
    """The mark of a note as it stands in a final file: what it is called, what it says, how many words of its body begin before it.

    `note` is the note it leads to, "" where it leads to none.
    """

    call: str
    note: str
    text: str
    words_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTurn:
    """Where a printed page begins, as it is read from a final file: behind so many letters of a document's body or of a note (`text`).

    `page` is the folio, or in an e-book the address of the marker; `behind` the last of the text before a marker, back to where a word,
    or a link, begins.
    """

    page: str
    text: str
    letters: int
    behind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionWords:
    """The words read back from a final file: for each document the body (what we supply left out) and each note by its id, both in the
    file's order.

    A word with `publish.text.words.LINE_END` at its end stands at the end of a printed line: it may be one word with the next.
    `supplied` counts the words that we added: folios, running heads, note numbers, contents, labels. `hidden` are words that are in the
    file but that no reader sees (off the page, covered, invisible), each with its place.
    """

    bodies: Mapping[str, tuple[str, ...]]
    notes: Mapping[str, tuple[str, ...]]
    supplied: int
    hidden: tuple[tuple[str, str], ...] = ()
    marks: Mapping[str, tuple[NoteMark, ...]] = field(default_factory=dict)
    """The marks of notes in each document's body, in order."""
    ways_back: Mapping[str, tuple[str, ...]] | None = None
    """The marks to which each note leads back, "" where a way leads to none; None where a file has no links."""
    quotations: int | None = None
    """Block quotations in the file; None where a file does not say."""
    pages: int = 0
    turns: tuple[PageTurn, ...] = ()
    """Where the printed pages begin, in order; none for a blank or a page that holds no text of the manuscript's."""
    formulae: int = 0
