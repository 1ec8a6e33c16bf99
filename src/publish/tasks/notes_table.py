"""Every note of a book with its places: a list for an editor to check before the file goes to the printer."""

from collections.abc import Iterator, Mapping

from publish.book.markup import parse
from publish.model import Book, Note, PageMap

FIRST_WORDS = 8


def note_rows(book: Book, pages: PageMap) -> list[tuple[str, str, str, str, str]]:
    """One row for each note, in reading order: number, label, file:line, printed page, first words.

    The page is that of the note; if its first mark is on another page, that one comes first: `12 → 245`. Where no folio is
    printed, the page's number in the file stands in brackets.
    """
    placed = dict(_placed(pages))
    return [
        (str(note.number), note.label, str(note.location), _page(note, placed, pages), _beginning(note.body))
        for document in book.documents
        for note in document.notes
    ]


def _placed(pages: PageMap) -> Iterator[tuple[str, int]]:
    """The index of the page on which each note begins. Pages are read backwards, so that the first page wins."""
    for index, page in reversed(list(enumerate(pages.pages))):
        for note in page.facts.notes:
            yield note.id, index


def _page(note: Note, placed: Mapping[str, int], pages: PageMap) -> str:
    at = [pages.targets.get(note.calls[0]), placed.get(note.id)]
    indexes = dict.fromkeys(index for index in at if index is not None)
    return " → ".join(pages.pages[index].folio or f"[{index + 1}]" for index in indexes) or "–"


def _beginning(body: str) -> str:
    words = "".join(parse(body).itertext()).split()
    return " ".join(words[:FIRST_WORDS]) + (" …" if len(words) > FIRST_WORDS else "")
